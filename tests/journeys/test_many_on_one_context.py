"""A screener puts three rows of the tracker on one context: typing its name, without a script, and by making it."""

from __future__ import annotations

import asyncio

import pytest
from playwright.sync_api import Browser, Page, expect

from casework import add_context, add_referral
from councils import World
from live import LiveSite, visiting

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def token(world: World) -> str:
    async def put() -> str:
        await add_context(world, world.larkmere, name="Golden Spoon", aliases=["The Zigzag"])
        for number in range(9):
            await add_referral(world, world.larkmere, title=f"Worry {number}")
        return await world.token(world.larkmere, "screener")

    return asyncio.run(put())


def choose(page: Page, first: int) -> None:
    page.goto("/tracker?view=nobody&sort=received")
    for number in range(first, first + 3):
        page.get_by_role("row", name=f"Worry {number}").locator("input[name=pick]").check()
    page.locator("#several-link").click()


def puts(page: Page) -> None:
    expect(page.locator("section:has(#which)")).to_contain_text("3 will be put on it.")
    page.get_by_role("button", name="Put 3 referrals on it").click()
    page.wait_for_url("**/contacts")
    expect(page.locator("body")).to_contain_text("3 referrals were put on it.")


@pytest.mark.parametrize(("width", "scripts", "first"), [(1280, True, 0), (320, False, 3)])
def test_by_its_other_name(
    token: str, chromium: Browser, live: LiveSite, width: int, scripts: bool, first: int
) -> None:
    with visiting(chromium, live, width=width, scripts=scripts, token=token) as page:
        choose(page, first)
        if scripts:
            page.locator("#link-words").press_sequentially("zigz")
        else:
            page.locator("#link-words").fill("zigz")
            page.locator("#link-words-go").click()
        page.locator("#found").get_by_role("link", name="Golden Spoon").click()
        puts(page)


def test_on_one_that_is_made_for_them(token: str, chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live, width=1280, token=token) as page:
        choose(page, 6)
        page.locator("#make-new").click()
        page.locator("#name").fill("Depot, Quarry Road")
        page.locator("#save").click()
        puts(page)
