"""The broker is a doorbell: a message says “look at this fact” and carries nothing but its id.

What is to be done stands in the outbox. A message may be lost, doubled or late; the relay rings again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from uuid import UUID

import asyncpg
from dramatiq import Broker, Message

QUEUE = "facts"
ACTOR = "carry_out"

# Same form and same wake-up as the broker's library, but within the relay's own transaction. A message that a worker
# holds or has given up is put back; one that still waits is left alone. Rows that somebody else holds are skipped: the
# relay never waits for a worker's lock while it holds locks itself.
_PUT_BACK = """
    with held as (
      select message_id from broker.queue where message_id = any($1) and state <> 'queued' for update skip locked
    )
    update broker.queue q set state = 'queued', worker_id = null, consumed_at = null, mtime = now(),
           available_at = now()
      from held where q.message_id = held.message_id
"""
_PUT_IN = """
    insert into broker.queue (queue_name, message_id, state, message)
    select $1, m.id, 'queued', m.body from unnest($2::uuid[], $3::jsonb[]) as m (id, body)
    on conflict (message_id) do nothing
"""
_RING = f"select pg_notify('dramatiq.{QUEUE}.enqueue', '')"


def message_for(fact_id: UUID) -> Message[Any]:
    """The message about a fact. It has the fact's id, so that the same fact never stands in the queue twice."""
    return Message(QUEUE, ACTOR, (str(fact_id),), {}, {}, message_id=str(fact_id))


class Bell(Protocol):
    """How the relay rings: `connection` is in the transaction that claimed the facts."""

    async def ring(self, connection: asyncpg.Connection, facts: Sequence[UUID]) -> None: ...

    def close(self) -> None: ...


class DatabaseBell:
    """The default: the queue stands in the same database, so claim and message commit together."""

    async def ring(self, connection: asyncpg.Connection, facts: Sequence[UUID]) -> None:
        bodies = [message_for(fact).encode().decode() for fact in facts]
        await connection.execute(_PUT_BACK, facts)
        await connection.execute(_PUT_IN, QUEUE, facts, bodies)
        await connection.execute(_RING)

    def close(self) -> None:
        """Nothing to close: the connection is the relay's."""


class BrokerBell:
    """For a broker elsewhere. Its client blocks, so it has a thread of its own; it confirms each message."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="doorbell")

    async def ring(self, connection: asyncpg.Connection, facts: Sequence[UUID]) -> None:  # noqa: ARG002  # see Bell
        await asyncio.get_running_loop().run_in_executor(self._thread, self._put, tuple(facts))

    def _put(self, facts: Sequence[UUID]) -> None:
        for fact in facts:
            self._broker.enqueue(message_for(fact))

    def close(self) -> None:
        self._thread.submit(self._broker.close).result()
        self._thread.shutdown()
