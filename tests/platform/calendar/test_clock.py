"""Clocks as the tracker shows them, on Thursday 19 November 2026 at eleven unless said otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.calendar import LONDON, TIMERS, Clock, Origin, Tone, WorkingCalendar, due_clock
from commonground.platform.calendar.clock import time_words
from commonground.platform.councils.types import Nation

ENGLAND = WorkingCalendar(Nation.ENGLAND)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # bounds of the zone below


def at(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


NOW = at(19, 11)


@pytest.mark.parametrize(
    ("due", "word", "detail", "tone"),
    [
        (at(17, 16), "Overdue", "2 working days", Tone.OVERDUE),
        (at(18, 17), "Overdue", "1 working day", Tone.OVERDUE),
        (at(19, 9), "Overdue", "2 hours", Tone.OVERDUE),
        (at(19, 10, 59), "Overdue", "1 minute", Tone.OVERDUE),
        (at(19, 16), "Today, 4pm", "5 hours left", Tone.TODAY),
        (at(19, 16, 30), "Today, 4:30pm", "5 hours left", Tone.TODAY),
        (at(19, 11, 40), "Today, 11:40am", "40 minutes left", Tone.TODAY),
        (at(19, 11), "Today, 11am", "less than a minute left", Tone.TODAY),
        (at(19, 12), "Today, midday", "1 hour left", Tone.TODAY),
        (at(20, 17), "Friday", "1 working day", Tone.SOON),
        (at(21, 17), "Saturday", "1 working day", Tone.SOON),
        (at(23, 17), "Monday", "2 working days", Tone.NONE),
        (at(24, 17), "Tuesday", "3 working days", Tone.NONE),
        (at(25, 17), "Wednesday", "4 working days", Tone.NONE),
        (at(26, 17), "26 Nov", "5 working days", Tone.NONE),
        (at(30, 17), "30 Nov", "7 working days", Tone.NONE),
        (at(4, 17, month=1, year=2027), "4 Jan 2027", "29 working days", Tone.NONE),
    ],
)
def test_words_of_a_deadline(due: datetime, word: str, detail: str, tone: Tone) -> None:
    assert due_clock(due, NOW, ENGLAND) == Clock(word, detail, tone)


def test_over_a_weekend() -> None:
    saturday = at(21, 10)
    assert due_clock(at(20, 17), saturday, ENGLAND) == Clock("Overdue", "since Friday", Tone.OVERDUE)
    assert due_clock(at(22, 17), saturday, ENGLAND) == Clock("Sunday", "before the next working day", Tone.SOON)


def test_paused_says_why_and_is_never_late() -> None:
    clock = due_clock(at(1, 9), NOW, ENGLAND, paused_reason="asked the school")
    assert clock == Clock("Paused", "asked the school", Tone.PAUSED)


def test_no_deadline() -> None:
    assert due_clock(None, NOW, ENGLAND) == Clock("No deadline", "", Tone.NONE)


def test_an_evening_in_utc_is_read_in_london() -> None:
    half_past_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert due_clock(half_past_midnight, at(1, 0, 0, month=7), ENGLAND).word == "Today, 12:30am"


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert first.astimezone(LONDON).time() == second.astimezone(LONDON).time()
    assert due_clock(second, first, ENGLAND) == Clock("Today, 1:30am", "1 hour left", Tone.TODAY)
    assert due_clock(first, second, ENGLAND) == Clock("Overdue", "1 hour", Tone.OVERDUE)


@pytest.mark.parametrize(
    ("at_time", "words"),
    [(time(0), "midnight"), (time(0, 5), "12:05am"), (time(9), "9am"), (time(12), "midday"), (time(21, 12), "9:12pm")],
)
def test_times_as_people_say_them(at_time: time, words: str) -> None:
    assert time_words(at_time) == words


@given(MOMENTS, MOMENTS)
def test_every_moment_has_a_clock_of_the_right_tone(due: datetime, now: datetime) -> None:
    clock = due_clock(due, now, ENGLAND)
    assert clock.word
    assert clock.detail
    assert not clock.detail.startswith(("0", "-"))
    assert (clock.tone is Tone.OVERDUE) == (due < now)
    assert (clock.tone is Tone.TODAY) == (due >= now and due.astimezone(LONDON).date() == now.astimezone(LONDON).date())


def test_fifty_clocks_are_cheap_enough_for_every_page() -> None:
    """Counted in work, not in time: a year's days off are worked out once."""
    calendar = WorkingCalendar(Nation.ENGLAND)
    due_clock(at(30, 17), NOW, calendar)
    off = calendar._days_off[2026]
    for step in range(1_000):
        due_clock(NOW + timedelta(hours=step - 300), NOW, calendar)
    assert calendar._days_off[2026] is off


def test_the_decision_timer_is_the_councils_policy() -> None:
    timer = TIMERS["referral_decision"]
    assert timer.due(at(18, 21, 12), ENGLAND) == at(19, 17)
    assert timer.origin is Origin.COUNCIL_POLICY
    assert timer.explained(Nation.ENGLAND) == "1 working day by your council’s policy"


def test_wales_has_its_own_assessment_timer() -> None:
    timer = TIMERS["child_and_family_assessment"]
    assert timer.explained(Nation.ENGLAND) == "45 working days by statute or statutory guidance"
    assert timer.days_in(Nation.WALES) == 42
    wales = WorkingCalendar(Nation.WALES)
    assert wales.working_days_between(NOW.date(), timer.due(NOW, wales).date()) == 42


def test_suggested_timers_start_switched_off() -> None:
    assert {timer.code for timer in TIMERS.values() if not timer.on_by_default} == {
        "handoff_acknowledgement",
        "dispute_answer",
        "dispute_settlement",
        "consultation",
        "context_conference",
        "conference_record",
    }
