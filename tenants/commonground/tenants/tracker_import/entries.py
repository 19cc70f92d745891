"""One row of a tracker as what it becomes, and everything about it that somebody has to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from commonground.platform.reference import VENUES
from commonground.tenants.contexts.types import NAME_LIMIT, SubjectKind
from commonground.tenants.tracker_import.cells import Reading
from commonground.tenants.tracker_import.columns import Field, Header, plain
from commonground.tenants.tracker_import.dates import Day
from commonground.tenants.tracker_import.known import Known
from commonground.tenants.tracker_import.own_references import has_number, is_reference
from commonground.tenants.tracker_import.remarks import FedBack, Remark, Weight
from commonground.tenants.tracker_import.sheets import Cell
from commonground.tenants.tracker_import.words import UNDECIDED, Lexicon

_AS_ABOVE: Final = frozenset({"as above", "same as above", "see above", "ditto", "same", "as before"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a row becomes: a referral, and the subject that it is about. `row` is its number in the file, from 1.

    Free text (`concern`, `comments`, `referrer`, `children_references`) may name people: it stays restricted until
    somebody has cleared it. `subject` too, where it is a group's."""

    row: int
    reference: str = ""
    known_as: str = ""
    """What stands for a reference, shown or held back: by this it is known when the file comes again."""
    received: Day | None = None
    source: str | None = None
    source_words: str = ""
    referrer: str = ""
    subject: str = ""
    kind: SubjectKind = SubjectKind.PLACE
    venue: str | None = None
    address: str = ""
    postcode: str = ""
    concern: str = ""
    harms: tuple[str, ...] = ()
    children: str = "not_sure"
    children_words: str = ""
    children_references: str = ""
    worker: str = ""
    decision: str = UNDECIDED
    decision_words: str = ""
    decided: Day | None = None
    fed_back: FedBack = FedBack.UNKNOWN
    comments: str = ""
    own_words: tuple[tuple[Field, str], ...] = ()
    """What stood in cells that are codes or days here, by what they are."""
    remarks: tuple[Remark, ...] = ()

    @property
    def stopped(self) -> bool:
        return any(remark.weight is Weight.STOPS for remark in self.remarks)


class RowReader:
    """Reads the rows of one sheet, in their order: a day without a year takes that of the row above."""

    def __init__(self, columns: Sequence[Header], lexicons: Mapping[str, Lexicon], today: date) -> None:
        self._columns: dict[Field, list[int]] = {}
        for column in columns:
            self._columns.setdefault(column.field, []).append(column.column)
        self._known = Known()
        self._lexicons = lexicons
        self._today = today
        self._near: date | None = None

    def entry(self, row: int, cells: Sequence[Cell]) -> Entry:
        """The row with this number, counted from nought."""
        reading = Reading(row, cells, self._columns, self._known)
        received = reading.day(Field.RECEIVED, self._today, self._near)
        if received:
            self._near = received.day
        decided = reading.day(Field.DECIDED, self._today, self._near)
        entry = self._entry(reading, received, decided)
        remarks = (*reading.remarks, *_about_the_whole(entry, reading))
        return replace(entry, remarks=remarks) if remarks else entry

    def _entry(self, reading: Reading, received: Day | None, decided: Day | None) -> Entry:
        subject = reading.words(Field.SUBJECT)
        venue = self._venue(reading, subject)
        reference, no_reference = _reference(reading)
        decision = reading.code(Field.DECISION, self._lexicons["decision"])
        return Entry(
            row=reading.row + 1,
            reference=reference,
            known_as=_known_as(reading.words(Field.REFERENCE)),
            received=received,
            source=reading.code(Field.SOURCE, self._lexicons["source"]),
            source_words=reading.words(Field.SOURCE),
            referrer=reading.words(Field.REFERRER),
            subject=subject,
            kind=SubjectKind(VENUES[venue].kind) if venue else SubjectKind.PLACE,
            venue=venue,
            address=reading.address(),
            postcode=reading.postcode(),
            concern=reading.joined(Field.CONCERN),
            harms=reading.codes(Field.HARMS, self._lexicons["harm"]),
            children=reading.children(),
            children_words=reading.words(Field.CHILDREN),
            children_references=reading.words(Field.CHILDREN_REFERENCES),
            worker=reading.words(Field.WORKER),
            decision=decision or UNDECIDED,
            decision_words=reading.words(Field.DECISION),
            decided=decided,
            fed_back=reading.fed_back(),
            comments="\n".join(filter(None, (reading.joined(Field.COMMENTS), no_reference))),
            own_words=reading.own_words({Field.RECEIVED: received}),
        )

    def _venue(self, reading: Reading, subject: str) -> str | None:
        """From its own column, or from the last words of the name: “Alder Park” is a park."""
        if reading.words(Field.KIND):
            return reading.code(Field.KIND, self._lexicons["venue"])
        words = subject.split()
        ends = (" ".join(words[-length:]) for length in (2, 1) if len(words) >= length)
        found = (self._lexicons["venue"].meaning(end) for end in ends)
        return next((meaning.code for meaning in found if meaning and meaning.sure), None)


def _reference(reading: Reading) -> tuple[str, str]:
    """Its reference, or else what stands there. A reference is shown to everybody at once: what may say who goes with
    the comments, which are held back."""
    words = reading.words(Field.REFERENCE)
    if not words or is_reference(words):
        return words[:NAME_LIMIT], ""
    reading.remark(
        Field.REFERENCE,
        f"“{words}” may be a name and no reference: it is kept with the comments, and the row has no reference.",
    )
    return "", f"Reference: {words}"


def _known_as(words: str) -> str:
    return words[:NAME_LIMIT] if has_number(words) else ""


def _about_the_whole(entry: Entry, reading: Reading) -> Iterator[Remark]:
    if not entry.subject:
        yield Remark(
            reading.at(Field.SUBJECT),
            Field.SUBJECT,
            "Say which place, group, school or online space it is about.",
            Weight.STOPS,
        )
    if not reading.words(Field.RECEIVED):
        yield Remark(reading.at(Field.RECEIVED), Field.RECEIVED, "Say on which day it came.", Weight.STOPS)
    if plain(entry.concern) in _AS_ABOVE or plain(entry.subject) in _AS_ABOVE:
        yield Remark(
            reading.at(Field.CONCERN),
            Field.CONCERN,
            "“As above” says nothing where the rows stand alone: it is taken as written.",
        )
    if reading.has(Field.SOURCE) and not plain(entry.source_words):
        yield Remark(
            reading.at(Field.SOURCE),
            Field.SOURCE,
            "It does not say who told: taken as “Not said”, and not as anonymous.",
        )
    if entry.received and entry.decided and entry.decided.day < entry.received.day and not entry.decided.about:
        yield Remark(
            reading.at(Field.DECIDED),
            Field.DECIDED,
            "It was decided before it came: one of the two days is wrong. The day it came is taken for both.",
        )
    if entry.decided and entry.decision == UNDECIDED:
        yield Remark(
            reading.at(Field.DECIDED),
            Field.DECIDED,
            "There is a day of a decision and no decision: it is taken as open.",
        )
