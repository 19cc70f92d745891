"""Sending what is due, for as long as the worker runs. Several senders may run at once, on one machine or many.

Councils take turns, batch by batch, so that one council's flood waits behind itself. One lane carries urgent mails
alone; the others carry an urgent batch and an ordinary one by turns, so that neither keeps the other waiting."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import asyncpg
import structlog

from commonground.platform.database.engine import make_engine
from commonground.platform.logs import root_cause, where
from commonground.platform.settings import Settings
from commonground.workers.mail.carrying import AWAY, BATCH, Carrier
from commonground.workers.mail.line import Line

log = structlog.get_logger(__name__)

CHANNEL: Final = "commonground_mail"
LANES: Final = 4
POLL: Final = 5.0
"""Seconds between two looks when nobody rang: for what is tried again, and for a NOTIFY that was lost."""
_FIRST_PAUSE: Final = 0.5
_LAST_PAUSE: Final = 30.0


@dataclass(frozen=True)
class Pace:
    """How fast it goes; the defaults are for real life, tests shorten them."""

    lanes: int = LANES
    batch: int = BATCH
    poll: float = POLL
    away: timedelta = AWAY


class Sender:
    """Runs until `stop()`. `url` is the address for role `cg_worker`."""

    def __init__(self, url: str, settings: Settings, pace: Pace | None = None) -> None:
        self._url = url
        self._settings = settings
        self._pace = pace or Pace()
        self._stopped = asyncio.Event()
        self._lanes: list[asyncio.Event] = []

    def stop(self) -> None:
        """Finish the message at hand, put the rest of the batch back, then end. On the sender's own loop."""
        self._stopped.set()
        self._ring()

    async def run(self) -> None:
        engine = make_engine(self._url, pool_size=self._pace.lanes * 2)
        carrier = Carrier(engine, self._settings, self._stopped.is_set, self._pace.batch, self._pace.away)
        only_urgent = 1 if self._pace.lanes > 1 else 0
        try:
            async with self._listening(), asyncio.TaskGroup() as lanes:
                for number in range(self._pace.lanes):
                    lanes.create_task(self._lane(carrier, (True,) if number < only_urgent else (True, False)))
        finally:
            await engine.dispose()

    async def _lane(self, carrier: Carrier, urgencies: tuple[bool, ...]) -> None:
        line, rung, pause = Line(self._settings), asyncio.Event(), _FIRST_PAUSE
        self._lanes.append(rung)
        while not self._stopped.is_set():
            rung.clear()
            try:
                carried = [await carrier.carry(line, urgent=urgent) for urgent in urgencies]
                pause = _FIRST_PAUSE
            except Exception as wrong:  # noqa: BLE001  # whatever it was, other mails still wait
                log.warning("sender_interrupted", error=root_cause(wrong), where=where(wrong))
                await _wait(self._stopped, pause)
                pause = min(pause * 2, _LAST_PAUSE)
                continue
            if not any(carried):
                await line.close_idle()
                await _wait(rung, self._pace.poll)
        await line.close()

    def _ring(self) -> None:
        for lane in self._lanes:
            lane.set()

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        listening = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    async def _listen(self) -> None:
        """Ring when mail is queued. Without a connection the lanes look now and then by themselves."""
        while True:
            gone = asyncio.Event()
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
                async with _connected(self._url) as connection:
                    connection.add_termination_listener(lambda *_, gone=gone: gone.set())
                    await connection.add_listener(CHANNEL, lambda *_: self._ring())
                    self._ring()
                    await gone.wait()
            await asyncio.sleep(_FIRST_PAUSE)


class SendingThread:
    """A sender on a thread and loop of its own, beside the worker's."""

    def __init__(self, url: str, settings: Settings) -> None:
        self._started = threading.Event()
        self._thread = threading.Thread(
            target=asyncio.run, args=(self._run(url, settings),), name="sender", daemon=True
        )
        self._thread.start()
        self._started.wait()

    def stop(self, seconds: float) -> None:
        """Ask it to end, and wait at most so long."""
        with suppress(RuntimeError):  # it has ended already
            self._loop.call_soon_threadsafe(self._sender.stop)
        self._thread.join(seconds)

    async def _run(self, url: str, settings: Settings) -> None:
        self._loop = asyncio.get_running_loop()
        self._sender = Sender(url, settings)
        self._started.set()
        await self._sender.run()


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        yield connection
    finally:
        with suppress(Exception):
            await connection.close(timeout=2)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
