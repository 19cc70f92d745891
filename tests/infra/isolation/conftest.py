"""Two councils with rows in every table, and copies of their database for whoever breaks it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from commonground.platform.councils.onboard import acting_as_setup
from councils import World, make_world
from page_rows import seed_for_pages
from postgres import Database, Server
from watched import Watched


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    async def build() -> World:
        world = await make_world(database)
        await seed_for_pages(world)
        async with acting_as_setup(database.owner_url) as connection:
            # Elsewhere a canary stands in every text; here a text in a queue is what must be noticed.
            codes = "kind = 'referral_received', subject_kind = 'referral'"
            await connection.execute(text(f"update system.outbox set {codes}"))
            await connection.execute(text("update system.schedule set job = 'digest'"))
        return world

    return asyncio.run(build())


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """As `commonground run` leaves it: nobody else's, a key in it."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o755)
    (folder / "mail").mkdir(mode=0o700)
    key = folder / "audit-key"
    key.touch(mode=0o600)
    return folder


@pytest.fixture
def watched(world: World, state: Path) -> Watched:
    """For who changes nothing."""
    return Watched(world.database, state)


@pytest.fixture
def broken(
    server: Server, world: World, state: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Awaitable[Watched]]]:
    """A copy of the database, in which these statements were carried out."""
    with server.clone(request.node.originalname[:40], world.database.name) as clone:

        async def after(*statements: str) -> Watched:
            connection = await asyncpg.connect(clone.owner_url)
            for statement in statements:
                await connection.execute(statement)
            await connection.close()
            return Watched(clone, state)

        yield after
