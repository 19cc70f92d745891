"""What time brings about by itself, at moments that the test chooses: told to the right people, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commonground.platform.outbox import FactKind
from commonground.workers.actors.timely import decisions_due
from commonground.workers.actors.unread import notices_unread
from councils import TestCouncil
from looking import look
from stage import Stage

FRIDAY = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
CLOSING = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)


DUE_TODAY = [("screener", "decision_due_today"), ("second_screener", "decision_due_today")]


async def test_what_falls_due_today_is_told_to_the_screeners_once_and_to_no_other_council(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.referral(larkmere, decision_due_at=CLOSING)
    await stage.referral(stage.world.hallowdene, decision_due_at=CLOSING)
    for minutes in (0, 15, 30):
        await look(stage, larkmere, decisions_due, FRIDAY + timedelta(minutes=minutes))
    assert await stage.who_was_told(larkmere) == DUE_TODAY
    assert await stage.who_was_told(stage.world.hallowdene) == []


async def test_or_to_whoever_leads_it(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.referral(larkmere, lead="screener", state="screening", decision_due_at=CLOSING)
    await look(stage, larkmere, decisions_due, FRIDAY)
    assert await stage.who_was_told(larkmere) == [("screener", "decision_due_today")]


async def test_once_it_is_late_the_managers_hear_of_it_too(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.referral(larkmere, lead="screener", state="screening", decision_due_at=CLOSING)
    for now in (FRIDAY, CLOSING, CLOSING + timedelta(minutes=15)):
        await look(stage, larkmere, decisions_due, now)
    assert await stage.who_was_told(larkmere) == [
        ("manager", "decision_overdue"), ("screener", "decision_due_today"), ("screener", "decision_overdue"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"decision_due_at": CLOSING + timedelta(days=3)},
        {"decision_due_at": FRIDAY - timedelta(days=4)},
        {"state": "waiting", "paused_at": FRIDAY - timedelta(hours=2)},
        {"state": "withdrawn"},
    ],
    ids=["later", "long ago", "waiting", "withdrawn"],
)
async def test_what_is_not_due_is_not_told(stage: Stage, changes: dict[str, Any]) -> None:
    larkmere = stage.world.larkmere
    await stage.referral(larkmere, **{"decision_due_at": CLOSING} | changes)
    await look(stage, larkmere, decisions_due, FRIDAY)
    assert await stage.who_was_told(larkmere) == []


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (datetime(2026, 11, 27, 8, 29, tzinfo=UTC), False),
        (datetime(2026, 11, 27, 8, 31, tzinfo=UTC), True),
        (datetime(2026, 11, 28, 10, 0, tzinfo=UTC), False),
    ],
    ids=["before opening", "after opening", "on a Saturday"],
)
async def test_it_is_told_in_working_hours(stage: Stage, now: datetime, told: bool) -> None:
    larkmere = stage.world.larkmere
    await stage.referral(larkmere, decision_due_at=CLOSING)
    await look(stage, larkmere, decisions_due, now)
    assert bool(await stage.who_was_told(larkmere)) is told


async def test_a_new_deadline_is_told_of_again(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, decision_due_at=CLOSING)
    await look(stage, larkmere, decisions_due, FRIDAY)
    monday = CLOSING + timedelta(days=3)
    await stage.run("update tenants.referrals set decision_due_at = :due where id = :id", due=monday, id=referral)
    await look(stage, larkmere, decisions_due, FRIDAY + timedelta(days=3))
    assert await stage.who_was_told(larkmere) == sorted(DUE_TODAY * 2)


async def test_of_a_restricted_one_only_those_named_on_it_hear(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, restricted=True, decision_due_at=CLOSING)
    await stage.name_on(larkmere, referral, "practitioner")
    await look(stage, larkmere, decisions_due, FRIDAY)
    assert await stage.who_was_told(larkmere) == [("practitioner", "decision_due_today")]


async def _danger(stage: Stage, council: TestCouncil, at: datetime) -> None:
    await stage.happens(council, "admin", FactKind.REFERRAL_RECEIVED, await stage.referral(council, attention="danger"))
    await stage.run("update council.notifications set occurred_at = :at", at=at)


UNREAD = ("manager", "notice_unread")


async def test_an_urgent_notice_that_nobody_read_for_four_working_hours_goes_to_the_managers_once(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await _danger(stage, larkmere, FRIDAY)
    await look(stage, larkmere, notices_unread, FRIDAY + timedelta(hours=3, minutes=59))
    assert UNREAD not in await stage.who_was_told(larkmere)
    for hours in (4, 5):
        await look(stage, larkmere, notices_unread, FRIDAY + timedelta(hours=hours))
    assert (await stage.who_was_told(larkmere)).count(UNREAD) == 1


async def test_a_wish_to_withdraw_silences_nothing(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, attention="danger", decision_due_at=CLOSING)
    await stage.report(larkmere, referral, messages=("withdrawal",))
    await stage.happens(larkmere, "admin", FactKind.REFERRAL_RECEIVED, referral)
    await stage.happens(larkmere, "admin", FactKind.REPORTER_WITHDREW, referral)
    await stage.run("update council.notifications set occurred_at = :at", at=FRIDAY)
    await look(stage, larkmere, notices_unread, FRIDAY + timedelta(hours=4))
    await look(stage, larkmere, decisions_due, FRIDAY)
    told = await stage.who_was_told(larkmere)
    assert UNREAD in told
    assert set(DUE_TODAY) <= set(told)


async def test_nights_and_weekends_do_not_count(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await _danger(stage, larkmere, datetime(2026, 11, 27, 15, 0, tzinfo=UTC))
    await look(stage, larkmere, notices_unread, datetime(2026, 11, 30, 10, 29, tzinfo=UTC))
    assert UNREAD not in await stage.who_was_told(larkmere)
    await look(stage, larkmere, notices_unread, datetime(2026, 11, 30, 10, 30, tzinfo=UTC))
    assert UNREAD in await stage.who_was_told(larkmere)


async def test_the_council_sets_the_hours_and_its_neighbour_has_others(stage: Stage) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    await stage.run("delete from council.notice_rules")
    await stage.run("insert into council.notice_rules (tenant_id, id, unread_hours, most_at_once) values"
                    " (:council, gen_random_uuid(), 1, 3)", council=larkmere.id)  # fmt: skip
    for council in (larkmere, hallowdene):
        await _danger(stage, council, FRIDAY)
        await look(stage, council, notices_unread, FRIDAY + timedelta(hours=1))
    await stage.run("delete from council.notice_rules")
    assert UNREAD in await stage.who_was_told(larkmere)
    assert UNREAD not in await stage.who_was_told(hallowdene)


async def test_once_one_of_them_has_read_it_nobody_else_is_told(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await _danger(stage, larkmere, FRIDAY)
    await stage.run("update council.notifications set read_at = now() where staff_id = :id",
                    id=stage.staff(larkmere, "screener"))  # fmt: skip
    await look(stage, larkmere, notices_unread, FRIDAY + timedelta(hours=5))
    assert UNREAD not in await stage.who_was_told(larkmere)


async def test_what_is_not_urgent_may_stay_unread(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.happens(larkmere, "manager", FactKind.REFERRAL_RECEIVED, await stage.referral(larkmere))
    await stage.run("update council.notifications set occurred_at = :at", at=FRIDAY)
    await look(stage, larkmere, notices_unread, FRIDAY + timedelta(days=3))
    assert UNREAD not in await stage.who_was_told(larkmere)


async def test_an_unread_word_about_the_unread_goes_no_further(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await _danger(stage, larkmere, FRIDAY)
    for days in (3, 4, 5):
        await look(stage, larkmere, notices_unread, FRIDAY + timedelta(days=days))
        await stage.run("update council.notifications set occurred_at = :at", at=FRIDAY)
    assert (await stage.who_was_told(larkmere)).count(UNREAD) == 1
