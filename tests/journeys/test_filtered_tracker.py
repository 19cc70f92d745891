"""A filtered tracker on a narrow screen: its rows come first, and what is filtered is said above them."""

from __future__ import annotations

import asyncio

import pytest
from playwright.sync_api import Browser

from councils import World
from live import LiveSite, visiting
from page_checks import FIRST_ROW_ABOVE, first_row
from plain_rows import put_referral

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def token(world: World) -> str:
    """A screener's session, with something to be listed."""

    async def put() -> str:
        await put_referral(world, world.larkmere, harms=["weapons"])
        return await world.token(world.larkmere, "screener")

    return asyncio.run(put())


@pytest.mark.parametrize("scripts", [True, False])
def test_the_first_row_stands_within_600_pixels(token: str, chromium: Browser, live: LiveSite, scripts: bool) -> None:
    with visiting(chromium, live, width=320, scripts=scripts, token=token) as page:
        page.goto("/tracker?type=place&harm=weapons&with=nobody&received=week&words=Elm")
        shown = first_row(page)
        assert shown is not None
        assert shown <= FIRST_ROW_ABOVE
        assert not page.locator("#f-words").is_visible()
        page.locator("summary", has_text="Filter: Place, Weapons").click()
        assert page.locator("#f-words").input_value() == "Elm"
        assert page.locator("#f-words").is_visible()
