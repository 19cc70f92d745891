"""That a restricted record has nobody left is not missed: passed on while it is so, and said again at its deadline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commonground.workers.actors.carry_out import carry_out
from commonground.workers.actors.timely import decisions_due
from commonground.workers.actors.unread import notices_unread
from councils import TestCouncil
from looking import look
from stage import Stage, with_roles

FRIDAY = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
LATE = FRIDAY + timedelta(hours=4)
CLOSING = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
LEFT = "nobody_left"


async def told(stage: Stage, council: TestCouncil) -> list[str]:
    return [person for person, kind in await stage.who_was_told(council) if kind == LEFT]


@pytest.fixture(autouse=True)
async def _alone(stage: Stage) -> None:
    """In both councils one referral, which says that somebody is in danger and whose only keeper has left."""
    for council in (stage.world.larkmere, stage.world.hallowdene):
        referral = await stage.referral(council, restricted=True, attention="danger", decision_due_at=CLOSING)
        await stage.name_on(council, referral, "manager")
        await stage.run("update council.staff set ended_at = now() where id = :id", id=stage.staff(council, "manager"))
    for fact in await stage.ask("select array_agg(id) from system.outbox where kind = :kind and done_at is null",
                                kind=LEFT):  # fmt: skip
        assert await carry_out(stage.worker, fact)
    await stage.run("update council.notifications set occurred_at = :at", at=FRIDAY)


async def test_what_nobody_read_goes_once_to_whoever_else_names(stage: Stage) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    async with with_roles(stage, practitioner=["ig_lead"]):
        await look(stage, larkmere, notices_unread, LATE - timedelta(minutes=1))
        assert await told(stage, larkmere) == ["admin", "ig_lead"]
        for hours in (0, 1, 72):
            await look(stage, larkmere, notices_unread, LATE + timedelta(hours=hours))
    assert await told(stage, larkmere) == ["admin", "ig_lead", "practitioner"]
    assert await told(stage, hallowdene) == ["admin", "ig_lead"]


@pytest.mark.parametrize("change", [
    "update council.notifications set read_at = now()",
    "update tenants.referrals set restricted = false",
])  # fmt: skip
async def test_but_not_what_was_read_nor_what_has_somebody(stage: Stage, change: str) -> None:
    larkmere = stage.world.larkmere
    await stage.run(change)
    async with with_roles(stage, practitioner=["ig_lead"]):
        await look(stage, larkmere, notices_unread, LATE)
    assert await told(stage, larkmere) == ["admin", "ig_lead"]


async def test_at_its_deadline_whoever_names_is_told_once_more_and_no_look_writes_it_again(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    for minutes in (0, 15, 30):
        await look(stage, larkmere, decisions_due, FRIDAY + timedelta(minutes=minutes))
    assert await told(stage, larkmere) == ["admin"] * 2 + ["ig_lead"] * 2
    trail = "select array_agg(action order by action) from audit.entries where tenant_id = :id and action like 'told:%'"
    assert await stage.ask(trail, id=larkmere.id) == [f"told:{LEFT}"] * 2
    assert await told(stage, stage.world.hallowdene) == ["admin", "ig_lead"]
