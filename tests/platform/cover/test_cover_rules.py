"""What may be recorded of somebody's absence, who may, and on which days nobody is left. Without a database."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.platform.access import Actor, Role
from commonground.platform.calendar import WorkingCalendar
from commonground.platform.councils.types import Nation
from commonground.platform.cover.rules import Days, Person, left_alone, may_record, problems

FRIDAY = date(2026, 11, 27)
CALENDAR = WorkingCalendar(Nation.ENGLAND)
TEAM, OTHER_TEAM, A, B = uuid4(), uuid4(), uuid4(), uuid4()

DAY = st.dates(date(2026, 1, 1), date(2027, 12, 31))
SPANS = st.tuples(DAY, st.integers(0, 60)).map(lambda span: Days(span[0], span[0] + timedelta(days=span[1])))


def each_day(days: Days) -> set[date]:
    return {days.first + timedelta(days=number) for number in range((days.last - days.first).days + 1)}


@settings(deadline=None)
@given(SPANS, SPANS)
def test_two_absences_overlap_exactly_when_they_share_a_day(one: Days, other: Days) -> None:
    assert one.overlaps(other) == other.overlaps(one) == bool(each_day(one) & each_day(other))


@settings(deadline=None)
@given(SPANS)
def test_its_working_days_are_those_of_the_councils_calendar(days: Days) -> None:
    assert days.working_days(CALENDAR) == sum(CALENDAR.is_working_day(day) for day in each_day(days))


def asked(first: date, last: date, *, covers: set[UUID] | None = None, others: tuple[Days, ...] = ()) -> list[str]:
    covers = {A} if covers is None else covers
    return [each.field for each in problems(Days(first, last), covers, others=others, could={A}, today=FRIDAY)]


def test_an_absence_runs_from_a_day_to_that_day_or_a_later_one_that_is_not_over() -> None:
    assert asked(FRIDAY, FRIDAY) == []
    assert asked(FRIDAY - timedelta(days=9), FRIDAY) == []
    assert asked(FRIDAY, FRIDAY - timedelta(days=1)) == ["last"]
    assert asked(FRIDAY - timedelta(days=9), FRIDAY - timedelta(days=1)) == ["last"]
    assert asked(FRIDAY, date(2062, 11, 27)) == ["last"]


def test_one_that_overlaps_another_is_refused_at_its_first_day_and_one_beside_it_is_not() -> None:
    week = Days(FRIDAY, FRIDAY + timedelta(days=6))
    assert asked(week.last, week.last + timedelta(days=1), others=(week,)) == ["first"]
    assert asked(week.last + timedelta(days=1), week.last + timedelta(days=1), others=(week,)) == []


def test_somebody_covers_who_could_and_where_nobody_could_nobody_has_to() -> None:
    assert asked(FRIDAY, FRIDAY, covers=set()) == ["covers"]
    assert asked(FRIDAY, FRIDAY, covers={A, B}) == ["covers"]
    assert problems(Days(FRIDAY, FRIDAY), (), others=(), could=(), today=FRIDAY) == []


def person(*teams: UUID, role: Role = Role.PRACTITIONER) -> Person:
    return Person(uuid4(), "Wren", frozenset({role.value}), frozenset(teams))


def test_whoever_covers_is_of_the_same_team_or_in_the_same_role_and_somebody_else() -> None:
    wren = person(TEAM)
    assert person(TEAM, role=Role.TEAM_MANAGER).could_cover(wren)
    assert person(OTHER_TEAM).could_cover(wren)
    assert not person(OTHER_TEAM, role=Role.TEAM_MANAGER).could_cover(wren)
    assert not wren.could_cover(wren)


@pytest.mark.parametrize(
    ("role", "team", "may"),
    [
        (Role.COUNCIL_ADMIN, OTHER_TEAM, True),
        (Role.TEAM_MANAGER, TEAM, True),
        (Role.TEAM_MANAGER, OTHER_TEAM, False),
        (Role.PRACTITIONER, TEAM, False),
    ],
)
def test_who_may_record_a_colleagues_absence(role: Role, team: UUID, *, may: bool) -> None:
    actor = Actor(roles=frozenset({role}), staff_id=A, team_ids=frozenset({team}))
    assert may_record(actor, person(TEAM)) is may


def test_everybody_may_record_their_own() -> None:
    wren = person(TEAM)
    assert may_record(Actor(roles=frozenset({Role.ANALYST}), staff_id=wren.id), wren)


def test_nobody_is_left_on_working_days_on_which_each_of_them_is_away() -> None:
    monday, tuesday = date(2026, 11, 30), date(2026, 12, 1)
    away = {A: [Days(FRIDAY + timedelta(days=1), tuesday)], B: [Days(monday, monday)]}
    assert left_alone({A, B}, away, CALENDAR, FRIDAY) == [monday]
    assert left_alone({A}, away, CALENDAR, FRIDAY) == [monday, tuesday], "no Saturday, no Sunday"
    assert left_alone({A, B, uuid4()}, away, CALENDAR, FRIDAY) == []
    assert left_alone((), away, CALENDAR, FRIDAY) == [], "a team in which nobody screens is another matter"
