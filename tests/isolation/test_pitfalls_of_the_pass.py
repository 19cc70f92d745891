"""Pitfalls nine to thirteen: a setting that anybody can set, pools, autocommit, the empty string, savepoints."""

from __future__ import annotations

import re
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from commonground.platform.database.addresses import async_url
from commonground.platform.database.engine import PassLeftOverError, make_engine
from stands import MEMBER, WEB, Scene, as_superuser, current_pass, enter, leaks, set_pass, standing

STAFF = "select * from council.staff"
ROOT = Path(__file__).parents[2]

# The pitfall itself: a policy that believes a plain setting.
_SETTING = "nullif(current_setting('commonground.council', true), '')::uuid"
PLAIN_SETTING = (
    "drop policy council on council.staff",
    "drop policy staff_select on council.staff",
    f"create policy plain on council.staff to cg_app using (tenant_id = {_SETTING})",
)


async def test_9_a_setting_is_not_believed(own_scene: Scene) -> None:
    async def forges(scene: Scene) -> bool:
        async with standing(MEMBER, scene) as web:
            for name in ("commonground.council", "app.tenant_id", "identity.council"):
                await web.execute("select set_config($1, $2, true)", name, str(scene.other.id))
            found = leaks(scene, await web.fetch(STAFF))
            mine = await current_pass(web)
            for forged in (str(scene.other.id), mine.replace(str(scene.own.id), str(scene.other.id))):
                await set_pass(web, forged)
                found = found or leaks(scene, await web.fetch(STAFF))
        return found

    assert not await forges(own_scene)
    await as_superuser(own_scene, *PLAIN_SETTING)
    assert await forges(own_scene), "the probe cannot fail"


async def test_10_a_pooled_connection_brings_nothing_along(own_scene: Scene) -> None:
    """One council's request sets what it can for its session and commits; the next request gets the same connection."""
    await as_superuser(own_scene, *PLAIN_SETTING)
    ours = make_engine(own_scene.database.app_url, pool_size=1)
    plain = create_async_engine(async_url(own_scene.database.app_url), pool_size=1)
    try:
        assert not await _left_over(ours, own_scene)
        assert await _left_over(plain, own_scene), "the probe cannot fail"
    finally:
        await ours.dispose()
        await plain.dispose()


async def _left_over(engine: AsyncEngine, scene: Scene) -> bool:
    council = {"council": str(scene.other.id)}
    async with engine.begin() as first:
        process = await first.scalar(text("select pg_backend_pid()"))
        await first.execute(text("select set_config('commonground.council', :council, false)"), council)
        await first.execute(text("select set_config('statement_timeout', '7s', false), pg_advisory_lock(7)"))
    async with engine.begin() as second:
        assert await second.scalar(text("select pg_backend_pid()")) == process
        rows = (await second.execute(text(STAFF))).all()
        locks = text("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
        kept = [await second.scalar(text("show statement_timeout")) == "7s", bool(await second.scalar(locks))]
    return leaks(scene, rows) or any(kept)


async def test_10_a_pass_left_on_a_connection_is_noticed(own_scene: Scene) -> None:
    engine = make_engine(own_scene.database.app_url, pool_size=1)
    try:
        async with engine.begin() as first:
            process = await first.scalar(text("select pg_backend_pid()"))
            await first.execute(text("select set_config('commonground.pass', 'session|left|over', false)"))
        with pytest.raises(PassLeftOverError):
            async with engine.begin():
                pass
        async with engine.begin() as third:
            assert await third.scalar(text("select pg_backend_pid()")) != process
    finally:
        await engine.dispose()


async def test_11_without_a_transaction_a_pass_opens_nothing(own_scene: Scene) -> None:
    """Silently blind, never open. Put back: a pass set for the session, which autocommit would keep."""
    token = {"token": await own_scene.world.token(own_scene.own, "screener")}
    engine = make_engine(own_scene.database.app_url, pool_size=1)

    async def keeps(connection: AsyncConnection) -> bool:
        await connection.execute(text("select * from identity.open_session(:token, true)"), token)
        seen = (await connection.execute(text(STAFF))).all()
        return bool(seen) or bool(await connection.scalar(text("select current_setting('commonground.pass', true)")))

    try:
        async with engine.connect() as connection:
            assert not await keeps(await connection.execution_options(isolation_level="AUTOCOMMIT"))
        await as_superuser(own_scene, await _set_pass_for_the_session(own_scene))
        async with engine.connect() as connection:
            assert await keeps(await connection.execution_options(isolation_level="AUTOCOMMIT")), "it cannot fail"
        with pytest.raises(PassLeftOverError):  # and the pool notices on the next checkout
            async with engine.connect():
                pass
    finally:
        await engine.dispose()


async def _set_pass_for_the_session(scene: Scene) -> str:
    source = await _source(scene, "identity.set_pass(text, uuid, uuid, uuid, text)")
    changed = source.replace("identity.sign_pass(message), true)", "identity.sign_pass(message), false)")
    assert changed != source
    return changed


async def _source(scene: Scene, function: str) -> str:
    connection = await asyncpg.connect(scene.database.owner_url)
    try:
        found: str = await connection.fetchval("select pg_get_functiondef($1::regprocedure)", function)
        return found
    finally:
        await connection.close()


AUTOCOMMIT = re.compile(r"AUTOCOMMIT|autocommit\s*=\s*True|isolation_level")


@pytest.mark.parametrize("room", ["platform", "tenants", "ui", "workers"])
def test_11_nothing_that_serves_councils_uses_autocommit(room: str) -> None:
    assert AUTOCOMMIT.search('engine.execution_options(isolation_level="AUTOCOMMIT")'), "the probe cannot fail"
    sources = [p for p in (ROOT / room).rglob("*.py") if AUTOCOMMIT.search(p.read_text(encoding="utf-8"))]
    assert sources == []


async def test_12_an_empty_setting_is_no_pass(own_scene: Scene) -> None:
    """What a local setting leaves behind is '', not NULL. Put back: a comparison that casts it."""

    async def fails(scene: Scene) -> bool:
        async with standing(MEMBER, scene) as web:
            assert await web.fetch(STAFF)
            await web.execute("rollback")
            assert await current_pass(web) == ""
            await web.execute("begin")
            try:
                return bool(await web.fetch(STAFF))
            except asyncpg.DataError:
                return True

    assert not await fails(own_scene)
    cast = "alter policy council on council.staff using (tenant_id = current_setting('commonground.pass', true)::uuid)"
    await as_superuser(own_scene, cast)
    connection = await asyncpg.connect(own_scene.database.app_url)
    try:  # with the bad policy even one's own rows cannot be read, so the probe's first half is done by hand
        await connection.execute("begin; select set_config('commonground.pass', 'x', true); rollback; begin")
        with pytest.raises(asyncpg.DataError):
            await connection.fetch(STAFF)
    finally:
        await connection.close()


async def test_13_a_savepoint_changes_no_pass(own_scene: Scene) -> None:
    """Put back: a pass that may be opened over another, which a released savepoint would keep."""
    theirs = await own_scene.world.token(own_scene.other, "screener")

    async def changes(scene: Scene) -> bool:
        async with standing(MEMBER, scene) as web:
            await web.execute("savepoint inner_one")
            try:
                await web.fetch("select * from identity.open_session($1, true)", theirs)
                await web.execute("release inner_one")
            except asyncpg.InsufficientPrivilegeError:
                await web.execute("rollback to inner_one")
            return leaks(scene, await web.fetch(STAFF))

    assert not await changes(own_scene)
    source = await _source(own_scene, "identity.set_pass(text, uuid, uuid, uuid, text)")
    await as_superuser(own_scene, source.replace("<> '' then", "= 'never' then"))
    assert await changes(own_scene), "the probe cannot fail"


async def test_13_a_rolled_back_savepoint_takes_its_pass_with_it(scene: Scene) -> None:
    async with standing(WEB, scene) as web:
        await web.execute("savepoint inner_one")
        await enter(web, scene, scene.other)
        await web.execute("rollback to inner_one")
        assert await web.fetch(STAFF) == []
        await enter(web, scene, scene.own)
        assert not leaks(scene, await web.fetch(STAFF))


async def test_13_our_own_sessions_refuse_a_second_council(scene: Scene) -> None:
    engine = make_engine(scene.database.app_url, pooled=False)
    open_pass = text("select * from identity.open_session(:token, true)")
    async with engine.begin() as connection:
        await connection.execute(open_pass, {"token": await scene.world.token(scene.own, "screener")})
        with pytest.raises(DBAPIError, match="a pass is open already"):
            await connection.execute(open_pass, {"token": await scene.world.token(scene.other, "screener")})
    await engine.dispose()
