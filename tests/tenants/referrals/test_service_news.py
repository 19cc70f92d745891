"""What the reporter does afterwards, noted by a worker under a job's pass: once, however often it is tried."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, text

from casework import ARRIVED, Told, add_message, add_referral, as_owner
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import claim_job
from commonground.platform.ids import uuid7
from commonground.platform.outbox.models import OutboxFact
from commonground.platform.work import Work, begin
from commonground.tenants.referrals.service import note_news, withdraw
from councils import World

NOON = ARRIVED + timedelta(hours=15)


async def put_fact(world: World, told: Told, kind: str, council: UUID) -> UUID:
    fact = {"id": uuid7(), "tenant_id": council, "kind": kind, "subject_kind": "referral", "subject_id": told.id}
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(OutboxFact), fact | {"occurred_at": NOON})
    return fact["id"]  # type: ignore[return-value]  # a dictionary of unlike values


@asynccontextmanager
async def job(
    world: World, told: Told, kind: str = "reporter_added_news", of: UUID | None = None
) -> AsyncIterator[Work]:
    fact = await put_fact(world, told, kind, of or world.larkmere.id)
    engine = make_engine(world.database.worker_url, pooled=False)
    try:
        async with begin(engine, now=NOON) as work:
            assert await claim_job(work, fact) is not None
            yield work
            await work.commit()
    finally:
        await engine.dispose()


async def rows(world: World, query: str, **asked: object) -> Sequence[Any]:
    async with as_owner(world.database) as engine, engine.connect() as connection:
        return (await connection.execute(text(query), asked)).all()


async def row_of(world: World, told: Told) -> Any:
    return (await rows(world, "select * from tenants.referrals where id = :id", id=told.id))[0]


async def verbs_of(world: World, told: Told) -> list[str]:
    query = "select verb from tenants.referral_events where referral_id = :id order by id"
    return [row.verb for row in await rows(world, query, id=told.id)]


async def test_news_is_noted_once_for_each_message(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    await add_message(world, world.larkmere, told, "news", "They were there again.")
    async with job(world, told) as work:
        assert await note_news(work, told.id)
    async with job(world, told) as work:
        assert not await note_news(work, told.id)
    row = await row_of(world, told)
    assert (row.state, row.attention, row.version) == ("screening", "news", 2)
    assert await verbs_of(world, told) == ["receive", "add_news"]
    await add_message(world, world.larkmere, told, "news", "And again.")
    async with job(world, told) as work:
        assert await note_news(work, told.id)
    assert await verbs_of(world, told) == ["receive", "add_news", "add_news"]


async def test_the_answer_of_whom_we_asked_starts_the_clock(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="waiting", lead="screener")
    due = (await row_of(world, told)).decision_due_at
    await add_message(world, world.larkmere, told, "news", "It is worst on Fridays.")
    async with job(world, told) as work:
        assert await note_news(work, told.id)
    row = await row_of(world, told)
    assert (row.state, row.paused_at, row.attention) == ("screening", None, "news")
    assert row.decision_due_at > due


@pytest.mark.parametrize("danger", [True, False], ids=["danger", "no danger"])
@pytest.mark.parametrize("state", ["new", "screening", "waiting", "escalated", "needs_lead", "decided"])
async def test_a_wish_to_withdraw_is_marked_once_and_moves_nothing(world: World, state: str, danger: bool) -> None:
    mark = "danger" if danger else None
    told = await add_referral(world, world.larkmere, state=state, lead="screener", attention=mark, asked="school")
    before = await row_of(world, told)
    await add_message(world, world.larkmere, told, "withdrawal", "")
    async with job(world, told, "reporter_withdrew") as work:
        assert await withdraw(work, told.id)
    async with job(world, told, "reporter_withdrew") as work:
        assert not await withdraw(work, told.id)
    row = await row_of(world, told)
    assert (row.state, row.decision_due_at, row.paused_at) == (state, before.decision_due_at, before.paused_at)
    assert (row.attention, row.withdrawal_asked_at) == (mark or "withdrawal", NOON)


async def test_whom_we_asked_answers_with_a_wish_to_withdraw_and_the_clock_runs_again(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="waiting", lead="screener")
    await add_message(world, world.larkmere, told, "withdrawal", "")
    async with job(world, told, "reporter_withdrew") as work:
        assert await withdraw(work, told.id)
    row = await row_of(world, told)
    assert (row.state, row.paused_at, row.attention) == ("screening", None, "withdrawal")


async def test_two_workers_with_one_message_note_it_once(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    await add_message(world, world.larkmere, told, "news", "Once.")

    async def noted() -> bool:
        async with job(world, told) as work:
            return await note_news(work, told.id)

    assert sorted(await asyncio.gather(noted(), noted())) == [False, True]


async def test_a_job_of_one_council_notes_nothing_in_another(world: World) -> None:
    told = await add_referral(world, world.hallowdene)
    await add_message(world, world.hallowdene, told, "news", "Here.")
    async with job(world, told, of=world.larkmere.id) as work:
        assert not await note_news(work, told.id)
    assert await verbs_of(world, told) == ["receive"]


async def test_what_was_never_said_is_not_noted(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    async with job(world, told) as work:
        assert not await note_news(work, told.id)
