"""Plays a look that time brings about by itself, at a moment that the test chooses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from commonground.platform.identity.passes import Job, claim_job
from commonground.platform.work import Work, begin
from councils import TestCouncil
from stage import Stage

_FACT = (
    "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)"
    " values (gen_random_uuid(), :council, 'decisions_due', 'council', :council, now())"
)
Effect = Callable[[Work, Job], Awaitable[None]]


async def look(stage: Stage, council: TestCouncil, effect: Effect, now: datetime) -> None:
    """A job of that moment, carried out."""
    await stage.run(_FACT, council=council.id)
    fact = await stage.ask(
        "select id from system.outbox where kind = 'decisions_due' order by occurred_at desc limit 1"
    )
    async with begin(stage.worker, now=now) as work:
        job = await claim_job(work, fact)
        assert job is not None
        await effect(work, job)
        await work.commit()
