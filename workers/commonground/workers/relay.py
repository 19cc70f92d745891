"""The relay: hands facts that have committed to the broker, and hands them on again until they are done. Its process
also chains the councils' trails (`chain.py`).

Start it as `python -m commonground.workers.relay`. Several may run at once: each skips what another holds."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from uuid import UUID

import asyncpg
import structlog

from commonground.platform.logs import configure_logs, root_cause, where
from commonground.platform.settings import Settings, settings
from commonground.workers import minting, outbox
from commonground.workers.broker import needed, rabbitmq
from commonground.workers.chain import Chainer, Notary
from commonground.workers.doorbell import Bell, BrokerBell, DatabaseBell
from commonground.workers.sweep import EVERY, sweep

log = structlog.get_logger(__name__)

SWEEP = 5.0
"""Seconds between two looks when nobody rang: a NOTIFY may be lost with its connection."""
WATCH = 1.0
"""Seconds between two looks while a fact is not done: a worker that died must not keep it for long."""
_TURN = 0.03
_LONGEST_TURN = 1.0
_FIRST_RETRY = 0.2
_LAST_RETRY = 5.0
_BETWEEN_CLEANINGS = 3600.0

Claim = Callable[[asyncpg.Connection, outbox.Pace], Awaitable[Sequence[UUID]]]


class Relay:
    """Runs until `stop()`. `url` is the address for role `cg_relay`."""

    def __init__(self, url: str, bell: Bell, pace: outbox.Pace | None = None) -> None:
        self._url = url
        self._bell = bell
        self._pace = pace or outbox.Pace()
        self._stopping = False
        self._rung = asyncio.Event()
        self._clean_at = 0.0
        self._expire_at = 0.0
        self._sweep_at = 0.0
        self._mint_at = 0.0

    def stop(self) -> None:
        """Finish the claim at hand, then end."""
        self._stopping = True
        self._rung.set()

    async def run(self) -> None:
        """Serve; when the database or the broker goes away, wait a little longer each time and come back."""
        pause = _FIRST_RETRY
        while not self._stopping:
            began = time.monotonic()
            try:
                async with self._listening() as connection:
                    log.info("relay_listens")
                    await self._serve(connection)
            except Exception as wrong:  # noqa: BLE001  # whatever it was, facts still wait to be handed on
                log.warning("relay_interrupted", error=root_cause(wrong), where=where(wrong))
                pause = _FIRST_RETRY if time.monotonic() - began > SWEEP else min(pause * 2, _LAST_RETRY)
                await self._wait(pause)
        log.info("relay_ends")

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[asyncpg.Connection]:
        # A mark that a crash undoes is made again, so that no commit here has to wait for the disk.
        quick = {"synchronous_commit": "off"}
        connection = await asyncpg.connect(self._url, timeout=5, command_timeout=30, server_settings=quick)
        try:
            await connection.add_listener(outbox.CHANNEL, lambda *_: self._rung.set())
            connection.add_termination_listener(lambda *_: self._rung.set())
            yield connection
        finally:
            with suppress(Exception):
                await connection.close(timeout=2)

    async def _serve(self, connection: asyncpg.Connection) -> None:
        turn = _TURN
        while not self._stopping:
            self._rung.clear()
            sent = await self._hand_on(connection, outbox.claim)
            await self._sweep(connection)
            left = await outbox.standing(connection)
            if sent or left.unsent:
                turn = _TURN if sent else min(turn * 2, _LONGEST_TURN)
                await asyncio.sleep(turn)
            else:
                turn = _TURN
                await self._wait(WATCH if left.undone else SWEEP)

    async def _sweep(self, connection: asyncpg.Connection) -> None:
        """Now and then, also while it is busy: what has fallen due, what was sent and not done, what was done long ago,
        and what is over."""
        if time.monotonic() >= self._mint_at:
            await minting.mint(connection)
            self._mint_at = time.monotonic() + minting.EVERY
        if time.monotonic() >= self._sweep_at:
            again = await self._hand_on(connection, outbox.claim_again)
            if again:
                log.info("facts_sent_again", facts=again)
            self._sweep_at = time.monotonic() + WATCH
        if time.monotonic() >= self._clean_at:
            await self._clean(connection)
            self._clean_at = time.monotonic() + _BETWEEN_CLEANINGS
        if time.monotonic() >= self._expire_at:
            await sweep(connection)
            self._expire_at = time.monotonic() + EVERY

    async def _hand_on(self, connection: asyncpg.Connection, claim: Claim) -> int:
        """Claim, ring and mark in one transaction: a crash anywhere in it leaves the facts to be claimed again."""
        async with connection.transaction():
            facts = await claim(connection, self._pace)
            if facts:
                await self._bell.ring(connection, facts)
                await outbox.mark_sent(connection, facts)
        return len(facts)

    async def _clean(self, connection: asyncpg.Connection) -> None:
        before = oldest_id(self._pace.kept)
        gone = 0
        while some := await outbox.forget_done(connection, self._pace, before):
            gone += some
        if gone:
            log.info("old_facts_deleted", facts=gone)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)


def oldest_id(kept: timedelta) -> UUID:
    """The lowest id (version 7) of a row made `kept` ago: ids begin with their milliseconds."""
    milliseconds = int((time.time() - kept.total_seconds()) * 1000)
    return UUID(int=milliseconds << 80)


def bell_for(chosen: Settings) -> Bell:
    return BrokerBell(rabbitmq(chosen.broker_url, [])) if chosen.broker_url else DatabaseBell()


async def _run(chosen: Settings) -> None:
    url, bell = needed(chosen.database_relay_url, "DATABASE_RELAY_URL"), bell_for(chosen)
    relay, chainer = Relay(url, bell), Chainer(url, Notary.of(chosen))

    def stop() -> None:
        relay.stop()
        chainer.stop()

    for ending in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(ending, stop)
    await asyncio.gather(relay.run(), chainer.run())
    bell.close()


def main() -> None:
    configure_logs()
    asyncio.run(_run(settings()))


if __name__ == "__main__":
    main()
