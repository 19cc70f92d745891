"""The tracker by keys alone: from row to row, choosing, opening; switched off; and never in the way of typing."""

from __future__ import annotations

import asyncio

import pytest
from playwright.sync_api import Browser, Page

from councils import World
from live import LiveSite, visiting
from plain_rows import put_referral

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def token(world: World) -> str:
    async def put() -> str:
        for _ in range(3):
            await put_referral(world, world.larkmere)
        return await world.token(world.larkmere, "screener")

    return asyncio.run(put())


def _here(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


def _rows(page: Page) -> list[str]:
    rows: list[str] = page.evaluate("[...document.querySelectorAll('[data-keys] tbody th a')].map((link) => link.id)")
    return rows


def test_keys_go_choose_and_open_and_can_be_switched_off(token: str, chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live, token=token) as page:
        page.goto("/tracker")
        rows = _rows(page)
        for key, row in (("j", 0), ("j", 1), ("ArrowDown", 2), ("j", 2), ("k", 1), ("ArrowUp", 0)):
            page.keyboard.press(key)
            assert _here(page) == rows[row], key
        page.keyboard.press("x")
        chosen = page.evaluate("[...document.querySelectorAll('[name=pick]:checked')].map((box) => box.id)")
        assert chosen == [rows[0].replace("r-", "p-")]
        page.locator("#find").focus()
        page.keyboard.type("jxk")
        assert page.locator("#find").input_value() == "jxk"
        page.locator(f"#{chosen[0]}").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/referrals/{rows[0].removeprefix('r-')}")
        page.goto("/tracker")
        page.locator("#keys-switch").click()
        page.keyboard.press("j")
        assert _here(page) == "keys-switch"
        page.reload()
        page.keyboard.press("j")
        assert _here(page) not in rows
        page.locator("#keys-switch").click()
        page.keyboard.press("j")
        assert _here(page) == rows[0]


def test_without_scripts_nothing_is_promised(token: str, chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live, scripts=False, token=token) as page:
        page.goto("/tracker")
        assert not page.locator("[data-keys-help]").is_visible()
        page.locator("[name=pick]").first.check()
        page.locator("#several-looked").click()
        assert "1 done." in page.locator("main").inner_text()
