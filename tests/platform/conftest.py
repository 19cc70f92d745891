"""Two councils for each module, and the web's role: a module that needs other ones says so itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.database.engine import make_engine
from councils import World, make_world
from postgres import Database


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


@pytest.fixture
async def app(world: World) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(world.database.app_url, pooled=False)
    yield engine
    await engine.dispose()
