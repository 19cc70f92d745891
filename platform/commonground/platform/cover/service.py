"""Recording that somebody is away and who covers, changing it and ending it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, delete, insert, select, update

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.calendar import LONDON
from commonground.platform.councils.people import Staff
from commonground.platform.councils.teams import TeamList, teams_of
from commonground.platform.cover.models import AbsenceRow, CoverRow
from commonground.platform.cover.rules import Days, Person, may_record, problems
from commonground.platform.ids import uuid7
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work

SUBJECT: Final = "staff"


@dataclass(frozen=True, slots=True)
class Absence:
    """Now or to come. `covers`: who covers and still works here, by id with their names."""

    id: UUID
    staff_id: UUID
    days: Days
    covers: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about one person's absences: who could cover, everybody's absences, and everybody's name."""

    person: Person
    could: tuple[Person, ...]
    all: tuple[Absence, ...]
    names: Mapping[UUID, str]

    @property
    def own(self) -> list[Absence]:
        return [each for each in self.all if each.staff_id == self.person.id]

    @property
    def covered(self) -> list[Absence]:
        """Absences of others, who still work here, in which this person covers."""
        return [each for each in self.all if self.person.id in each.covers and each.staff_id in self.names]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be recorded."""

    days: Days
    covers: frozenset[UUID]


def today_of(work: Work) -> date:
    """The day, in London, of this unit of work."""
    return work.now.astimezone(LONDON).date()


async def absences(work: Work) -> tuple[Absence, ...]:
    """Those of the acting council, now and to come, the earliest first; in one statement."""
    covers = and_(CoverRow.tenant_id == AbsenceRow.tenant_id, CoverRow.absence_id == AbsenceRow.id)
    present = and_(Staff.tenant_id == CoverRow.tenant_id, Staff.id == CoverRow.staff_id, Staff.ended_at.is_(None))
    columns = (AbsenceRow.id, AbsenceRow.staff_id, AbsenceRow.first_day, AbsenceRow.last_day)
    query = (
        select(*columns, Staff.id.label("cover"), Staff.display_name)
        .outerjoin(CoverRow, covers)
        .outerjoin(Staff, present)
        .where(AbsenceRow.last_day >= today_of(work))
        .order_by(AbsenceRow.first_day, AbsenceRow.id, Staff.display_name)
    )
    return _gathered((await work.mine.execute(query)).all())


def _gathered(rows: Sequence[Any]) -> tuple[Absence, ...]:
    found: dict[UUID, Absence] = {}
    covers: dict[UUID, dict[UUID, str]] = {}
    for row in rows:
        names = covers.setdefault(row.id, {})
        found.setdefault(row.id, Absence(row.id, row.staff_id, Days(row.first_day, row.last_day), names))
        if row.cover is not None:
            names[row.cover] = row.display_name
    return tuple(found.values())


def people_in(lists: Sequence[TeamList]) -> dict[UUID, Person]:
    """Everybody of the council's own, from its teams."""
    teams: dict[UUID, set[UUID]] = {}
    members = {member.id: member for team in lists for member in team.members}
    for team in lists:
        for member in team.members:
            teams.setdefault(member.id, set()).update({team.id} if team.id is not None else ())
    return {
        key: Person(key, member.name, frozenset(member.roles), frozenset(teams[key])) for key, member in members.items()
    }


async def load_standing(work: Work, staff_id: UUID) -> Standing:
    """Raises `NotFoundHereError` for somebody who is not there, and for somebody whose absence is not the actor's to
    record."""
    standing = await _standing(work, staff_id, await absences(work))
    audit.looked_at(work, Action.RECORD_ABSENCE, audit.Subject(SUBJECT, staff_id))
    return standing


async def _standing(work: Work, staff_id: UUID, everybodys: tuple[Absence, ...]) -> Standing:
    people = people_in(await teams_of(work))
    person = people.get(staff_id)
    if person is None or not may_record(work.actor, person):
        raise NotFoundHereError
    could = sorted((each for each in people.values() if each.could_cover(person)), key=lambda each: each.name)
    return Standing(person, tuple(could), everybodys, {each.id: each.name for each in people.values()})


async def load_absence(work: Work, absence_id: UUID) -> tuple[Standing, Absence]:
    """One that is not over, with its person. Raises `NotFoundHereError`, as for the person."""
    everybodys = await absences(work)
    found = next((each for each in everybodys if each.id == absence_id), None)
    if found is None:
        raise NotFoundHereError
    standing = await _standing(work, found.staff_id, everybodys)
    audit.looked_at(work, Action.RECORD_ABSENCE, audit.Subject("absence", absence_id))
    return standing, found


async def record(work: Work, standing: Standing, asked: Asked) -> None:
    """What is over is deleted on this occasion, everybody's. Raises `IncompleteError`."""
    who = standing.person.id
    _check(work, standing, asked, await _others(work, who))
    over = and_(AbsenceRow.tenant_id == work.actor.council, AbsenceRow.last_day < today_of(work))
    await work.mine.execute(delete(AbsenceRow).where(over))
    key = uuid7()
    row = {"tenant_id": work.actor.council, "id": key, "staff_id": who} | _columns(asked)
    await work.mine.execute(insert(AbsenceRow).values(row))
    await _put_covers(work, key, asked.covers)
    await audit.record(work, f"{Action.RECORD_ABSENCE}:record", audit.Subject(SUBJECT, who))


async def change(work: Work, standing: Standing, absence: Absence, asked: Asked) -> None:
    """Other days, other colleagues. Raises as `record` does, and `NotFoundHereError` when it was ended meanwhile."""
    others = await _others(work, absence.staff_id)
    if absence.id not in {each.id for each in others}:
        raise NotFoundHereError
    _check(work, standing, asked, [each for each in others if each.id != absence.id])
    mine = and_(AbsenceRow.tenant_id == work.actor.council, AbsenceRow.id == absence.id)
    changed = update(AbsenceRow).where(mine).values(_columns(asked))
    await work.mine.execute(changed.execution_options(synchronize_session=False))
    ours = and_(CoverRow.tenant_id == work.actor.council, CoverRow.absence_id == absence.id)
    await work.mine.execute(delete(CoverRow).where(ours))
    await _put_covers(work, absence.id, asked.covers)
    await audit.record(work, f"{Action.RECORD_ABSENCE}:change", audit.Subject(SUBJECT, absence.staff_id))


async def end(work: Work, absence: Absence) -> None:
    """They are back, or never go: nothing of it stays but who ended it and when."""
    mine = and_(AbsenceRow.tenant_id == work.actor.council, AbsenceRow.id == absence.id)
    await work.mine.execute(delete(AbsenceRow).where(mine))
    await audit.record(work, f"{Action.RECORD_ABSENCE}:end", audit.Subject(SUBJECT, absence.staff_id))


def _columns(asked: Asked) -> dict[str, Any]:
    return {"first_day": asked.days.first, "last_day": asked.days.last}


def _check(work: Work, standing: Standing, asked: Asked, others: Collection[Absence]) -> None:
    could = {each.id for each in standing.could}
    days = [each.days for each in others]
    found = problems(asked.days, asked.covers, others=days, could=could, today=today_of(work))
    if found:
        raise IncompleteError(tuple(found))


async def _others(work: Work, staff_id: UUID) -> Sequence[Absence]:
    """This person's absences as they stand now, one who records at a time: two that are recorded together would not
    see each other."""
    await work.mine.execute(select(Staff.id).where(Staff.id == staff_id).with_for_update(key_share=True))
    return [each for each in await absences(work) if each.staff_id == staff_id]


async def _put_covers(work: Work, absence_id: UUID, covers: Collection[UUID]) -> None:
    rows = [{"tenant_id": work.actor.council, "absence_id": absence_id, "staff_id": each} for each in sorted(covers)]
    if rows:
        await work.mine.execute(insert(CoverRow).values(rows))
