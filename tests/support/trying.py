"""The procedures, tried by two people of a council and the worker."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework import acting
from commonground.platform.database.engine import make_engine
from commonground.platform.work import Work
from commonground.tenants.going_live.trial import run_trial
from commonground.tenants.retention.disposing import confirm
from commonground.tenants.retention.models import Disposal
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil, World
from told import rows


async def tried(world: World, council: TestCouncil, first: str = "admin", second: str = "ig_lead") -> str:
    """All of it, to the certificate. Returns the reference of the trial record."""
    async with acting(world, council, first) as work:
        reference = await run_trial(work)
    async with acting(world, council, second) as work:
        await confirm(work, await proposal_of(work, reference))
    await removed(world)
    return reference


async def proposal_of(work: Work, reference: str) -> UUID:
    newest = select(Disposal.id).where(Disposal.reference == reference).order_by(Disposal.id.desc()).limit(1)
    found: UUID | None = await work.mine.scalar(newest)
    assert found is not None
    return found


async def removed(world: World) -> None:
    """What the worker does with the disposals that were confirmed."""
    worker = make_engine(world.database.worker_url, pooled=False)
    query = "select id from system.outbox where kind = 'disposal_confirmed' and done_at is null"
    for (fact,) in await rows(world, query):
        assert await carry_out(worker, fact)
    await worker.dispose()
