"""Addresses that nobody types: each is answered, none breaks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from commonground.ui.declare import declared_routes
from councils import World, make_world
from postgres import Database
from web import Site, running_site

_PART = re.compile(r"\{[^}]+\}")


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    async with running_site(world) as running:
        yield running


@pytest.mark.parametrize("person", ["nobody", "screener", "admin"])
async def test_what_no_database_can_hold_is_found_nowhere(site: Site, world: World, person: str) -> None:
    browser = site.browser() if person == "nobody" else await site.signed_in(world.larkmere, person)
    routes = {route.path for route, _, _ in declared_routes(site.app) if _PART.search(route.path)}
    asked = sorted({_PART.sub(part, path) for path in routes for part in ("%00", "a%00b")})
    found = {path: (await browser.get(path)).status_code for path in asked}
    assert len(found) > 100
    assert {path: status for path, status in found.items() if status not in (303, 404, 405)} == {}
