"""A screener finds a place by what it is also called, while typing it, and without a script by pressing Find."""

from __future__ import annotations

import asyncio

import pytest
from playwright.sync_api import Browser, expect

from councils import World
from live import LiveSite, visiting
from plain_rows import put_context

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def token(world: World) -> str:
    async def put() -> str:
        await put_context(world, world.larkmere, name="Golden Spoon", aliases=["The Zigzag"], postcode="LM4 2QT")
        return await world.token(world.larkmere, "screener")

    return asyncio.run(put())


@pytest.mark.parametrize("width", [320, 1280])
def test_the_list_follows_what_is_typed(token: str, chromium: Browser, live: LiveSite, width: int) -> None:
    with visiting(chromium, live, width=width, token=token) as page:
        page.goto("/find")
        page.locator("#find-words").press_sequentially("zigz")
        expect(page.locator("#results")).to_contain_text("Golden Spoon")
        assert page.evaluate("document.activeElement.id") == "find-words"
        assert page.url.endswith("/find"), "what is typed stands in no address"
        page.locator("#find-words").fill("nothing like it")
        expect(page.locator("#results")).to_contain_text("Nothing found")
        expect(page.locator("#results")).not_to_contain_text("Golden Spoon")


def test_without_a_script_the_button_finds_it(token: str, chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live, width=320, scripts=False, token=token) as page:
        page.goto("/find")
        page.locator("#find-words").fill("lm42qt")
        page.locator("#find-words-go").click()
        expect(page.locator("#results")).to_contain_text("Golden Spoon")
