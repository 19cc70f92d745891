"""The chainer: links what stands in the councils' trails, and signs the ends of their chains now and then; receipts of
what crossed between councils it signs each turn.

It runs beside the relay, over a connection of its own with the same role. Several may run at once: each skips a council
whose turn another has. No request ever waits for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import structlog

from commonground.platform.audit.heads import End, Head, HeadFiles, sign
from commonground.platform.audit.keys import PublicKey, SigningKey, signing_key
from commonground.platform.crossings.receipts import sign as sign_receipt
from commonground.platform.logs import root_cause, where
from commonground.platform.settings import Settings

log = structlog.get_logger(__name__)

BATCH = 1_000
"""Links made in one transaction: a council with a great many entries must not keep the others waiting."""
_FIRST_RETRY = 0.2
_LAST_RETRY = 5.0
_COUNCILS = "select * from audit.councils_to_link()"
_LINK = "select audit.link($1, $2)"
_DUE = "select council_id, sequence, hash from audit.heads_due()"
_RECEIPTS = "select id, digest from crossing.receipts_due($1)"
_SIGN_RECEIPT = "select crossing.sign_receipt($1, $2, $3, $4, $5, $6)"
_KEEP = "select audit.keep_head($1, $2, $3, $4, $5, $6, $7)"


@dataclass(frozen=True)
class Pace:
    """Seconds between two turns, and between two signings. An entry is linked soon after its commit."""

    turn: float = 1.0
    heads: float = 300.0


@dataclass(frozen=True)
class Notary:
    """Who signs, and where the signed heads are put down."""

    key: SigningKey
    files: HeadFiles

    @classmethod
    def of(cls, chosen: Settings) -> Notary:
        """Raises `SettingsError` without a key in production."""
        return cls(signing_key(chosen), HeadFiles(chosen.audit_folder))


class Chainer:
    """Runs until `stop()`. `url` is the address for role `cg_relay`."""

    def __init__(self, url: str, notary: Notary, pace: Pace | None = None) -> None:
        self._url = url
        self._notary = notary
        self._pace = pace or Pace()
        self._stopping = asyncio.Event()
        self._sign_at = time.monotonic() + self._pace.heads

    def stop(self) -> None:
        """Sign what there is, then end."""
        self._stopping.set()

    async def run(self) -> None:
        """Serve; when the database goes away, wait a little longer each time and come back."""
        pause = _FIRST_RETRY
        while not self._stopping.is_set():
            try:
                await self._serve()
                pause = _FIRST_RETRY
            except Exception as wrong:  # noqa: BLE001  # whatever it was, entries still wait to be linked
                log.warning("chainer_interrupted", error=root_cause(wrong), where=where(wrong))
                await self._wait(pause)
                pause = min(pause * 2, _LAST_RETRY)
        log.info("chainer_ends")

    async def _serve(self) -> None:
        # Links that a crash undoes are made again. Before a head is signed they are on the disk: see `_sign`.
        quick = {"synchronous_commit": "off"}
        connection = await asyncpg.connect(self._url, timeout=5, command_timeout=30, server_settings=quick)
        try:
            log.info("chainer_runs")
            while not self._stopping.is_set():
                await self.link(connection)
                await self.sign_receipts(connection)
                if time.monotonic() >= self._sign_at:
                    await self.sign(connection)
                    self._sign_at = time.monotonic() + self._pace.heads
                await self._wait(self._pace.turn)
            await self.link(connection)
            await self.sign_receipts(connection)
            await self.sign(connection)
        finally:
            with suppress(Exception):
                await connection.close(timeout=2)

    async def link(self, connection: asyncpg.Connection) -> int:
        """Link everything that waits, a batch of each council by turns; says how many."""
        linked = 0
        due: Sequence[UUID] = [row[0] for row in await connection.fetch(_COUNCILS)]
        while due:
            made = {council: await self._turn(connection, council) for council in due}
            linked += sum(made.values())
            due = [council for council, number in made.items() if number == BATCH]
        return linked

    async def _turn(self, connection: asyncpg.Connection, council: UUID) -> int:
        """One council's trouble must not become another's."""
        try:
            return int(await connection.fetchval(_LINK, council, BATCH))
        except asyncpg.DataError as wrong:
            log.error("council_not_linked", council=str(council), error=root_cause(wrong), where=where(wrong))  # noqa: TRY400  # the traceback would carry values
            return 0

    async def sign(self, connection: asyncpg.Connection) -> int:
        """Sign every chain that has grown, keep the heads in the database and put them into the export; says how many.

        The commit of each head waits for the disk, and with it every link before it: a head in the export that the
        database has forgotten after a crash would look like a trail that was cut."""
        key, kept = self._notary.key, list[Head]()
        for row in await connection.fetch(_DUE):
            head = sign(key, End(UUID(int=row["council_id"].int), row["sequence"], row["hash"]), datetime.now(UTC))
            if await _keep(connection, head, key.public):
                kept.append(head)
        if kept:
            await asyncio.to_thread(self._put_down, kept)
            log.info("chains_signed", chains=len(kept))
        return len(kept)

    async def sign_receipts(self, connection: asyncpg.Connection) -> int:
        """Sign what the two sides of a crossing hold, both copies alike; says how many receipts.

        Their commit waits for the disk: whoever took one out must find it in the database with that very signature."""
        key, signed = self._notary.key, 0
        async with connection.transaction():
            await connection.execute("set local synchronous_commit = on")
            for row in await connection.fetch(_RECEIPTS, BATCH):
                receipt, now = UUID(int=row["id"].int), datetime.now(UTC)
                made = sign_receipt(key, receipt, row["digest"], now)
                given = (receipt, row["digest"], now, key.public.id, made, key.public.text)
                signed += bool(await connection.fetchval(_SIGN_RECEIPT, *given))
        if signed:
            log.info("receipts_signed", receipts=signed)
        return signed

    def _put_down(self, heads: list[Head]) -> None:
        self._notary.files.publish(self._notary.key.public)
        self._notary.files.add(heads)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


async def _keep(connection: asyncpg.Connection, head: Head, key: PublicKey) -> bool:
    """Durable when this returns. False when another process has signed this link."""
    async with connection.transaction():
        await connection.execute("set local synchronous_commit = on")
        end = (head.end.council, head.end.sequence, head.end.hash)
        signed = (head.signed_at, head.key_id, head.signature, key.text)
        return bool(await connection.fetchval(_KEEP, *end, *signed))
