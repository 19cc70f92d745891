"""The signed pass: what it opens, and what it refuses. Design: `platform/database/sql/010_pass.sql`."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import open_session
from commonground.platform.work import begin
from councils import World, count_rows, make_world
from postgres import Database


@pytest.fixture
async def world(own_database: Database) -> World:
    return await make_world(own_database)


@pytest.fixture
async def app(world: World) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(world.database.app_url, pooled=False)
    yield engine
    await engine.dispose()


async def test_without_a_pass_nothing_is_seen(app: AsyncEngine) -> None:
    async with begin(app) as work:
        assert await count_rows(work.connection, "council.staff") == 0


async def test_a_session_sees_its_own_council_alone(app: AsyncEngine, world: World) -> None:
    token = await world.token(world.larkmere, "screener")
    async with begin(app) as work:
        actor = await open_session(work, token)
        assert actor is not None
        assert actor.council_id == world.larkmere.id
        councils = (await work.connection.execute(text("select distinct tenant_id from council.staff"))).scalars().all()
    assert councils == [world.larkmere.id]


async def test_a_forged_pass_sees_nothing(app: AsyncEngine, world: World) -> None:
    forged = f"session|{world.hallowdene.id}|{world.hallowdene.id}|||{'0' * 64}"
    async with begin(app) as work:
        await work.connection.execute(text("select set_config('commonground.pass', :p, true)"), {"p": forged})
        assert await count_rows(work.connection, "council.staff") == 0


async def test_a_pass_replayed_in_the_next_transaction_sees_nothing(app: AsyncEngine, world: World) -> None:
    token = await world.token(world.larkmere, "screener")
    async with app.connect() as connection:
        await connection.execute(text("select * from identity.open_session(:t, true)"), {"t": token})
        stolen = await connection.scalar(text("select current_setting('commonground.pass')"))
        assert await count_rows(connection, "council.staff") > 0
        await connection.rollback()
        await connection.execute(text("select set_config('commonground.pass', :p, true)"), {"p": stolen})
        assert await count_rows(connection, "council.staff") == 0


async def test_one_council_to_a_transaction(app: AsyncEngine, world: World) -> None:
    first = await world.token(world.larkmere, "screener")
    second = await world.token(world.hallowdene, "screener")
    async with begin(app) as work:
        await open_session(work, first)
        with pytest.raises(DBAPIError, match="a pass is open already"):
            await open_session(work, second)


async def test_the_web_role_cannot_make_a_session(app: AsyncEngine, world: World) -> None:
    async with app.connect() as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(
                text(
                    "select * from identity.sign_in('larkmere', :i, 'larkmere-admin', 'x', '{council_admin}', 't', 'a')"
                ),
                {"i": world.larkmere.issuer},
            )
