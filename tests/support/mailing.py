"""Senders for tests: one that runs, and one batch at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from commonground.workers.mail.carrying import Carrier
from commonground.workers.mail.line import Line
from commonground.workers.mail.sender import Pace, Sender
from post_office import PostOffice
from stage import Stage

QUICK = Pace(poll=0.1, away=timedelta(seconds=0.1))


@asynccontextmanager
async def sending(stage: Stage, office: PostOffice, pace: Pace = QUICK) -> AsyncIterator[Sender]:
    sender = Sender(stage.world.database.worker_url, office.settings(stage.world), pace)
    running = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        sender.stop()
        await asyncio.wait_for(running, 10)


@asynccontextmanager
async def carrying(stage: Stage, office: PostOffice, *, batch: int = 50) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """Carries whatever is due, urgent first, and says how many batches that took."""
    settings = office.settings(stage.world)
    carrier, line = Carrier(stage.worker, settings, lambda: False, batch), Line(settings)

    async def carry() -> int:
        batches = 0
        for urgent in (True, False):
            while await carrier.carry(line, urgent=urgent):
                batches += 1
        return batches

    try:
        yield carry
    finally:
        await line.close()


async def until(true: Callable[[], bool | Awaitable[bool]], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while True:
            said = true()
            if said if isinstance(said, bool) else await said:
                return
            await asyncio.sleep(0.02)


STATES = (
    "select coalesce(jsonb_object_agg(state, n), '{}') from (select state, count(*) n from council.mails group by 1) s"
)


async def states(stage: Stage) -> dict[str, int]:
    """How many mails stand in which state."""
    found: dict[str, int] = await stage.ask(STATES)
    return found
