"""Crossings on the stage: what workers do about them is carried out, and looked at again by the clock."""

from __future__ import annotations

from casework import Known
from commonground.platform.files.store import FileStore
from commonground.platform.identity.passes import open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import begin
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from crossed import Crossed, offer, propose
from stage import Stage

_FACTS = "select array_agg(id order by occurred_at, id) from system.outbox where done_at is null"


async def empty(stage: Stage) -> None:
    await stage.run("truncate crossing.offers, crossing.steps cascade")
    await stage.run("truncate tenants.received_handoffs, tenants.disclosures, tenants.packages cascade")
    await stage.run("truncate council.receipts, tenants.attachments")


async def carry(stage: Stage) -> None:
    """All that is to be done, and what that brings about."""
    while facts := await stage.ask(_FACTS):
        for fact in facts:
            assert await carry_out(stage.worker, fact)


async def forget(stage: Stage) -> None:
    """Told already, and no news any more."""
    await carry(stage)
    await stage.run("truncate council.notifications cascade")


async def look(stage: Stage, council: TestCouncil, what: FactKind) -> None:
    """What the schedule does."""
    async with begin(stage.app) as work:
        assert await open_session(work, await stage.world.token(council, "admin"))
        fact = await publish(work, Fact(what, "council", council.id))
        await work.commit()
    assert await carry_out(stage.worker, fact)


async def known_context(stage: Stage, council: TestCouncil, **more: object) -> Known:
    """Led by the practitioner, unless `more` says otherwise."""
    made = await stage.context(council, **({"lead": "practitioner"} | more))  # type: ignore[arg-type]  # its own arguments
    return Known(made, await stage.ask("select reference from tenants.contexts where id = :id", id=made))


async def offered(stage: Stage, store: FileStore, **more: object) -> Crossed:
    """From the first council to the second."""
    here, there = stage.world.larkmere, stage.world.hallowdene
    return await offer(stage.world, await propose(stage.world, here, there, store, **more))  # type: ignore[arg-type]  # its own arguments
