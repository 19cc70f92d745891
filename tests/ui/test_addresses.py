"""Addresses that nobody types: each is answered, none breaks, and one that only forms are sent to leads to its page."""

from __future__ import annotations

import re

import pytest

from casework import add_referral
from commonground.ui.declare import declared_routes
from councils import World
from web import running_site

_PART = re.compile(r"\{[^}]+\}")


@pytest.mark.parametrize("person", ["nobody", "screener", "admin"])
async def test_what_no_database_can_hold_is_found_nowhere(world: World, person: str) -> None:
    async with running_site(world) as site:
        browser = site.browser() if person == "nobody" else await site.signed_in(world.larkmere, person)
        routes = {route.path for route, _, _ in declared_routes(site.app) if _PART.search(route.path)}
        asked = sorted({_PART.sub(part, path) for path in routes for part in ("%00", "a%00b")})
        found = {path: (await browser.get(path)).status_code for path in asked}
    assert len(found) > 100
    # Where something is fetched, every address is answered with the same form, whether something lies there or not.
    alike = {path for path in found if path.startswith("/collect/") and path.count("/") == 2}
    assert {found[path] for path in alike} == {200}
    answers = {path: status for path, status in found.items() if path not in alike}
    assert {path: status for path, status in answers.items() if status not in (303, 404, 405)} == {}


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
