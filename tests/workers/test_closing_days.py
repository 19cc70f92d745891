"""A council says later that it is closed on a day, or that it is not: the clocks that run already follow, and nobody is
reminded twice of the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from closing_days import carry_out_at, clock, close_on, due_of, request, step
from commonground.workers.actors.timely import decisions_due
from commonground.workers.actors.unread import notices_unread
from looking import look
from stage import Stage

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAYS = [date(2026, 11, 23) + timedelta(days=each) for each in range(14)]
"""Monday 23 November 2026 and what follows; none of them is a bank holiday."""
TUE, WED, THU, FRI, NEXT_MON = DAYS[1], DAYS[2], DAYS[3], DAYS[4], DAYS[7]
CAME = (MONDAY, None, "new")


def five(day: date) -> datetime:
    """Closing time, in the winter."""
    return datetime.combine(day, time(17), UTC)


def ten(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)


@pytest.fixture(autouse=True)
async def open_again(stage: Stage) -> AsyncIterator[None]:
    await stage.run("truncate tenants.access_requests cascade")
    yield
    await stage.run("update commons.councils set closures = '{}', reads_from = '08:30', reads_until = '17:00'")


async def test_every_clock_that_runs_moves_with_a_day_that_is_closed_later_and_no_other(stage: Stage) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    running = await clock(stage, larkmere, five(TUE), CAME)
    leaderless = await clock(stage, larkmere, five(TUE), CAME, (MONDAY, "new", "needs_lead"), outcome="panel")
    decided = await clock(stage, larkmere, five(TUE), CAME, (MONDAY, "new", "decided"))
    later = await clock(stage, larkmere, five(THU), (ten(WED), None, "new"))
    theirs = await clock(stage, hallowdene, five(TUE), CAME)
    assert await close_on(stage, larkmere, TUE, now=MONDAY) == 1
    assert await due_of(stage, running, leaderless) == [five(WED), five(WED)]
    assert await due_of(stage, decided, later, theirs) == [five(TUE), five(THU), five(TUE)]


async def test_open_steps_and_answers_move_too(stage: Stage) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    referral = await clock(stage, larkmere, five(TUE), CAME, (MONDAY, "new", "decided"))
    theirs = await clock(stage, hallowdene, five(TUE), CAME, (MONDAY, "new", "decided"))
    ended = {"status": "done", "ended_at": MONDAY}
    steps = [
        await step(stage, larkmere, referral, MONDAY, five(WED), 2),
        await step(stage, larkmere, referral, MONDAY, five(WED), 2, **ended),
        await step(stage, larkmere, referral, MONDAY, None, 2, origin="suggestion"),
        await step(stage, hallowdene, theirs, MONDAY, five(WED), 2),
    ]
    month, three = date(2026, 10, 24), date(2026, 8, 24)
    requests = [
        await request(stage, larkmere, month, TUE),
        await request(stage, larkmere, three, TUE, extended_at=MONDAY),
        await request(stage, larkmere, month, TUE, finished_at=MONDAY, finished_by=stage.staff(larkmere, "ig_lead")),
        await request(stage, hallowdene, month, TUE),
    ]
    await close_on(stage, larkmere, TUE, now=MONDAY)
    found = [await stage.ask("select due_at from tenants.referral_steps where id = :id", id=each) for each in steps]
    assert found == [five(THU), five(WED), None, five(WED)]
    found = [await stage.ask("select due_on from tenants.access_requests where id = :id", id=each) for each in requests]
    assert found == [WED, WED, TUE, TUE]


async def test_pauses_count_as_if_the_day_had_been_closed_from_the_start(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    paused = (MONDAY + timedelta(hours=2), "new", "waiting")
    waiting = await clock(stage, larkmere, five(TUE), CAME, paused)
    resumed = await clock(stage, larkmere, five(THU), CAME, paused, (ten(WED) + timedelta(hours=2), "waiting", "new"))
    again = (MONDAY - timedelta(days=14), None, "new"), (MONDAY - timedelta(days=13), "new", "withdrawn")
    reopened = await clock(stage, larkmere, five(TUE), *again, (MONDAY, "withdrawn", "new"))
    await close_on(stage, larkmere, TUE, now=ten(WED))
    assert await due_of(stage, waiting, resumed, reopened) == [five(WED), five(THU), five(WED)]
    await close_on(stage, larkmere, TUE, THU, now=ten(WED))
    assert await due_of(stage, waiting, resumed, reopened) == [five(WED), five(FRI), five(WED)]


async def test_a_day_that_is_past_counts_when_it_is_entered_late_and_back_again(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    running = await clock(stage, larkmere, five(TUE), CAME)
    await close_on(stage, larkmere, TUE, WED, now=ten(FRI))
    assert await due_of(stage, running) == [five(THU)]
    await close_on(stage, larkmere, now=ten(FRI))
    assert await due_of(stage, running) == [five(TUE)]


async def test_other_hours_count_too(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    running = await clock(stage, larkmere, five(TUE), CAME)
    await close_on(stage, larkmere, now=MONDAY, closes=time(16))
    assert await due_of(stage, running) == [five(TUE) - timedelta(hours=1)]


async def test_there_is_one_line_in_the_trail_for_the_lot_and_none_where_nothing_moved(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referrals = [await clock(stage, larkmere, five(TUE), CAME) for _ in range(3)]
    await step(stage, larkmere, referrals[0], MONDAY, five(WED), 2)
    await close_on(stage, larkmere, TUE, now=MONDAY)
    query = "select array_agg(why order by id) from audit.entries where action = 'counted_clocks_again'"
    said = "Decisions, steps"
    assert await stage.ask(query) == [said]
    (fact,) = [await stage.ask("select id from system.outbox where kind = 'working_days_changed'")]
    await stage.run("update system.outbox set done_at = null where id = :id", id=fact)
    await carry_out_at(stage, fact, MONDAY)
    assert await stage.ask(query) == [said], "carried out twice is carried out once"
    assert await stage.ask("select max(version) from tenants.referrals") == 1, "nobody's form is refused for it"


async def test_the_same_days_saved_again_bring_nothing_about(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    assert await close_on(stage, larkmere, TUE, WED, now=MONDAY) == 1
    assert await close_on(stage, larkmere, WED, TUE, now=MONDAY) == 0


async def test_without_a_line_that_says_when_it_began_a_clock_stays(stage: Stage) -> None:
    referral = await stage.referral(stage.world.larkmere, decision_due_at=five(TUE))
    await close_on(stage, stage.world.larkmere, TUE, now=MONDAY)
    assert await due_of(stage, referral) == [five(TUE)]


LATE = [("manager", "decision_overdue"), ("screener", "decision_overdue"), ("second_screener", "decision_overdue")]
TODAY = [("screener", "decision_due_today"), ("second_screener", "decision_due_today")]


async def test_who_was_told_that_it_is_late_is_not_told_again_because_it_is_late_by_less(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await clock(stage, larkmere, five(TUE), CAME)
    await look(stage, larkmere, decisions_due, five(TUE))
    for days in ((TUE,), (), (TUE, WED)):
        await close_on(stage, larkmere, *days, now=five(THU) + timedelta(hours=1))
        await look(stage, larkmere, decisions_due, five(THU) + timedelta(hours=1))
    assert await stage.who_was_told(larkmere) == LATE


async def test_what_falls_due_anew_is_told_anew(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await clock(stage, larkmere, five(TUE), CAME)
    for now in (ten(TUE), five(TUE)):
        await look(stage, larkmere, decisions_due, now)
    told = sorted(LATE + TODAY)
    assert await stage.who_was_told(larkmere) == told
    await close_on(stage, larkmere, TUE, now=five(TUE) + timedelta(hours=1))
    for now in (five(TUE) + timedelta(hours=2), ten(WED), five(WED), five(WED) + timedelta(minutes=15)):
        await look(stage, larkmere, decisions_due, now)
    assert await stage.who_was_told(larkmere) == sorted(told * 2)


async def test_an_hour_that_moves_within_the_day_is_not_told_of_again(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await clock(stage, larkmere, five(TUE), CAME)
    await look(stage, larkmere, decisions_due, ten(TUE))
    await close_on(stage, larkmere, now=ten(TUE), closes=time(16))
    await look(stage, larkmere, decisions_due, ten(TUE) + timedelta(minutes=15))
    assert await stage.who_was_told(larkmere) == TODAY


async def test_a_deadline_that_is_there_twice_is_told_of_once(stage: Stage) -> None:
    """Late, then not, then late by the first deadline again: whoever heard of it knows."""
    larkmere = stage.world.larkmere
    await clock(stage, larkmere, five(TUE), CAME)
    await look(stage, larkmere, decisions_due, five(TUE))
    await close_on(stage, larkmere, TUE, now=five(TUE) + timedelta(hours=1))
    await look(stage, larkmere, decisions_due, five(WED))
    await close_on(stage, larkmere, now=five(WED) + timedelta(hours=1))
    await look(stage, larkmere, decisions_due, five(WED) + timedelta(hours=1))
    assert await stage.who_was_told(larkmere) == sorted(LATE * 2)


UNREAD = ("manager", "notice_unread")


async def test_what_nobody_read_is_passed_on_once(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await clock(stage, larkmere, five(TUE), CAME)
    await look(stage, larkmere, decisions_due, five(TUE))
    await look(stage, larkmere, notices_unread, ten(WED) + timedelta(hours=4))
    assert await stage.who_was_told(larkmere) == sorted([*LATE, UNREAD])
    await close_on(stage, larkmere, TUE, now=five(WED) + timedelta(hours=1))
    await look(stage, larkmere, notices_unread, five(THU))
    assert await stage.who_was_told(larkmere) == sorted([*LATE, UNREAD])


async def test_and_not_when_it_is_no_longer_so(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await clock(stage, larkmere, five(TUE), CAME)
    await look(stage, larkmere, decisions_due, ten(TUE))
    await close_on(stage, larkmere, TUE, WED, now=ten(TUE) + timedelta(hours=1))
    await look(stage, larkmere, notices_unread, ten(THU) + timedelta(hours=6))
    assert await stage.who_was_told(larkmere) == TODAY, "it is not due on Tuesday any more"
    await look(stage, larkmere, decisions_due, five(THU))
    await look(stage, larkmere, notices_unread, ten(FRI) + timedelta(hours=4))
    assert await stage.who_was_told(larkmere) == sorted([*TODAY, *LATE, UNREAD])
