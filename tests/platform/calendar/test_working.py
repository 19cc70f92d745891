"""Working days and hours: the nations' own bank holidays, a council's closures, and both changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.calendar import LONDON, WorkingCalendar
from commonground.platform.calendar.working import bank_holidays
from commonground.platform.councils.types import Nation

ENGLAND = WorkingCalendar(Nation.ENGLAND)
SCOTLAND = WorkingCalendar(Nation.SCOTLAND)
CLOSED_AT_CHRISTMAS = WorkingCalendar(
    Nation.WALES, closures=[date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)]
)
CALENDARS = st.sampled_from([ENGLAND, SCOTLAND, CLOSED_AT_CHRISTMAS, WorkingCalendar(Nation.NORTHERN_IRELAND)])
DAYS = st.dates(date(2020, 1, 1), date(2034, 12, 31))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2034, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # bounds of the zone below


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def test_nations_keep_different_holidays() -> None:
    saint_andrew = date(2026, 11, 30)
    assert ENGLAND.is_working_day(saint_andrew)
    assert not SCOTLAND.is_working_day(saint_andrew)
    easter_monday = date(2026, 4, 6)
    assert not ENGLAND.is_working_day(easter_monday)
    assert SCOTLAND.is_working_day(easter_monday)
    assert not WorkingCalendar(Nation.NORTHERN_IRELAND).is_working_day(date(2026, 7, 13))
    assert bank_holidays(Nation.WALES, 2026) == bank_holidays(Nation.ENGLAND, 2026)


def test_a_holiday_at_the_weekend_moves_to_a_weekday() -> None:
    assert not ENGLAND.is_working_day(date(2026, 12, 28))
    assert ENGLAND.is_working_day(date(2026, 12, 29))


def test_a_councils_own_closures_count() -> None:
    assert CLOSED_AT_CHRISTMAS.add_working_days(date(2026, 12, 24), 1) == date(2027, 1, 4)
    assert ENGLAND.add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 29)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 18), 1, date(2026, 11, 19)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 0, date(2026, 11, 23)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 4, 2), 15, date(2026, 4, 27)),
    ],
)
def test_adding_working_days(start: date, count: int, end: date) -> None:
    assert ENGLAND.add_working_days(start, count) == end


@given(CALENDARS, DAYS, st.integers(1, 120))
def test_adding_and_counting_agree(calendar: WorkingCalendar, start: date, count: int) -> None:
    end = calendar.add_working_days(start, count)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(start, end) == count
    assert calendar.working_days_between(end, start) == -count


@given(CALENDARS, DAYS, st.integers(0, 800))
def test_counting_is_the_same_as_counting_one_by_one(calendar: WorkingCalendar, start: date, length: int) -> None:
    end = start + timedelta(days=length)
    one_by_one = sum(calendar.is_working_day(start + timedelta(days=step)) for step in range(1, length + 1))
    assert calendar.working_days_between(start, end) == one_by_one


def test_days_are_not_added_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        ENGLAND.add_working_days(date(2026, 11, 18), -1)


def test_a_council_opens_before_it_closes() -> None:
    with pytest.raises(ValueError, match="opens before it closes"):
        WorkingCalendar(Nation.ENGLAND, opens=time(17), closes=time(9))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (at(19, 10, 5), at(19, 10, 5)),
        (at(19, 6), at(19, 8, 30)),
        (at(19, 17), at(20, 8, 30)),
        (at(19, 21, 12), at(20, 8, 30)),
        (at(20, 18), at(23, 8, 30)),
        (at(21, 12), at(23, 8, 30)),
        (at(24, 20, month=12), at(29, 8, 30, month=12)),
    ],
)
def test_when_somebody_will_read_it(sent: datetime, read: datetime) -> None:
    assert ENGLAND.when_read(sent) == read


@given(CALENDARS, MOMENTS)
def test_it_is_read_in_opening_hours_and_never_before_it_was_sent(calendar: WorkingCalendar, sent: datetime) -> None:
    read = calendar.when_read(sent)
    assert read >= sent
    assert calendar.is_working_day(read.date())
    assert calendar.opens <= read.timetz().replace(tzinfo=None) < calendar.closes


def test_hours_are_local_on_both_sides_of_the_clock_change() -> None:
    friday_night = datetime(2026, 3, 27, 20, tzinfo=UTC)  # clocks go forward on Sunday 29 March
    assert ENGLAND.when_read(friday_night).astimezone(UTC) == datetime(2026, 3, 30, 7, 30, tzinfo=UTC)
    friday_in_october = datetime(2026, 10, 23, 20, tzinfo=UTC)  # and back on Sunday 25 October
    assert ENGLAND.when_read(friday_in_october).astimezone(UTC) == datetime(2026, 10, 26, 8, 30, tzinfo=UTC)
    assert ENGLAND.working_time_between(at(27, 16, month=3), at(30, 9, 30, month=3)) == timedelta(hours=2)


def test_due_at_closing_time() -> None:
    assert ENGLAND.due_after_working_days(at(18, 21, 12), 1) == at(19, 17)
    assert ENGLAND.due_after_working_days(at(21, 12), 1) == at(23, 17)
    late_in_utc_but_next_day_here = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert ENGLAND.due_after_working_days(late_in_utc_but_next_day_here, 1).date() == date(2026, 7, 2)


@given(CALENDARS, MOMENTS, st.integers(0, 100 * 60))
def test_working_time_added_is_working_time_between(calendar: WorkingCalendar, start: datetime, minutes: int) -> None:
    amount = timedelta(minutes=minutes)
    end = calendar.add_working_time(start, amount)
    assert end >= start
    assert calendar.working_time_between(start, end) == amount


@given(CALENDARS, MOMENTS, MOMENTS)
def test_working_time_is_never_more_than_time(calendar: WorkingCalendar, start: datetime, end: datetime) -> None:
    if abs(end - start) > timedelta(days=900):
        return
    spent = calendar.working_time_between(start, end)
    assert timedelta() <= spent <= max(end - start, timedelta())
