"""Marks what became of mails while the next ones are handed over: in groups, so that one commit serves several, and at
once, so that little is handed over again should this process die in between."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Self
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.logs import root_cause, where
from commonground.platform.work import begin
from commonground.workers.mail.batches import Settled, open_batch, settle

log = structlog.get_logger(__name__)

LONGEST = 90.0
"""Seconds for which marking is tried again when the database is away. Later the lease is over anyhow."""
_PAUSE = 0.3


class Marks:
    """`async with Marks(engine, lease) as marks: marks.note(…)`: all are written down at its end."""

    def __init__(self, engine: AsyncEngine, lease: UUID) -> None:
        self._engine = engine
        self._lease = lease
        self._noted: list[Settled] = []
        self._rung = asyncio.Event()
        self._ended = False

    def note(self, *settled: Settled) -> None:
        self._noted.extend(settled)
        self._rung.set()

    async def __aenter__(self) -> Self:
        self._writing = asyncio.create_task(self._write())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ended = True
        self._rung.set()
        await self._writing

    async def _write(self) -> None:
        while self._noted or not self._ended:
            if not self._noted:
                self._rung.clear()
                await self._rung.wait()
                continue
            some, self._noted = self._noted, []
            await self._persist(some)

    async def _persist(self, some: Sequence[Settled]) -> None:
        """What is never marked is handed over again once its lease is over."""
        until = time.monotonic() + LONGEST
        while True:
            try:
                return await write_down(self._engine, self._lease, some)
            except (DBAPIError, OSError) as wrong:
                log.warning("mails_not_marked", mails=len(some), error=root_cause(wrong), where=where(wrong))
                if time.monotonic() > until:
                    return None
                await asyncio.sleep(_PAUSE)


async def write_down(engine: AsyncEngine, lease: UUID, settled: Sequence[Settled]) -> None:
    """In a transaction of its own."""
    async with begin(engine) as work:
        if settled and await open_batch(work, lease) is not None:
            await settle(work, lease, settled)
            await work.commit()
