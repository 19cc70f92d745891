"""What is counted, and how often, is the database's own affair: SQL of somebody's own neither widens nor resets it."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.infra.migrations.run import upgrade
from commonground.platform.database.engine import make_engine
from commonground.platform.database.roles import APP, LOGIN, RELAY, WORKER
from commonground.platform.throttle import REPORT, RETURN_CODE, SIGN_IN, THROTTLES, Throttle, count, start_over
from stands import WEB, Scene, Stand, address, as_superuser, standing

EACH = pytest.mark.parametrize("throttle", THROTTLES, ids=lambda throttle: throttle.bucket)
ROOMS = Path(__file__).parents[2]


async def _nothing(_connection: asyncpg.Connection, _scene: Scene) -> None:
    return None


AT_SIGN_IN = Stand("no pass", LOGIN, _nothing)


@pytest.fixture
async def engines(scene: Scene) -> AsyncIterator[dict[str, AsyncEngine]]:
    found = {role: make_engine(address(scene.database, role), pooled=False) for role in (APP, LOGIN)}
    yield found
    for engine in found.values():
        await engine.dispose()


async def _asked(scene: Scene, query: str) -> list[asyncpg.Record]:
    owner = await asyncpg.connect(scene.database.owner_url)
    try:
        found: list[asyncpg.Record] = await owner.fetch(query)
        return found
    finally:
        await owner.close()


@EACH
async def test_as_often_as_declared_and_no_more(
    scene: Scene, engines: dict[str, AsyncEngine], throttle: Throttle
) -> None:
    engine = engines[throttle.counted_by]
    limit = f"update identity.throttle_limits set allowed = least(allowed, 12) where bucket = '{throttle.bucket}'"
    await as_superuser(scene, limit)
    allowed = min(throttle.allowed, 12)
    answers = [await count(engine, throttle, "somebody") for _ in range(allowed + 2)]
    assert answers == [True] * allowed + [False] * 2
    assert await count(engine, throttle, "somebody else")


async def test_the_database_has_what_the_code_declares(own_scene: Scene) -> None:
    """Every migration writes it anew."""
    await as_superuser(own_scene, "update identity.throttle_limits set allowed = 7, counted_by = 'cg_app'")
    upgrade(own_scene.database.owner_url)
    rows = await _asked(own_scene, "select bucket, allowed, within, counted_by from identity.throttle_limits")
    assert {tuple(row) for row in rows} == {(t.bucket, t.allowed, t.within, t.counted_by) for t in THROTTLES}


async def test_a_caller_chooses_no_limit(scene: Scene, engines: dict[str, AsyncEngine]) -> None:
    for _ in range(RETURN_CODE.allowed):
        assert await count(engines[APP], RETURN_CODE, "guesser")
    generous = replace(RETURN_CODE, allowed=1_000_000, within=timedelta(0))
    assert not await count(engines[APP], generous, "guesser")
    async with standing(WEB, scene) as web:
        for sql in (
            "select identity.count_attempt('return_code', 'guesser', 1000000, interval '0')",
            "select identity.start_over('return_code', 'guesser')",
            "update identity.throttle_limits set allowed = 1000000",
            "delete from identity.throttles",
        ):
            await web.execute("savepoint attempt")
            with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedFunctionError)):
                await web.fetch(sql)
            await web.execute("rollback to attempt")
    assert not await count(engines[APP], RETURN_CODE, "guesser")


@EACH
async def test_each_is_counted_by_one_role(engines: dict[str, AsyncEngine], throttle: Throttle) -> None:
    """So nothing that runs over the pages' pool keeps anybody from signing in."""
    other = APP if throttle.counted_by == LOGIN else LOGIN
    with pytest.raises(DBAPIError, match="that is not counted here"):
        await count(engines[other], throttle, "somebody")


async def test_put_back_a_count_for_everybody_the_probe_fails(own_scene: Scene) -> None:
    """Put back: limits that any role may count."""
    probe = "select identity.count_attempt('sign_in', 'nobody yet')"
    async with standing(WEB, own_scene) as web:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await web.fetch(probe)
    await as_superuser(own_scene, "update identity.throttle_limits set counted_by = 'cg_app'")
    async with standing(WEB, own_scene) as web:
        assert await web.fetchval(probe)


@pytest.mark.parametrize("bucket", ["'no such'", "null", "''", "'SIGN_IN'"])
async def test_what_nobody_declared_is_not_counted(scene: Scene, bucket: str) -> None:
    async with standing(AT_SIGN_IN, scene) as login:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await login.fetch(f"select identity.count_attempt({bucket}, 'somebody')")


async def test_starting_over_counts_as_the_first_attempt(scene: Scene, engines: dict[str, AsyncEngine]) -> None:
    for _ in range(SIGN_IN.allowed + 3):
        await count(engines[LOGIN], SIGN_IN, "office")
    await start_over(engines[LOGIN], SIGN_IN, "office")
    left = [await count(engines[LOGIN], SIGN_IN, "office") for _ in range(SIGN_IN.allowed)]
    assert left == [True] * (SIGN_IN.allowed - 1) + [False]


async def test_nobody_starts_over_what_others_count(scene: Scene, engines: dict[str, AsyncEngine]) -> None:
    for _ in range(3):
        await count(engines[APP], REPORT, "flood")
    await start_over(engines[LOGIN], REPORT, "flood")
    kept = "select attempts from identity.throttles where key_hash = sha256('flood')"
    assert [row["attempts"] for row in await _asked(scene, kept)] == [3]


@pytest.mark.parametrize("role", [WORKER, RELAY])
async def test_nobody_else_counts(scene: Scene, role: str) -> None:
    async with standing(Stand("no pass", role, _nothing), scene) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("select identity.count_attempt('report', 'somebody')")


def test_every_throttle_of_the_code_is_in_the_table() -> None:
    """A throttle made elsewhere would have no limit in the database, and fail at its first attempt."""
    made: list[str] = []
    for room in ("platform", "tenants", "ui", "workers", "infra"):
        for path in (ROOMS / room / "commonground").rglob("*.py"):
            calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
            if any(isinstance(call.func, ast.Name) and call.func.id == "Throttle" for call in calls):
                made.append(path.name)
    assert made == ["throttle.py"]
    assert len({throttle.bucket for throttle in THROTTLES}) == len(THROTTLES)
