"""The decision's form with a script: what its buttons really do."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import text

from casework import Told, add_referral, as_owner
from councils import World
from live import LiveSite, in_a_thread, visiting

pytestmark = pytest.mark.browser


async def _state(world: World, told: Told) -> Any:
    query = "select state, version from tenants.referrals where id = :id"
    async with as_owner(world.database) as engine, engine.connect() as connection:
        return tuple((await connection.execute(text(query), {"id": told.id})).one())


def _screened(world: World, **more: Any) -> Told:
    return in_a_thread(add_referral(world, world.larkmere, state="screening", lead="screener", **more))


def test_throwing_the_draft_away_decides_nothing(chromium: Browser, live: LiveSite) -> None:
    told = _screened(live.world)
    with visiting(chromium, live, token=live.session_token(live.world.larkmere, "screener")) as page:
        page.goto(f"/referrals/{told.reference}")
        page.get_by_label("No context: it stands alone").check()
        page.get_by_label("No further action, with advice").check()
        expect(page.locator("[data-autosave-status]")).to_have_text("Draft kept just now.", timeout=20_000)
        page.reload()
        page.get_by_label("3. Why").fill("Never meant to be kept.")
        page.click("#drop")
        expect(page.locator("#status")).to_have_text("The draft is gone.")
        expect(page.get_by_label("3. Why")).to_have_value("")
        expect(page.locator("#drop")).to_have_count(0)
        assert page.evaluate("document.activeElement !== document.body")
        page.goto("/tracker")  # leaving keeps what is typed: nothing is
        page.goto(f"/referrals/{told.reference}")
        expect(page.locator("#drop")).to_have_count(0)
        assert in_a_thread(_state(live.world, told)) == ("screening", 1)
