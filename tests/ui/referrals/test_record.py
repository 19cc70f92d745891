"""The referral's page over HTTP, whole and in parts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from casework import add_context, add_referral
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


async def test_a_screener_reads_what_was_told(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", masked="Most evenings [name]")
    await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    page = await browser.get(f"/referrals/{told.reference}")
    assert page.status_code == 200
    assert "Most evenings [name]" in page.text
    assert "behind the takeaway" not in page.text
    assert "Golden Spoon" in page.text
    assert "Save decision and send reply" in page.text
