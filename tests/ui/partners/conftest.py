"""One world and one running application for each module; tests add their own records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from councils import World, make_world
from postgres import Database
from web import Site, running_site


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    async with running_site(world) as running:
        yield running
