"""The neighbour is seen by nobody, and nothing of it is there afterwards, whatever happens."""

from __future__ import annotations

import asyncpg
import pytest

from commonground.infra.isolation.ground import NoSuchCouncilError, made_ground
from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.roles import APP
from commonground.platform.isolation.report import Part, PartKind, Verdict
from councils import World, make_world
from postgres import Database
from watched import Watched


async def rows(database: Database) -> dict[str, int]:
    """How many there are in each table, for somebody who sees everything."""
    connection = await asyncpg.connect(database.owner_url)
    try:
        names = [table.fullname for table in all_tables().sorted_tables]
        return {name: await connection.fetchval(f"select count(*) from {name}") for name in names}
    finally:
        await connection.close()


async def test_nothing_is_left_and_nothing_was_seen_meanwhile(watched: Watched) -> None:
    before = await rows(watched.database)
    for below in ("/contexts", "/operator", "/councils", "/larkmere/report"):
        await watched.routes(below)
    await watched.part(PartKind.QUEUES)
    assert await rows(watched.database) == before
    async with made_ground(watched.settings.database_url, "larkmere") as ground:
        assert await rows(watched.database) == before
        public = await asyncpg.connect(watched.database.app_url)
        slugs = await public.fetch("select slug from commons.councils order by slug")
        assert [row[0] for row in slugs] == ["hallowdene", "larkmere"]
        entered = await public.fetch("select * from identity.open_session($1, false)", ground.neighbour.staff)
        assert entered == []
        await public.close()


async def test_nothing_is_left_after_a_crash(watched: Watched) -> None:
    before = await rows(watched.database)

    def crash(part: Part) -> None:
        if part.kind is PartKind.ROWS:
            raise RuntimeError("a crash")

    with pytest.raises(RuntimeError, match="a crash"):
        await watched.report(tell=crash)
    assert await rows(watched.database) == before


async def test_nothing_is_left_when_the_connection_is_lost(watched: Watched) -> None:
    before = await rows(watched.database)
    connection = await asyncpg.connect(watched.settings.database_url)
    async with made_ground(watched.settings.database_url, "larkmere") as ground:
        pid = await ground.connection.fetchval("select pg_backend_pid()")
        await connection.execute("select pg_terminate_backend($1)", pid)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
            await ground.connection.execute("select 1")
    await connection.close()
    assert await rows(watched.database) == before


async def test_the_neighbour_gets_in_at_home(watched: Watched) -> None:
    async with made_ground(watched.settings.database_url, "larkmere") as ground, ground.acting(APP) as web:
        opened = await web.fetchrow("select * from identity.open_session($1, false)", ground.neighbour.staff)
        assert opened["council_id"] == ground.neighbour.id
        assert await web.fetchval("select count(*) from council.staff") == 2


async def test_nobody_of_that_name(watched: Watched) -> None:
    with pytest.raises(NoSuchCouncilError):
        await watched.report("nowhere")


@pytest.fixture
async def small(own_database: Database) -> World:
    return await make_world(own_database)


async def test_where_a_small_council_has_nothing_a_row_stands_in(small: World, watched: Watched) -> None:
    part = await Watched(small.database, watched.state).part(PartKind.ROWS)
    assert part.verdict is Verdict.GREEN
    assert part.coverage[0].covered == part.coverage[0].of
    assert "tenants.referrals" in part.notes[0]
