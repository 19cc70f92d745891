"""The neighbour is seen by nobody, and nothing of it is there afterwards, whatever happens."""

from __future__ import annotations

import asyncpg
import pytest

from commonground.infra.isolation.ground import NoSuchCouncilError, made_ground
from commonground.infra.isolation.rows import try_rows
from commonground.infra.isolation.stand_ins import of_councils
from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.roles import APP
from commonground.platform.isolation.report import Part, PartKind, Verdict
from councils import World, make_world
from crossing_rows import THIRD
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
        assert [row[0] for row in slugs] == ["hallowdene", "larkmere", THIRD]
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


SAVES = (
    "insert into council.notice_rules (tenant_id, id, unread_hours, most_at_once) values ($1, gen_random_uuid(), 4, 3)",
    "insert into system.mail_turns (tenant_id, urgent, taken_at) values ($1, true, now()), ($1, false, now())",
)
ENTRY = "insert into audit.entries (tenant_id, id, at, action) values ($1, gen_random_uuid(), now(), 'read_referral')"


async def test_nobodys_save_waits_for_what_stands_in(small: World) -> None:
    """Neither for a key of its own nor for a row that it locks, before the rows are tried and while pages are."""
    async with made_ground(small.database.owner_url, "larkmere") as ground:
        await save_everything(small)
        await try_rows(ground)
        await save_everything(small)


async def save_everything(world: World) -> None:
    connection = await asyncpg.connect(world.database.owner_url)
    try:
        step = connection.transaction()
        await step.start()
        await connection.execute("set local lock_timeout = '200ms'; set local role cg_setup")
        for save in SAVES:
            await connection.execute(save, world.larkmere.id)
        for name, (_, column) in of_councils().items():
            await connection.execute(f"select 1 from {name} where {column} = $1 for update", world.larkmere.id)
        await step.rollback()
    finally:
        await connection.close()


async def test_two_reports_at_once_are_not_in_each_others_way(small: World) -> None:
    """Each makes up a row in every table, those with one row to a council included."""
    async with made_ground(small.database.owner_url, "larkmere") as first:
        await try_rows(first)
        async with made_ground(small.database.owner_url, "larkmere") as second:
            part = await try_rows(second)
    assert part.verdict is Verdict.GREEN
    assert "council.notice_rules" in part.notes[0]
    assert "system.mail_turns" in part.notes[0]


async def test_what_waits_may_be_gone_before_it_is_tried(small: World) -> None:
    """The worker that chains the audit takes what waits at any moment."""
    connection = await asyncpg.connect(small.database.owner_url)
    await connection.execute(ENTRY, small.larkmere.id)
    async with made_ground(small.database.owner_url, "larkmere") as ground:
        gone = await connection.execute("delete from audit.waiting where tenant_id = $1", small.larkmere.id)
        part = await try_rows(ground)
    await connection.close()
    assert gone == "DELETE 1"
    assert part.uncovered == ()
    assert part.verdict is Verdict.GREEN
