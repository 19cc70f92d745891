"""One row of a tracker as what it becomes, and everything about it that somebody has to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from commonground.platform.reference import VENUES
from commonground.tenants.contexts.types import NAME_LIMIT, SubjectKind
from commonground.tenants.tracker_import.columns import Field, Header, plain
from commonground.tenants.tracker_import.dates import Day, day_of
from commonground.tenants.tracker_import.known import Known
from commonground.tenants.tracker_import.sheets import Cell, address, is_empty, text_of
from commonground.tenants.tracker_import.words import UNDECIDED, Lexicon

_AS_ABOVE: Final = frozenset({"as above", "same as above", "see above", "ditto", "same", "as before"})
_YES: Final = frozenset({"y", "yes", "done", "true", "given", "completed", "ie", "ydy"})
_NO: Final = frozenset({"n", "no", "false", "not yet", "outstanding", "na"})
_NOT_NEEDED: Final = frozenset({"n a", "not applicable", "anon", "anonymous", "not needed"})


TABLES: Final = MappingProxyType(
    {Field.SOURCE: "source", Field.KIND: "venue", Field.HARMS: "harm", Field.DECISION: "decision"}
)
"""Fields whose words stand for codes, with the table of those."""


class FedBack(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_NEEDED = "not_needed"
    UNKNOWN = "unknown"


class Weight(StrEnum):
    """`STOPS`: the row can't become anything as it is. `LOOK`: it can, otherwise than it stands there."""

    STOPS = "stops"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one cell. `cell` is its address in the file, empty where a whole column is missing."""

    cell: str
    field: Field
    sentence: str
    weight: Weight = Weight.LOOK
    unknown: tuple[str, str] | None = None
    """The table of codes and the words of which nobody has said yet what they mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a row becomes: a referral, and the subject that it is about. `row` is its number in the file, from 1.

    Free text (`concern`, `comments`, `referrer`, `children_references`) may name people: it stays restricted until
    somebody has cleared it. `subject` too, where it is a group's."""

    row: int
    reference: str = ""
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
        reading = _Reading(row, cells, self._columns, self._known)
        received = reading.day(Field.RECEIVED, self._today, self._near)
        if received:
            self._near = received.day
        decided = reading.day(Field.DECIDED, self._today, self._near)
        entry = self._entry(reading, received, decided)
        remarks = (*reading.remarks, *_about_the_whole(entry, reading))
        return replace(entry, remarks=remarks) if remarks else entry

    def _entry(self, reading: _Reading, received: Day | None, decided: Day | None) -> Entry:
        subject = reading.words(Field.SUBJECT)
        venue = self._venue(reading, subject)
        decision = reading.code(Field.DECISION, self._lexicons["decision"])
        return Entry(
            row=reading.row + 1,
            reference=reading.words(Field.REFERENCE)[:NAME_LIMIT],
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
            comments=reading.joined(Field.COMMENTS),
        )

    def _venue(self, reading: _Reading, subject: str) -> str | None:
        """From its own column, or from the last words of the name: “Alder Park” is a park."""
        if reading.words(Field.KIND):
            return reading.code(Field.KIND, self._lexicons["venue"])
        words = subject.split()
        ends = (" ".join(words[-length:]) for length in (2, 1) if len(words) >= length)
        found = (self._lexicons["venue"].meaning(end) for end in ends)
        return next((meaning.code for meaning in found if meaning and meaning.sure), None)


class _Reading:
    """One row while it is read, with what was noticed about its cells."""

    def __init__(self, row: int, cells: Sequence[Cell], columns: Mapping[Field, Sequence[int]], known: Known) -> None:
        self.row = row
        self.remarks: list[Remark] = []
        self._cells = cells
        self._columns = columns
        self._known = known
        self._words: dict[Field, str] = {}

    def cell(self, field: Field) -> Cell:
        columns = self._columns.get(field)
        return self._cells[columns[0]] if columns else ""

    def words(self, field: Field) -> str:
        if field not in self._words:
            cell = self.cell(field)
            self._words[field] = "" if is_empty(cell) else text_of(cell)
        return self._words[field]

    def joined(self, field: Field) -> str:
        """Several columns of words one under the other, and the line breaks inside a cell kept."""
        cells = (self._cells[column] for column in self._columns.get(field, ()))
        return "\n".join(_lines(cell) for cell in cells if not is_empty(cell))

    def day(self, field: Field, today: date, near: date | None) -> Day | None:
        if not self.words(field):
            return None
        day = day_of(self.cell(field), today=today, near=near)
        if day is None:
            weight = Weight.STOPS if field is Field.RECEIVED else Weight.LOOK
            self.remark(field, f"“{self.words(field)}” isn’t a day that we can read. Write it like 21/11/2026.", weight)
        elif day.about:
            self.remark(field, f"“{self.words(field)}” is taken as about {day.day:%d/%m/%Y}.")
        return day

    def code(self, field: Field, lexicon: Lexicon) -> str | None:
        words = self.words(field)
        if not words and field is not Field.DECISION:
            return None
        meaning = lexicon.meaning(words)
        if meaning is None:
            self._unknown(field, words)
        return meaning.code if meaning else None

    def codes(self, field: Field, lexicon: Lexicon) -> tuple[str, ...]:
        words = ", ".join(line for line in self.joined(field).splitlines() if line)
        found: dict[str, None] = {}
        for part, meaning in lexicon.meanings(words) if words else ():
            if meaning is None:
                self._unknown(field, part)
            else:
                found[meaning.code] = None
        return tuple(found)

    def children(self) -> str:
        words = self.words(Field.CHILDREN)
        count = self._known.count(self.cell(Field.CHILDREN)) if words else None
        if words and count is None:
            self.remark(
                Field.CHILDREN, f"“{words}” isn’t a number of young people that we can read: taken as not sure."
            )
        elif count and count.about:
            self.remark(Field.CHILDREN, f"“{words}” is taken by its highest number.")
        return count.band if count else "not_sure"

    def postcode(self) -> str:
        words = self.words(Field.POSTCODE)
        found = self._known.postcode(words)
        if words and found is None:
            self.remark(Field.POSTCODE, f"“{words}” isn’t a whole postcode: kept with the address.")
        return found or ""

    def address(self) -> str:
        """With what stands for a postcode and is none."""
        part = "" if self._known.postcode(self.words(Field.POSTCODE)) else self.words(Field.POSTCODE)
        return ", ".join(words for words in (self.words(Field.ADDRESS), part) if words)

    def fed_back(self) -> FedBack:
        words = plain(self.words(Field.FED_BACK))
        if words in _NOT_NEEDED:
            return FedBack.NOT_NEEDED
        if words.split(" ")[0] in _YES:
            return FedBack.YES
        return FedBack.NO if words.split(" ")[0] in _NO else FedBack.UNKNOWN

    def remark(self, field: Field, sentence: str, weight: Weight = Weight.LOOK) -> None:
        self.remarks.append(Remark(self.at(field), field, sentence, weight))

    def _unknown(self, field: Field, words: str) -> None:
        sentence = f"We don’t know what “{words}” stands for. Choose it under “Words of your own”."
        self.remarks.append(Remark(self.at(field), field, sentence, Weight.STOPS, (TABLES[field], plain(words))))

    def at(self, field: Field) -> str:
        columns = self._columns.get(field)
        return address(self.row, columns[0]) if columns else ""


def _lines(cell: Cell) -> str:
    if not isinstance(cell, str):
        return text_of(cell)
    return "\n".join(" ".join(line.split()) for line in cell.strip().splitlines())


def _about_the_whole(entry: Entry, reading: _Reading) -> Iterator[Remark]:
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
    if entry.received and entry.decided and entry.decided.day < entry.received.day and not entry.decided.about:
        yield Remark(
            reading.at(Field.DECIDED),
            Field.DECIDED,
            "It was decided before it came: one of the two days is wrong. Both are kept as written.",
        )
