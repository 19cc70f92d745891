"""Who may do what with a joint concern, and what a part must say. No database; the database decides it once more under
the lock of the concern's row (`database/sql/069_joint.sql`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from commonground.platform.joint.types import (
    KEEP_DAYS,
    TITLE_LIMIT,
    WORDS_LIMIT,
    Concern,
    Guest,
    JointAct,
    NewPart,
    Part,
    PartKind,
    PartState,
    Party,
    PartyState,
    StepLine,
)
from commonground.platform.reference import AGE_BANDS, AGENCIES, CHILD_BANDS, HARMS, SEVERITIES
from commonground.platform.refusals import IncompleteError, Problem

MOST_SLOTS: Final = 20
"""So many young people can be told apart, as A, B, C …; who they are is known to their own council alone."""
MOST_PEOPLE: Final = 99
NEEDS_WORDS: Final = frozenset(PartKind) - {PartKind.HARM, PartKind.WEIGHTING, PartKind.COUNT}
_FROM: Final = {PartKind.HARM: HARMS.codes, PartKind.WEIGHTING: SEVERITIES.codes}


def acts_of(concern: Concern, party: Party) -> frozenset[JointAct]:
    """All that this council may do with the whole of it now."""
    if party.state is PartyState.INVITED:
        return frozenset({JointAct.ACCEPT, JointAct.DECLINE})
    if party.state is not PartyState.JOINED:
        return frozenset()
    leads = concern.lead_id == party.council_id
    found = {JointAct.HAND_ON} | (set() if leads and concern.is_open else {JointAct.LEAVE})
    if concern.is_open and leads:  # also under an agreement that is over: else nobody could end it or go on
        found |= {JointAct.CLOSE} | ({JointAct.INVITE, JointAct.TAKE_BACK} if party.stands else set())
    if concern.is_open and (leads or party.stands):
        found |= _of_the_lead(concern, party.council_id)
    return frozenset(found)


def _of_the_lead(concern: Concern, council: UUID) -> set[JointAct]:
    """One proposes who is to lead, and the other takes it: nobody is made to lead, and nobody takes it away."""
    if concern.proposed_lead_id is None:
        return {JointAct.PROPOSE_LEAD}
    if council not in (concern.lead_id, concern.proposed_lead_id):
        return set()
    return {JointAct.REFUSE_LEAD} | (set() if council == concern.proposed_by_id else {JointAct.TAKE_LEAD})


def shown_to(parts: Collection[Part], parties: Collection[Party], council: UUID) -> list[Part]:
    """Those that this council, which acts, may be shown at this moment: its own, and of councils whose agreement stands
    and that may show it to this one, while its own does. Of what is gone the day and the proof stay, whatever became of
    its council; the words about it, as long as that council's others do."""
    standing, silent = _standing(parties, council), _silent(parties, council)
    show = {council} | {each.council_id for each in standing if each.shows}
    found = [each for each in parts if each.council_id in show or (standing and each.state is not PartState.STANDS)]
    return [replace(each, over_words="") if each.council_id in silent else each for each in found]


def guests_beside(guests: Collection[Guest], parties: Collection[Party], council: UUID, now: datetime) -> list[Guest]:
    """Partners who are in now: the council's own, and of councils whose agreement stands, while its own does."""
    stand = {each.council_id for each in _standing(parties, council)}
    return [each for each in guests if each.is_in(now) and (each.council_id == council or each.council_id in stand)]


def others_beside(parties: Collection[Party], council: UUID) -> list[Party]:
    """Those with whom this council works on it at this moment: nobody, while its own agreement is over."""
    return [each for each in _standing(parties, council) if each.council_id != council]


def read_by(steps: Collection[StepLine], parties: Collection[Party], council: UUID) -> list[StepLine]:
    """The lines without the words of councils whose agreement is over, left since or not. One reads its own."""
    silent = _silent(parties, council)
    return [replace(each, words="") if each.council_id in silent else each for each in steps]


def outcome_shows(concern: Concern, parties: Collection[Party], council: UUID) -> bool:
    """Whether this council reads what came of it: the lead has written that."""
    stopped = {each.council_id for each in parties if each.is_stopped}
    return concern.lead_id == council or not stopped & {council, concern.lead_id}


def _silent(parties: Collection[Party], council: UUID) -> set[UUID]:
    """The others whose words this council does not read now. One may have left and come back: its newest side counts,
    which stands first."""
    newest: dict[UUID, Party] = {}
    for each in parties:
        newest.setdefault(each.council_id, each)
    worked = (each for each in newest.values() if each.state in (PartyState.JOINED, PartyState.LEFT))
    return {each.council_id for each in worked if each.is_stopped or not each.shows} - {council}


def _standing(parties: Collection[Party], council: UUID) -> list[Party]:
    found = [each for each in parties if each.state is PartyState.JOINED and each.stands]
    return found if any(each.council_id == council for each in found) else []


def check_part(part: NewPart) -> NewPart:
    """The part without stray spaces. Raises `IncompleteError` with all that is to be put right."""
    tidy = replace(part, words=part.words.strip(), doer=" ".join(part.doer.split()))
    problems = tuple(_problems(tidy))
    if problems:
        raise IncompleteError(problems)
    return tidy


def _problems(part: NewPart) -> Iterator[Problem]:
    if part.kind in NEEDS_WORDS and not part.words:
        yield Problem("words", "Say it in a few words: the others read them.")
    if len(part.words) > WORDS_LIMIT:
        yield Problem("words", f"Keep this to {WORDS_LIMIT:,} characters.")
    if part.kind in _FROM and not (part.codes and set(part.codes) <= set(_FROM[part.kind])):
        yield Problem("codes", "Choose from the list.")
    if part.kind is PartKind.COUNT and not _is_count(part.codes):
        yield Problem("band", "Choose how many young people.")
    if part.kind is PartKind.MEETING and part.due_on is None:
        yield Problem("due_on", "Enter the day.")
    if part.kind is PartKind.ACTION and part.due_on is None:
        yield Problem("due_on", "Enter the day by which it is to be done.")
    if part.keep_days not in KEEP_DAYS:
        yield Problem("keep", "Choose for how long it is kept.")


def _is_count(codes: Collection[str]) -> bool:
    """Bands of number and age, and anonymous slots: nothing else can stand in a count."""
    found = [code.partition(":")[::2] for code in codes]
    known = {"band": CHILD_BANDS.codes, "age": AGE_BANDS.codes, "slots": [str(n) for n in range(1, MOST_SLOTS + 1)]}
    return any(what == "band" for what, _ in found) and all(value in known.get(what, ()) for what, value in found)


def attendance(agencies: Collection[str], people: str) -> tuple[str, ...]:
    """Who was at a meeting: which agencies, and how many people in all. Raises `IncompleteError`."""
    if not (people.isascii() and people.isdigit()) or not 2 <= int(people) <= MOST_PEOPLE:
        raise IncompleteError((Problem("people", f"Enter how many people were there: from 2 to {MOST_PEOPLE}."),))
    if not agencies or not all(each in AGENCIES for each in agencies):
        raise IncompleteError((Problem("agencies", "Choose which agencies were there."),))
    return (*agencies, f"people:{int(people)}")


def check_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise IncompleteError((Problem("title", "Say in a few words what it is, without anybody’s name."),))
    if len(title) > TITLE_LIMIT:
        raise IncompleteError((Problem("title", f"Keep this to {TITLE_LIMIT} characters."),))
    return title


def stands(part: Part) -> bool:
    return part.state is PartState.STANDS


def slots(count: int) -> tuple[str, ...]:
    """“A”, “B”, “C” …: how young people are told apart who have no name here."""
    return tuple(chr(ord("A") + number) for number in range(min(count, MOST_SLOTS)))
