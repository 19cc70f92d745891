"""What is listed as unusual, at its boundaries, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from commonground.platform.audit.names import is_own_name
from commonground.platform.audit.unusual import Colleague, Hour, Look, Sign, Unusual, Use, is_outside, unusual
from commonground.platform.calendar import WorkingCalendar
from commonground.platform.councils.types import Nation

ME, YOU, BOSS = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY = date(2026, 11, 20)  # a Friday
CALENDAR = WorkingCalendar(Nation.ENGLAND, opens=time(8, 30), closes=time(17))
PEOPLE = {
    ME: Colleague("Amara Nwosu", frozenset({"front_door_screener"})),
    YOU: Colleague("Dayo Okoro", frozenset({"front_door_screener", "practitioner"})),
    BOSS: Colleague("Tom Hessle", frozenset({"team_manager"})),
}


def at(days: int = 0, hour: int = 10) -> datetime:
    return datetime.combine(TODAY - timedelta(days=days), time(hour), UTC)


def opened(number: int, *, who: UUID = ME, days: int = 0, hour: int = 10) -> Hour:
    return Hour(who, at(days, hour), number, 0)


def found(*hours: Hour, looks: tuple[Look, ...] = (), since: date = TODAY) -> list[Unusual]:
    return unusual(Use(since, hours, looks, PEOPLE), CALENDAR)


def signs(*hours: Hour) -> list[Sign]:
    return [each.sign for each in found(*hours)]


@pytest.mark.parametrize(("number", "listed"), [(20, False), (21, True)])
def test_a_handful_is_never_too_much(number: int, listed: bool) -> None:
    assert bool(found(opened(number))) is listed


@pytest.mark.parametrize(("usual", "listed"), [(9, True), (10, False)])
def test_far_above_ones_own_usual(usual: int, listed: bool) -> None:
    """Thirty against a median of nine, and of ten."""
    before = [opened(number, days=days) for days, number in ((1, usual), (2, usual), (3, 60))]
    assert bool(found(opened(30), *before)) is listed


def test_what_is_usual_for_the_role_counts_and_for_another_role_does_not() -> None:
    assert signs(opened(30), opened(10, who=YOU, days=1)) == []
    assert signs(opened(30), opened(10, who=BOSS, days=1)) == [Sign.VOLUME]


def test_the_day_itself_and_days_long_ago_are_not_usual() -> None:
    (one,) = found(opened(30), opened(90, days=29))
    assert dict(one.figures) == {"opened": 30, "usual": 0, "role": 0}


def test_hours_of_a_day_are_added_up() -> None:
    assert signs(opened(11, hour=10), opened(11, hour=14)) == [Sign.VOLUME]


@pytest.mark.parametrize(
    ("days", "hour", "outside"),
    [(0, 6, True), (0, 7, False), (0, 17, False), (0, 18, True), (5, 12, True), (6, 12, True), (4, 12, False)],
)
def test_an_hour_is_outside_with_a_margin_and_on_closed_days(days: int, hour: int, outside: bool) -> None:
    """Opens 8:30, closes 17:00, an hour's margin: seven to eight o'clock and five to six touch it."""
    assert is_outside(at(days, hour), CALENDAR, timedelta(hours=1)) is outside


def test_the_councils_hours_are_those_of_london() -> None:
    summer = datetime(2026, 7, 3, 17, 0, tzinfo=UTC)  # six in the evening
    assert is_outside(summer, CALENDAR, timedelta(hours=1))


def test_a_bank_holiday_is_a_closed_day() -> None:
    assert is_outside(datetime(2026, 12, 25, 12, tzinfo=UTC), CALENDAR, timedelta(hours=1))


@pytest.mark.parametrize(("number", "listed"), [(2, []), (3, [Sign.HOURS])])
def test_odd_hours_are_listed_from_three_records_on(number: int, listed: list[Sign]) -> None:
    assert signs(*(opened(1, hour=hour) for hour in range(19, 19 + number))) == listed


@pytest.mark.parametrize(("number", "listed"), [(2, []), (3, [Sign.GUESSING])])
def test_guessing_is_listed_from_three_references_on(number: int, listed: list[Sign]) -> None:
    assert signs(Hour(ME, at(), 0, number)) == listed


def test_looks_of_a_day_stand_together_each_record_once() -> None:
    looks = tuple(
        Look(Sign.RESTRICTED, ME, at(days, hour), reference)
        for days, hour, reference in ((0, 9, "CR-1"), (0, 10, "CR-2"), (0, 11, "CR-1"), (1, 9, "CR-3"))
    )
    (one,) = found(looks=looks)
    assert (one.day, one.references, dict(one.figures)) == (TODAY, ("CR-1", "CR-2"), {"records": 2})
    assert len(found(looks=looks, since=TODAY - timedelta(days=1))) == 2


def test_a_search_for_the_own_name_is_listed_alone_and_with_what_was_opened_after_it() -> None:
    searched, after = Look(Sign.OWN_NAME, ME, at(), ""), Look(Sign.OWN_NAME, ME, at(hour=11), "CR-1")
    (alone,) = found(looks=(searched, searched))
    assert (alone.sign, alone.references, dict(alone.figures)) == (Sign.OWN_NAME, (), {"records": 0})
    (both,) = found(looks=(searched, after))
    assert (both.references, dict(both.figures)) == (("CR-1",), {"records": 1})


def test_days_before_the_period_are_history_alone() -> None:
    assert found(opened(90, days=1), Hour(ME, at(1), 0, 9)) == []


def test_the_newest_day_comes_first() -> None:
    listed = found(opened(30, days=1), Hour(ME, at(), 0, 5), since=TODAY - timedelta(days=3))
    assert [each.day for each in listed] == [TODAY, TODAY - timedelta(days=1)]


def test_somebody_who_is_no_longer_known_is_listed_too() -> None:
    assert [each.staff_id for each in found(opened(30, who=UUID(int=9)))] == [UUID(int=9)]


@pytest.mark.parametrize(
    ("words", "name", "own"),
    [
        ("nwosu", "Amara Nwosu", True),
        ("Jade NWOSU park", "Amara Nwosu", True),
        ("Nwosu's shop", "Amara Nwosu", True),
        ("amara", "Amara Nwosu", False),
        ("nwosus", "Amara Nwosu", False),
        ("", "Amara Nwosu", False),
        ("park", "", False),
        ("smith", "Ann Jones-Smith", True),
        ("jones-smith", "Ann Jones-Smith", True),
        ("garcia", "Eva García", True),
        ("li", "Wei Li", False),
        ("nwosu", "Nwosu, Amara", True),
        ("amara", "Nwosu, Amara", False),
        ("nwosu", "NWOSU Amara (CSC)", True),
        ("csc", "NWOSU Amara (CSC)", False),
        ("nwosu", "Amara Nwosu (Larkmere)", True),
        ("larkmere", "Amara Nwosu [Larkmere]", False),
        ("nwosu", "AMARA NWOSU", True),
        ("amara", "AMARA NWOSU", False),
        ("park", "Amara Park", False),
        ("park street", "Amara Park", False),
        ("jade park", "Amara Park", True),
        ("amara park", "Amara Park", True),
        ("park school", "Amara Park (Hill School)", False),
        ("young people", "Dayo Young", False),
        ("Jay Young", "Dayo Young", True),
        ("young okoro", "Dayo Okoro-Young", True),
        ("young", "Dayo Okoro-Young", False),
    ],
)
def test_a_search_for_the_own_name(words: str, name: str, own: bool) -> None:
    assert is_own_name(words, name) is own
