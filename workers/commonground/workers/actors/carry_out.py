"""The one actor: looks at a fact and carries it out, wholly or not at all."""

from __future__ import annotations

import asyncio
from uuid import UUID

import structlog
from dramatiq import Broker, actor
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.identity.passes import claim_job, finish_job
from commonground.platform.logs import root_cause, where
from commonground.platform.outbox import FactKind
from commonground.platform.work import begin
from commonground.workers import counted
from commonground.workers.actors.effects import EFFECTS
from commonground.workers.doorbell import ACTOR, QUEUE
from commonground.workers.pool import WorkerPool

log = structlog.get_logger(__name__)

LONGEST = 60.0
"""Seconds after which a fact is let go, to be tried again later: it must not keep a thread for ever."""


async def carry_out(engine: AsyncEngine, fact_id: UUID) -> bool:
    """Carry out a fact and mark it done, in one transaction. False when it was done already or could not be done.

    A failure is logged and the message let go: the fact stays undone in the outbox, and the relay rings again."""
    try:
        async with asyncio.timeout(LONGEST):
            return await _in_one_transaction(engine, fact_id)
    except Exception as wrong:  # noqa: BLE001  # one fact's trouble must not become another's
        log.error("fact_failed", fact=str(fact_id), error=root_cause(wrong), where=where(wrong))  # noqa: TRY400  # the traceback would carry values
        return False


async def _in_one_transaction(engine: AsyncEngine, fact_id: UUID) -> bool:
    async with begin(engine) as work:
        job = await claim_job(work, fact_id)
        if job is None:
            return False
        await EFFECTS[FactKind(job.kind)](work, job)
        await finish_job(work)
        await work.commit()
        counted.effect(job.kind)
        return True


def declare(broker: Broker, pool: WorkerPool) -> None:
    """Let the broker's workers carry facts out over `pool`."""

    async def look_at(fact_id: str) -> None:
        await carry_out(pool.engine, UUID(fact_id))

    actor(actor_name=ACTOR, queue_name=QUEUE, broker=broker)(look_at)
