"""The post round: letters about accounts, taken one at a time, sent, and forgotten.

A letter is claimed in a transaction of its own, and said to be sent in another one: whoever dies in between leaves it
to be sent once more, under the same Message-ID. Several rounds may run at once; each skips what another holds."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextlib import suppress
from typing import Final

import structlog
from dramatiq import Broker, Middleware, Worker
from dramatiq.asyncio import get_event_loop_thread
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.identity.local.letters import ClaimedLetter, LetterKind, subject_of, text_of
from commonground.platform.identity.local.sealing import Seals, UnsealableError
from commonground.platform.logs import root_cause, where
from commonground.platform.mail.sending import Letter, send
from commonground.platform.settings import Settings
from commonground.workers.pool import WorkerPool

log = structlog.get_logger(__name__)

EVERY: Final = 1.0
"""Seconds between two looks. Somebody may be waiting for the link."""
_AFTER_TROUBLE: Final = 10.0
_CLAIM = text("select * from identity.claim_letter()")
_SENT = text("select identity.letter_sent(:letter)")


async def deliver_one(engine: AsyncEngine, settings: Settings) -> bool:
    """Send the letter whose turn it is. False when none is due. A failure leaves it for later; its log line names the
    letter, and neither the address nor what it says."""
    letter = await _claimed(engine)
    if letter is None:
        return False
    try:
        await send(settings, [_written(settings, letter)])
    except Exception as wrong:  # noqa: BLE001  # one letter's trouble must not become another's
        log.warning("letter_not_sent", letter=str(letter.id), error=root_cause(wrong), where=where(wrong))
        return True
    async with engine.begin() as connection:
        await connection.execute(_SENT, {"letter": letter.id})
    return True


async def _claimed(engine: AsyncEngine) -> ClaimedLetter | None:
    async with engine.begin() as connection:
        row = (await connection.execute(_CLAIM)).one_or_none()
    if row is None:
        return None
    return ClaimedLetter(
        row.id, LetterKind(row.kind), row.slug, row.council, row.address, row.token, row.lang, row.created_at
    )


def _written(settings: Settings, letter: ClaimedLetter) -> Letter:
    """Raises `UnsealableError` for a token of another key."""
    token = Seals.of(settings).open_token(letter.token, letter.id) if letter.token else ""
    if letter.token is None and letter.kind in {LetterKind.INVITATION, LetterKind.PASSWORD_RESET}:
        raise UnsealableError
    words = text_of(letter, settings.base_url, token)
    return Letter(letter.address, subject_of(letter.kind, letter.lang), words, id=str(letter.id))


async def go_round(engine: AsyncEngine, settings: Settings) -> None:
    """Until it is cancelled."""
    while True:
        pause = EVERY
        try:
            while await deliver_one(engine, settings):
                pass
        except Exception as wrong:  # noqa: BLE001  # a database that went away comes back
            log.warning("post_interrupted", error=root_cause(wrong), where=where(wrong))
            pause = _AFTER_TROUBLE
        await asyncio.sleep(pause)


class PostRound(Middleware):
    """Goes round beside the actors, on their loop. Stands after the pool, which it needs; without a mail server it does
    not go at all."""

    def __init__(self, settings: Settings, pool: WorkerPool) -> None:
        self._settings = settings
        self._pool = pool
        self._going: Future[None] | None = None

    def after_worker_boot(self, broker: Broker, worker: Worker) -> None:  # noqa: ARG002  # dramatiq's signature
        loop = get_event_loop_thread()
        if loop is None or not self._settings.smtp_url:
            log.info("post_rests")
            return
        self._going = asyncio.run_coroutine_threadsafe(go_round(self._pool.engine, self._settings), loop.loop)

    def before_worker_shutdown(self, broker: Broker, worker: Worker) -> None:  # noqa: ARG002  # dramatiq's signature
        if self._going is not None:
            self._going.cancel()
            with suppress(BaseException):  # cancelled, or whatever it was at: what is not sent is sent later
                self._going.result(timeout=5)
