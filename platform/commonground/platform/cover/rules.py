"""What may be recorded, and on which days nobody is left. Without a database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from commonground.platform.access import Action, Actor, Reach, reach_of
from commonground.platform.calendar import WorkingCalendar
from commonground.platform.refusals import Problem

LONGEST: Final = timedelta(days=731)
"""Two years, a leap day among them: longer than that is a year mistyped."""
LOOKED_AHEAD: Final = timedelta(days=28)
"""So far the page of teams warns ahead."""
FIRST, LAST, COVERS = "first", "last", "covers"


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, other: Days) -> bool:
        return self.first <= other.last and other.first <= self.last

    def working_days(self, calendar: WorkingCalendar) -> int:
        return calendar.working_days_between(self.first - timedelta(days=1), self.last)


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague, as far as cover needs to know them."""

    id: UUID
    name: str
    roles: frozenset[str]
    team_ids: frozenset[UUID]

    def could_cover(self, other: Person) -> bool:
        """From the same team, or in the same role."""
        return self.id != other.id and bool(self.team_ids & other.team_ids or self.roles & other.roles)


def may_record(actor: Actor, person: Person) -> bool:
    """Everybody for themselves; for others by the reach of one's roles: for one's own teams, or for all."""
    if person.id == actor.staff_id:
        return True
    reach = reach_of(actor, Action.RECORD_OTHERS_ABSENCE)
    return reach is Reach.COUNCIL or (reach is Reach.OWN_TEAMS and bool(person.team_ids & actor.team_ids))


def problems(
    days: Days, covers: Collection[UUID], *, others: Iterable[Days], could: Collection[UUID], today: date
) -> list[Problem]:
    """Everything that is wrong with it. `others`: this person's other absences; `could`: who could cover at all. Where
    nobody could, nobody has to."""
    found = [_order(days, today)]
    found.append(next((_overlap(other) for other in others if days.overlaps(other)), None))
    if not covers and could:
        found.append(Problem(COVERS, "Choose who covers."))
    if set(covers) - set(could):
        found.append(Problem(COVERS, "Choose colleagues of the same team, or in the same role."))
    return [problem for problem in found if problem]


def _order(days: Days, today: date) -> Problem | None:
    if days.last < days.first:
        return Problem(LAST, "The last day is before the first.")
    if days.last < today:
        return Problem(LAST, "That is over already. The last day is today or later.")
    return Problem(LAST, "That is more than two years. Look at the year.") if days.last - days.first > LONGEST else None


def _overlap(other: Days) -> Problem:
    return Problem(
        FIRST, f"An absence from {_words(other.first)} to {_words(other.last)} stands already. Change that one."
    )


def _words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def left_alone(
    able: Collection[UUID], away: Mapping[UUID, Sequence[Days]], calendar: WorkingCalendar, today: date
) -> list[date]:
    """The working days, from today on, on which each of `able` is away. A cover who is not of them helps nothing here:
    it gives them no right that they lack; one who is of them is there, or away like the rest."""
    ahead = (today + timedelta(days=number) for number in range(LOOKED_AHEAD.days if able else 0))
    working = (day for day in ahead if calendar.is_working_day(day))
    return [day for day in working if all(_is_away(away, each, day) for each in able)]


def _is_away(away: Mapping[UUID, Sequence[Days]], person: UUID, day: date) -> bool:
    return any(day in days for days in away.get(person, ()))
