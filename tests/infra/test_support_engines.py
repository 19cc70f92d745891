"""What tests borrow to ask the database: connected once for each loop, and nothing left when it ends."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from engines import lent
from postgres import Database

THERE = "select array_agg(pid) from pg_stat_activity where pid = any(:pids)"


async def _asked(url: str) -> int:
    async with lent(url).connect() as connection:
        return int(await connection.scalar(text("select pg_backend_pid()")) or 0)


async def _twice(url: str) -> list[int]:
    return [await _asked(url), await _asked(url)]


async def _left(url: str, pids: list[int]) -> object:
    """Which of them are still connected, after as long as a server takes to see that somebody hung up."""
    left: object = pids
    for _ in range(100):
        async with lent(url).connect() as connection:
            left = await connection.scalar(text(THERE), {"pids": pids})
        if left is None:
            break
        await asyncio.sleep(0.1)
    return left


def test_a_loop_keeps_its_connection_and_closes_it_as_it_ends(own_database: Database) -> None:
    url = own_database.owner_url
    first, again = asyncio.run(_twice(url))
    assert first == again
    other, _ = asyncio.run(_twice(url))
    assert other != first
    assert asyncio.run(_left(url, [first, other])) is None
