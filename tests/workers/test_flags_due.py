"""A record's lead and managers are reminded of a flag before it ends and once it has: once at each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert

from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.identity.passes import open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import begin
from commonground.tenants.flags.models import WarningFlag
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from stage import Stage

DUE = "flag_due"


async def flag(stage: Stage, council: TestCouncil, kind: str, record: UUID, ends_in: timedelta) -> UUID:
    end = datetime.now(UTC) + ends_in
    flag_id = uuid4()
    values = {
        "tenant_id": council.id, "id": flag_id, "record_kind": kind, "record_id": record, "kind": "dangerous_dog",
        "reason": "A dog", "evidence": "Seen", "told": "told", "fairness": "Told",
        "raised_at": end - timedelta(days=80), "raised_by": stage.staff(council, "practitioner"), "expires_at": end,
    }  # fmt: skip  # a row
    async with acting_as_setup(stage.world.database.owner_url) as connection:
        await connection.execute(insert(WarningFlag), values)
    return flag_id


async def look(stage: Stage, council: TestCouncil) -> None:
    """What the schedule does once a day: one fact for the council."""
    async with begin(stage.app) as work:
        assert await open_session(work, await stage.world.token(council, "admin"))
        fact = await publish(work, Fact(FactKind.FLAGS_DUE, "council", council.id))
        await work.commit()
    assert await carry_out(stage.worker, fact)


async def test_lead_and_managers_are_told_once_before_the_end_and_once_after(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.run("truncate tenants.warning_flags")
    context = await stage.context(larkmere, lead="practitioner")
    flag_id = await flag(stage, larkmere, "context", context, timedelta(days=13))
    await flag(stage, stage.world.hallowdene, "context", uuid4(), timedelta(days=13))
    for _ in range(3):
        await look(stage, larkmere)
    both = [("practitioner", DUE), ("specialist_manager", DUE)]
    assert await stage.who_was_told(larkmere) == both
    await stage.run(
        "update tenants.warning_flags set expires_at = expires_at - interval '14 days' where id = :id", id=flag_id
    )
    for _ in range(2):
        await look(stage, larkmere)
    assert await stage.who_was_told(larkmere) == sorted(both * 2)
    assert await stage.who_was_told(stage.world.hallowdene) == []


async def test_of_a_restricted_record_only_those_named_on_it_are_told(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.run("truncate tenants.warning_flags")
    context = await stage.context(larkmere, lead="practitioner", named=("practitioner",))
    await flag(stage, larkmere, "context", context, timedelta(days=1))
    await look(stage, larkmere)
    assert await stage.who_was_told(larkmere) == [("practitioner", DUE)]


async def test_what_stands_long_was_taken_off_or_is_long_over_reminds_nobody(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.run("truncate tenants.warning_flags")
    referral = await stage.referral(larkmere, lead="screener")
    await flag(stage, larkmere, "referral", referral, timedelta(days=15))
    await flag(stage, larkmere, "referral", referral, timedelta(days=-8))
    off = await flag(stage, larkmere, "referral", referral, timedelta(days=2))
    ended = "update tenants.warning_flags set ended_at = now(), ended_by = :who where id = :id"
    await stage.run(ended, id=off, who=stage.staff(larkmere, "screener"))
    await look(stage, larkmere)
    assert await stage.who_was_told(larkmere) == []
    await flag(stage, larkmere, "referral", referral, timedelta(days=2))
    await look(stage, larkmere)
    assert await stage.who_was_told(larkmere) == [("manager", DUE), ("screener", DUE)]
