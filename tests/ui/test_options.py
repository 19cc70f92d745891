"""OPTIONS: every address says which methods it has, to anybody, and nothing of anybody."""

from __future__ import annotations

import asyncio
import re
from uuid import UUID

import pytest

from commonground.ui.declare import declared_routes
from councils import World, make_world
from postgres import Database
from web import running_site


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


async def test_every_address_answers_with_its_methods(world: World) -> None:
    async with running_site(world) as site:
        browser = site.browser()
        for path in sorted({route.path for route, _, _ in declared_routes(site.app)}):
            said = await browser.client.request("OPTIONS", _filled(path))
            assert (said.status_code, said.content) == (204, b""), path
            assert "OPTIONS" in said.headers["allow"], path


def _filled(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "larkmere", re.sub(r"\{[^}]*:uuid\}", str(UUID(int=0)), path))
