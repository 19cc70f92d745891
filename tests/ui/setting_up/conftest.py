"""Two councils beside those that come on, behind the whole application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from councils import World, make_world
from postgres import Database
from told import tell
from web import Site, running_site


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


@pytest.fixture(autouse=True)
async def unhurried(world: World) -> None:
    """No test counts against the next one."""
    await tell(world, "delete from identity.throttles")


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    async with running_site(world) as running:
        yield running
