"""How the way from a fact to its effects is doing, for /readyz and /metrics: ages, numbers, and whether the broker
answers."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_OLDEST = text("select system.oldest_waiting()")
_WAITING = text("select what, number from system.waiting()")
_OLDEST_MAIL = text("select system.oldest_mail()")
# What an AMQP 0-9-1 client says first; a broker answers with a frame of type 1, anything else does not.
_AMQP_GREETING = b"AMQP\x00\x00\x09\x01"
_AMQP_METHOD = b"\x01"
_PORTS = {"amqp": 5672, "amqps": 5671}
_PATIENCE = 2.0


async def outbox_age(connection: AsyncConnection) -> timedelta:
    """For how long the oldest fact has waited for its effects; nought when none waits.

    A few seconds are usual under load. Minutes mean that no worker or no relay runs, or that one fact fails each time
    it is tried: the worker's log then names it (`fact_failed`). It is no reason to stop serving pages."""
    age: timedelta = await connection.scalar(_OLDEST) or timedelta()
    return age


async def mail_age(connection: AsyncConnection) -> timedelta:
    """For how long the oldest mail that is to be sent has waited; nought when none waits.

    Minutes mean that no worker runs, or that the mail server is away or says “later”."""
    age: timedelta = await connection.scalar(_OLDEST_MAIL) or timedelta()
    return age


async def waiting(connection: AsyncConnection) -> dict[str, int]:
    """How many facts and mails wait, and how many mails nobody received: of all councils together."""
    return {row.what: row.number for row in await connection.execute(_WAITING)}


async def broker_answers(url: str) -> bool:
    """Whether the broker at `url` answers. Without one the database is the broker, and answering is its own matter."""
    if not url:
        return True
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            return await _greeted(url)
    return False


async def _greeted(url: str) -> bool:
    address = urlsplit(url)
    port = address.port or _PORTS.get(address.scheme, _PORTS["amqp"])
    reader, writer = await asyncio.open_connection(address.hostname, port, ssl=address.scheme == "amqps" or None)
    try:
        writer.write(_AMQP_GREETING)
        await writer.drain()
        return await reader.read(1) == _AMQP_METHOD
    finally:
        writer.close()
