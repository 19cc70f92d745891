"""The relay's statements on the outbox: which facts are due, which are due again, which are long done.

Councils take turns: each has at most `IN_FLIGHT` facts with the workers, so that one council's flood waits behind
its own and never in front of another's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg

CHANNEL = "commonground_outbox"
IN_FLIGHT = 8
"""What comes in at another council waits behind so many at most: two rounds of one worker's threads."""
PLACE = timedelta(seconds=2)
"""How long a fact keeps its place. What failed, or whose worker died, must not keep the council's others waiting."""
LEASE = timedelta(seconds=6)
"""How long a fact that was sent may take. Then it is sent again, and again after twice as long each time."""
LONGEST_PAUSE = timedelta(hours=1)
KEPT = timedelta(days=30)
_BATCH = 500


def _in_turn(due: str, flying: str, order: str) -> str:
    """Of each council the first facts that are `due`, as many as it has places left by its facts that are `flying` and
    were sent within $2.

    One look into the index for each council finds whose turn it is, however long any council's queue."""
    return f"""
        with recursive council as (
          (select tenant_id from system.outbox where done_at is null and {due} order by tenant_id limit 1)
          union all
          select (select tenant_id from system.outbox o
                   where done_at is null and {due} and o.tenant_id > c.tenant_id order by tenant_id limit 1)
            from council c where c.tenant_id is not null
        ), room as (
          select tenant_id, $1::bigint - (
                   select count(*) from system.outbox o
                    where o.tenant_id = c.tenant_id and done_at is null and sent_at > now() - $2::interval and {flying}
                 ) as places
            from council c where tenant_id is not null
        )
        select found.id from room cross join lateral (
          select id from system.outbox o where o.tenant_id = room.tenant_id and done_at is null and {due}
           order by {order} limit greatest(room.places, 0) for update skip locked
        ) found
    """  # noqa: S608  # made of this module's own words


_CLAIM = _in_turn(due="sent_at is null", flying="attempts = 1", order="occurred_at, id")
# The pause doubles with each attempt, up to the longest. Nothing is ever given up; and what fails again and again has
# places of its own, so that nothing waits behind it.
_CLAIM_AGAIN = _in_turn(
    due="sent_at + least($2::interval * power(2, least(attempts, 30) - 1), $3::interval) <= now()",
    flying="attempts > 1",
    order="sent_at",
)
_SENT = "update system.outbox set sent_at = now(), attempts = attempts + 1 where id = any($1)"
_STANDING = """
    select exists (select from system.outbox where done_at is null and sent_at is null) as unsent,
           exists (select from system.outbox where done_at is null) as undone
"""
# Ids begin with the time they were made at: the key's own index finds the old ones.
_FORGET = f"""
    delete from system.outbox where id in (
      select id from system.outbox where id < $1 and done_at is not null order by id limit {_BATCH}
    ) and done_at < now() - $2::interval
"""  # noqa: S608  # a number of our own


@dataclass(frozen=True)
class Pace:
    """How fast the relay goes; the defaults are for real life, tests shorten them."""

    in_flight: int = IN_FLIGHT
    place: timedelta = PLACE
    lease: timedelta = LEASE
    longest_pause: timedelta = LONGEST_PAUSE
    kept: timedelta = KEPT


@dataclass(frozen=True)
class Standing:
    """Whether facts wait for their council's turn, and whether any at all is not done."""

    unsent: bool
    undone: bool


async def claim(connection: asyncpg.Connection, pace: Pace) -> Sequence[UUID]:
    """Facts never sent, held for this transaction."""
    return _ids(await connection.fetch(_CLAIM, pace.in_flight, pace.place))


async def claim_again(connection: asyncpg.Connection, pace: Pace) -> Sequence[UUID]:
    """Facts sent too long ago and still not done: their message, their worker or their transaction was lost."""
    return _ids(await connection.fetch(_CLAIM_AGAIN, pace.in_flight, pace.lease, pace.longest_pause))


async def mark_sent(connection: asyncpg.Connection, facts: Sequence[UUID]) -> None:
    await connection.execute(_SENT, facts)


async def standing(connection: asyncpg.Connection) -> Standing:
    """What is left to do."""
    row = await connection.fetchrow(_STANDING)
    return Standing(unsent=row["unsent"], undone=row["undone"])


async def forget_done(connection: asyncpg.Connection, pace: Pace, before: UUID) -> int:
    """Delete facts made before this id and done long ago, some at a time; says how many. What they told people stays,
    with the fact's id as its key."""
    done = await connection.execute(_FORGET, before, pace.kept)
    return int(str(done).rpartition(" ")[2])


def _ids(rows: Sequence[asyncpg.Record]) -> Sequence[UUID]:
    return [UUID(int=row["id"].int) for row in rows]
