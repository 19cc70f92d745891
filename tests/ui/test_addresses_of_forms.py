"""Reading an address that only forms are sent to leads to the page that has the form."""

from __future__ import annotations

import asyncio

import pytest

from casework import add_referral
from councils import World, make_world
from postgres import Database
from web import running_site


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


async def test_reading_an_address_of_a_form_leads_to_its_page(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    async with running_site(world) as site:
        screener = await site.signed_in(world.larkmere, "screener")
        for address, page in (
            (f"/referrals/{told.reference}/names", f"/referrals/{told.reference}"),
            ("/notifications/read", "/notifications"),
        ):
            answer = await screener.get(address)
            assert (answer.status_code, answer.headers["location"]) == (303, page)
        refused = await screener.client.request("DELETE", "/account")
        assert refused.status_code == 405
        for address in ("/sign-out", "/account/sessions/01900000-0000-7000-8000-00000000dead/end"):
            assert (await screener.get(address)).status_code == 405
