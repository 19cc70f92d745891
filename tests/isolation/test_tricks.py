"""What an attacker with any SQL they like tries in a valid session of their own council, beyond plain statements."""

from __future__ import annotations

import re

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from commonground.platform.database.addresses import async_url
from commonground.platform.database.engine import make_engine
from stands import MEMBER, WEB, Scene, as_superuser, current_pass, enter, leaks, set_pass, standing

STAFF = "select * from council.staff"

REFUSED = (
    "set role cg_owner", "set role cg_definer", "set role cg_setup", "set role cg_login", "set role cg_worker",
    "set session authorization cg_worker", "select set_config('role', 'cg_owner', true)",
    "select set_config('session_replication_role', 'replica', true)", "grant cg_app to cg_login", "create role other",
    "alter role cg_app superuser", "alter role cg_app bypassrls", "alter role cg_login password 'x'",
    "alter role cg_worker set search_path = public", "alter database postgres set search_path = public",
    "create temp table sessions (id uuid)", "create temp view staff as select 1", "create schema other",
    "create function public.sha256(bytea) returns bytea language sql as 'select $1'",
    "create function pg_temp.sha256(bytea) returns bytea language sql as 'select $1'",
    "create operator public.= (leftarg = uuid, rightarg = uuid, function = uuid_ne)",
    "create table public.kept (words text)", "create extension pg_trgm schema tenants", "create extension dblink",
    "create event trigger spy on ddl_command_end execute function identity.wake_relay()", "create database other",
    "create publication spy for all tables", "create subscription spy connection 'host=x' publication spy",
    "create server spy foreign data wrapper postgres_fdw", "create language plpython3u",
    "copy tenants.contexts from program 'true'", "copy (select 1) to program 'true'", "copy (select 1) to '/tmp/x'",
    "copy tenants.contexts from '/etc/passwd'", "select pg_read_file('/etc/passwd')", "select pg_ls_dir('.')",
    "select lo_import('/etc/passwd')", "select lo_export(1, '/tmp/x')", "select * from pg_largeobject",
    "select * from pg_authid", "select * from pg_shadow", "select * from pg_statistic",
    "select * from pg_hba_file_rules", "select * from pg_subscription", "load 'auto_explain'",
    "select pg_reload_conf()", "select pg_stat_reset()",
    "select pg_create_logical_replication_slot('spy', 'pgoutput')", "alter system set fsync = off", "checkpoint",
    "select pg_terminate_backend(pg_backend_pid())", "select pg_cancel_backend(pg_backend_pid())",
    "select lo_creat(-1)", "select lo_create(0)", "select lo_from_bytea(0, 'x')",
    "alter role cg_relay set statement_timeout = 1", "alter role all set statement_timeout = 1",
    "reassign owned by cg_owner to cg_app", "drop owned by cg_owner", "comment on role cg_app is 'x'",
    "set local row_security = off; select * from tenants.contexts",
)  # fmt: skip


@pytest.mark.parametrize("sql", REFUSED)
async def test_what_only_others_may_do_is_refused(scene: Scene, sql: str) -> None:
    async with standing(MEMBER, scene) as web:
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.PostgresError)) as refused:
            await web.execute(sql)
    assert not leaks(scene, refused.value.as_dict())


async def test_shadows_of_our_names_are_not_looked_at(own_scene: Scene) -> None:
    """Even with temporary tables allowed, and a search path of one's own, the definer functions use what is pinned."""
    await as_superuser(own_scene, f'grant temporary on database "{own_scene.database.name}" to cg_app')
    token = await own_scene.world.token(own_scene.own, "screener")
    async with standing(WEB, own_scene) as web:
        for sql in (
            "create temp table sessions as select 1 as id",
            "create temp table pass_keys (inner_pad bytea, outer_pad bytea)",
            "create function pg_temp.sha256(bytea) returns bytea language sql as $$ select ''::bytea $$",
            "create function pg_temp.pg_backend_pid() returns int language sql as 'select 1'",
            "create function pg_temp.transaction_timestamp() returns timestamptz language sql as 'select now()'",
            "create function pg_temp.concat_ws(text, variadic text[]) returns text language sql as $$ select 'x' $$",
            "set local search_path = pg_temp, tenants, identity, pg_catalog",
        ):  # fmt: skip
            await web.execute(sql)
        assert await web.fetch("select * from identity.open_session($1, true)", token)
        assert str(own_scene.own.id) in await current_pass(web)
        assert not leaks(own_scene, await web.fetch(STAFF))
        await set_pass(web, f"session|{own_scene.other.id}||||{''.ljust(64, '0')}")
        assert await web.fetch(STAFF) == []


async def test_a_kept_plan_asks_for_the_pass_each_time(scene: Scene) -> None:
    connection = await asyncpg.connect(scene.database.app_url)
    try:
        await connection.execute("set plan_cache_mode = force_generic_plan")
        kept = await connection.prepare(STAFF)
        for council, foreign in ((scene.other, scene.own), (scene.own, scene.other)):
            await connection.execute("begin")
            assert await kept.fetch() == []
            await enter(connection, scene, council)
            rows = await kept.fetch()
            assert {row["tenant_id"] for row in rows} == {council.id}
            assert str(foreign.id) not in str(rows)
            await connection.execute("commit")
            assert await kept.fetch() == []
    finally:
        await connection.close()


async def test_a_cursor_sees_what_its_pass_saw(scene: Scene) -> None:
    async with standing(WEB, scene) as web:
        await web.execute(f"declare early cursor for {STAFF}")
        await web.execute("savepoint before")
        await enter(web, scene, scene.own)
        assert not leaks(scene, await web.fetch("fetch all from early"))
        await web.execute("rollback to before")
        await web.execute(f"declare late cursor for {STAFF}")
        assert await web.fetch("fetch all from late") == []


async def test_a_held_cursor_is_closed_before_the_next_request(scene: Scene) -> None:
    """Put back: a pool that hands the connection on as it is."""
    ours = make_engine(scene.database.app_url, pool_size=1)
    plain = create_async_engine(async_url(scene.database.app_url), pool_size=1)
    try:
        assert not await _held(ours, scene)
        assert await _held(plain, scene), "the probe cannot fail"
    finally:
        await ours.dispose()
        await plain.dispose()


async def _held(engine: AsyncEngine, scene: Scene) -> bool:
    token = await scene.world.token(scene.other, "screener")
    async with engine.begin() as theirs:
        await theirs.execute(text("select * from identity.open_session(:token, true)"), {"token": token})
        await theirs.execute(text(f"declare kept cursor with hold for {STAFF}"))
    async with engine.begin() as mine:
        if not await mine.scalar(text("select count(*) from pg_cursors where name = 'kept'")):
            return False
        return leaks(scene, (await mine.execute(text("fetch all from kept"))).all())


async def test_statistics_of_rows_are_hidden(own_scene: Scene) -> None:
    await as_superuser(own_scene, "analyze")
    sql = "select most_common_vals::text, histogram_bounds::text from pg_stats where schemaname = 'council'"
    async with standing(MEMBER, own_scene) as web:
        assert await web.fetch(sql) == []


async def test_estimates_tell_nothing_of_anybodys_words(own_scene: Scene) -> None:
    """EXPLAIN says how many rows the planner expects. Put back: statistics of names, taken over all councils."""
    many = "insert into council.teams (tenant_id, id, name, kind) select '{0}', gen_random_uuid(), {1}, 'locality'"
    await as_superuser(
        own_scene,
        "alter table council.teams drop constraint uq_teams_tenant_id_name",
        many.format(own_scene.other.id, "'Often used'") + " from generate_series(1, 500)",
        many.format(own_scene.own.id, "md5(g::text)") + " from generate_series(1, 1500) g",
        "analyze council.teams",
    )

    async def estimates_differ() -> bool:
        async with standing(MEMBER, own_scene) as web:
            plans = [await web.fetch(f"explain select 1 from council.teams where name = '{name}'")
                     for name in ("Often used", "Never used")]  # fmt: skip
        rows = [re.findall(r"rows=(\d+)", str(plan)) for plan in plans]
        return rows[0] != rows[1]

    assert not await estimates_differ()
    await as_superuser(
        own_scene, "alter table council.teams alter column name set statistics -1", "analyze council.teams"
    )
    assert await estimates_differ(), "the probe cannot fail"


async def test_a_pass_taken_over_a_commit_in_one_message_stays_in_its_council(scene: Scene) -> None:
    """Several transactions in one message share a time stamp, so a pass can be used again there: by its own council."""
    async with standing(MEMBER, scene) as web:
        mine = await current_pass(web)
        await web.execute("rollback")
        await web.execute(
            f"begin; select set_config('commonground.pass', '{mine}', true);"
            " select set_config('test.seen', (select count(*)::text from council.staff), false); commit"
        )
        assert await web.fetchval("select current_setting('test.seen')") == "0"


async def test_ways_to_run_text_as_sql_meet_the_same_policies(scene: Scene) -> None:
    for sql in (
        "select query_to_xml('select * from council.staff', true, false, '')",
        "select table_to_xml('council.staff', true, false, '')",
        "select schema_to_xml('council', true, false, '')",
        "select database_to_xml(true, false, '')",
        "select ts_stat('select to_tsvector(display_name) from council.staff')",
        "do $$ declare r record; begin for r in select * from council.staff loop raise notice '%', r; end loop; end $$",
    ):
        async with standing(MEMBER, scene) as web:
            heard: list[str] = []
            web.add_log_listener(lambda _connection, message, heard=heard: heard.append(str(message)))
            try:
                said = str(await web.fetch(sql))
            except asyncpg.PostgresError as error:
                said = str(error.as_dict())
            assert not leaks(scene, said + str(heard)), sql


async def test_a_public_pass_cannot_read_back_what_it_put_in(scene: Scene) -> None:
    insert = (
        "insert into tenants.report_drafts (tenant_id, id, token_hash, answers, saved_at, expires_at)"
        " values ($1, gen_random_uuid(), $2, '{}', now(), now())"
    )
    async with standing(WEB, scene) as web:
        await web.fetch("select * from identity.open_intake($1, null)", scene.other.slug)
        assert await web.execute(insert, scene.other.id, b"one") == "INSERT 0 1"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await web.fetch(insert + " returning *", scene.other.id, b"two")


async def test_a_violated_constraint_says_nothing_of_the_row(own_scene: Scene) -> None:
    """Over tables with row security PostgreSQL leaves the row out of its errors, so neither client nor log has it."""
    name = own_scene.row(own_scene.own, "council.teams")["name"]
    again = f"'{own_scene.own.id}', gen_random_uuid(), '{name}', 'locality'"
    async with standing(MEMBER, own_scene) as web:
        for sql in (
            f"insert into council.teams (tenant_id, id, name, kind) values ({again})",
            "update council.teams set kind = 'none of the three'",
            "update tenants.contexts set team_id = gen_random_uuid()",
            "update tenants.contexts set name = null",
        ):
            await web.execute("savepoint wrong")
            with pytest.raises(asyncpg.IntegrityConstraintViolationError) as error:
                await web.execute(sql)
            await web.execute("rollback to wrong")
            assert "canary" not in str(error.value.as_dict())
