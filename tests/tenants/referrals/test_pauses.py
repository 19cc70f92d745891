"""The clock of a decision and its pauses, in both nations: over bank holidays, the turn of the year, both changes of
the clocks, pauses of no length and many of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.calendar import LONDON, TIMERS, WorkingCalendar
from commonground.platform.calendar.working import bank_holidays
from commonground.platform.councils.types import Nation
from commonground.tenants.referrals.history import HistoryLine
from commonground.tenants.referrals.pauses import LONG_WAIT, Pause, added_up, days_waited, long_waits_before, pauses_of
from commonground.tenants.referrals.rules import counted_again, decision_due, restarted_due
from commonground.tenants.referrals.types import ReferralState

CLOSED = [date(2026, 12, 24), date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31), date(2027, 3, 30)]
CALENDARS = st.sampled_from(
    [WorkingCalendar(nation, closures=closed) for nation in (Nation.ENGLAND, Nation.WALES) for closed in ([], CLOSED)]
)
# Around Christmas and the turn of the year, Easter with the clocks going forward, and the clocks going back.
SEASONS = (datetime(2026, 12, 18, tzinfo=UTC), datetime(2027, 3, 22, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC))
MOMENTS = st.builds(lambda start, minutes: start + timedelta(minutes=minutes), st.sampled_from(SEASONS),
                    st.integers(0, 21 * 24 * 60))  # fmt: skip  # one strategy
STEPS = st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 6_000)), max_size=6)
ENGLAND = WorkingCalendar(Nation.ENGLAND)


def _paused(start: datetime, steps: list[tuple[int, int]], calendar: WorkingCalendar) -> list[datetime]:
    """The deadline at first, and after each pause: so many minutes on, then so many minutes of waiting."""
    dues, now = [decision_due(start, calendar)], start
    for on, waiting in steps:
        paused = now + timedelta(minutes=on)
        now = paused + timedelta(minutes=waiting)
        dues.append(restarted_due(dues[-1], paused, now, calendar))
    return dues


@given(CALENDARS, MOMENTS, STEPS)
def test_nothing_is_ever_due_while_the_council_is_closed(
    calendar: WorkingCalendar, start: datetime, steps: list[tuple[int, int]]
) -> None:
    for due in _paused(start, steps, calendar):
        local = due.astimezone(LONDON)
        assert calendar.is_working_day(local.date())
        assert local.date() not in bank_holidays(calendar.nation, local.year)
        assert calendar.opens <= local.time() <= calendar.closes


@given(CALENDARS, MOMENTS, STEPS)
def test_a_pause_never_shortens_a_clock(
    calendar: WorkingCalendar, start: datetime, steps: list[tuple[int, int]]
) -> None:
    dues = _paused(start, steps, calendar)
    assert dues == sorted(dues)


@given(CALENDARS, MOMENTS, st.lists(st.integers(0, 3_000), max_size=6))
def test_pauses_of_no_length_change_nothing(calendar: WorkingCalendar, start: datetime, ons: list[int]) -> None:
    dues = _paused(start, [(on, 0) for on in ons], calendar)
    assert set(dues) == {dues[0]}


@given(CALENDARS, MOMENTS, st.integers(0, 500), st.integers(0, 6_000), st.integers(0, 6_000))
def test_two_pauses_in_a_row_are_as_long_as_one(
    calendar: WorkingCalendar, start: datetime, on: int, first: int, second: int
) -> None:
    in_one = _paused(start, [(on, first + second)], calendar)
    assert _paused(start, [(on, first), (0, second)], calendar)[-1] == in_one[-1]


@given(CALENDARS, MOMENTS, st.integers(0, 500), st.integers(0, 9_000))
def test_after_a_pause_as_much_working_time_is_left_as_there_was(
    calendar: WorkingCalendar, start: datetime, on: int, waiting: int
) -> None:
    first, last = _paused(start, [(on, waiting)], calendar)
    paused = start + timedelta(minutes=on)
    left = calendar.working_time_between(paused, first)
    assert calendar.working_time_between(paused + timedelta(minutes=waiting), last) == left


Turns = list[tuple[datetime, ReferralState | None, ReferralState]]


def _turns(start: datetime, steps: list[tuple[int, int]]) -> Turns:
    """The same as the history holds it."""
    turns: Turns = [(start, None, ReferralState.NEW)]
    for on, waiting in steps:
        paused = turns[-1][0] + timedelta(minutes=on)
        turns.append((paused, ReferralState.NEW, ReferralState.WAITING))
        turns.append((paused + timedelta(minutes=waiting), ReferralState.WAITING, ReferralState.NEW))
    return turns


@given(CALENDARS, MOMENTS, STEPS)
def test_counted_again_by_its_history_a_deadline_is_what_it_became_step_by_step(
    calendar: WorkingCalendar, start: datetime, steps: list[tuple[int, int]]
) -> None:
    turns, dues = _turns(start, steps), _paused(start, steps, calendar)
    for number, due in enumerate(dues):
        assert counted_again(turns[: 1 + 2 * number], calendar) == due
        if number < len(steps):
            assert counted_again(turns[: 2 + 2 * number], calendar) == due, "while it is paused, too"


def test_a_clock_is_counted_again_from_where_it_was_started_last() -> None:
    start, anew = datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2026, 11, 25, 10, tzinfo=UTC)
    turns = _turns(start, [(60, 600)])
    decided = (start + timedelta(hours=20), ReferralState.NEW, ReferralState.DECIDED)
    again: Turns = [*turns, decided, (anew, ReferralState.DECIDED, ReferralState.SCREENING)]
    assert counted_again(again, ENGLAND) == decision_due(anew, ENGLAND)
    assert counted_again([], ENGLAND) is None
    assert counted_again(turns[1:], ENGLAND) is None


def test_a_day_that_the_council_closes_later_is_no_deadline_after_a_pause() -> None:
    start = datetime(2026, 12, 22, 10, tzinfo=UTC)
    due = decision_due(start, ENGLAND)
    closed = WorkingCalendar(Nation.ENGLAND, closures=[date(2026, 12, 23)])
    paused = datetime(2026, 12, 22, 11, tzinfo=UTC)
    for restarted in (paused, datetime(2026, 12, 22, 18, tzinfo=UTC), datetime(2026, 12, 23, 9, tzinfo=UTC)):
        assert closed.is_working_day(restarted_due(due, paused, restarted, closed).astimezone(LONDON).date())


@pytest.mark.parametrize("nation", [Nation.ENGLAND, Nation.WALES])
def test_every_clock_of_statute_ends_at_closing_time_of_a_working_day(nation: Nation) -> None:
    calendar = WorkingCalendar(nation, closures=CLOSED)
    for timer in TIMERS.values():
        for season in SEASONS:
            due = timer.due(season, calendar)
            assert calendar.is_working_day(due.date())
            assert (due.tzinfo, due.time()) == (LONDON, calendar.closes)


def _line(hour: int, verb: str, before: str | None, after: str, whom: str = "") -> HistoryLine:
    at = datetime(2026, 11, 18, 9, tzinfo=UTC) + timedelta(hours=hour)
    return HistoryLine(at, verb, "", "", is_mine=False, before=before, after=after, asked_whom=whom)


def test_pauses_are_read_from_the_history_as_far_as_this_clock_goes_back() -> None:
    lines = [
        _line(0, "receive", None, "new"),
        _line(1, "ask_for_more", "screening", "waiting", "the police"),
        _line(2, "resume", "waiting", "screening"),
        _line(3, "decide", "screening", "decided"),
        _line(4, "reopen", "decided", "screening"),
        _line(5, "ask_for_more", "screening", "waiting", "the school"),
        _line(6, "add_news", "waiting", "waiting"),
        _line(7, "reassign", "waiting", "waiting"),
        _line(29, "escalate", "waiting", "escalated"),
        _line(30, "ask_for_more", "screening", "waiting", "the school"),
    ]
    first, second = pauses_of(lines[::-1])
    assert first == Pause(lines[5].at, lines[8].at, "the school")
    assert second == Pause(lines[9].at, None, "the school")
    added = added_up([first, second], ENGLAND, lines[9].at + timedelta(hours=1))
    # 2pm to 5pm, then 8:30am to 2pm; and an hour that goes on.
    assert (added.times, added.length, added.whom) == (2, timedelta(hours=9, minutes=30), ("the school",))
    assert pauses_of(lines[:4][::-1]) == (Pause(lines[1].at, lines[2].at, "the police"),)
    assert pauses_of([]) == ()


@given(MOMENTS, CALENDARS)
def test_what_has_waited_long_is_what_was_asked_ten_working_days_ago_or_earlier(
    now: datetime, calendar: WorkingCalendar
) -> None:
    before = long_waits_before(now.astimezone(LONDON).date(), calendar)
    assert days_waited(before - timedelta(seconds=1), now, calendar) >= LONG_WAIT
    assert days_waited(before, now, calendar) < LONG_WAIT
