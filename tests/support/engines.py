"""Engines that tests share. One of one's own has to learn the server and to compile every statement anew, and a new
connection takes longer than what most questions ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlalchemy.util import await_only, greenlet_spawn

from commonground.platform.database.engine import make_engine

Idle = list[ConnectionPoolEntry]


class KeptForItsLoop(NullPool):
    """Connections belong to the loop that opened them: each loop keeps its own, and closes them as it ends."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._idle: WeakKeyDictionary[asyncio.AbstractEventLoop, Idle] = WeakKeyDictionary()
        self._closers: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncGenerator[None]] = WeakKeyDictionary()

    def _do_get(self) -> ConnectionPoolEntry:
        idle = self._idle_here()
        return idle.pop() if idle else self._create_connection()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        self._idle_here().append(record)

    def _idle_here(self) -> Idle:
        loop = asyncio.get_running_loop()
        if loop not in self._idle:
            self._idle[loop] = []
            # Every loop that is ended in order closes the generators that were begun on it.
            self._closers[loop] = _closing(self._idle[loop])
            await_only(anext(self._closers[loop]))
        return self._idle[loop]


async def _closing(idle: Idle) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        for record in idle:
            await greenlet_spawn(record.close)


@lru_cache(maxsize=64)
def lent(url: str) -> AsyncEngine:
    """For one role's `url`, on any loop. Nobody disposes of it."""
    engine = make_engine(url, pooled=False)
    plain = engine.sync_engine.pool
    engine.sync_engine.pool = KeptForItsLoop(
        plain._creator, reset_on_return=plain._reset_on_return, _dispatch=plain.dispatch, dialect=plain._dialect
    )
    return engine
