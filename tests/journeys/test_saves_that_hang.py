"""Drafts on a bad line: what was typed while a save hung goes as soon as it can; a press that would be lost waits."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from live import LiveSite, visiting

pytestmark = pytest.mark.browser
ASK = "dispatchEvent(new Event('online'))"
HIDE = """() => {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
SOON = 4_000
"""Less than the ten seconds after which the page saves by itself again."""


class Saves:
    """Every save of the page hangs until it is let go."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[Route] = []
        page.goto("/refer?draft=new")
        page.route("**/refer/draft", lambda route: self.held.append(route))  # noqa: PLW0108  # it marks the handler

    def ask(self, words: str) -> None:
        self.page.fill("#where", words)
        self.page.evaluate(ASK)

    def wait_for(self, number: int) -> None:
        for _ in range(SOON // 100):
            if len(self.held) >= number:
                return
            self.page.wait_for_timeout(100)
        raise TimeoutError(f"{len(self.held)} of {number} saves were sent")

    def said(self) -> list[str]:
        return [parse_qs(each.request.post_data or "")["where"][0] for each in self.held]


@pytest.mark.parametrize("ends", ["kept", "lost"])
def test_what_is_asked_for_while_a_save_hangs_goes_when_that_ends(chromium: Browser, live: LiveSite, ends: str) -> None:
    with visiting(chromium, live, token=live.session_token(live.world.larkmere, "practitioner")) as page:
        saves = Saves(page)
        saves.ask("By the")
        saves.wait_for(1)
        saves.ask("By the lock")
        saves.ask("By the lock gate")
        page.wait_for_timeout(500)
        assert saves.said() == ["By the"], "one after the other"
        if ends == "kept":
            saves.held[0].fulfill(status=204)
        else:
            saves.held[0].abort()
        saves.wait_for(2)
        assert saves.said() == ["By the", "By the lock gate"]
        saves.held[1].continue_()
        expect(page.locator("[data-autosave-status]")).to_have_text("Draft kept just now.")


def test_whoever_leaves_while_a_save_hangs_takes_nothing_along(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live, token=live.session_token(live.world.larkmere, "practitioner")) as page:
        saves = Saves(page)
        saves.ask("By the")
        saves.wait_for(1)
        page.fill("#where", "By the weir")
        page.evaluate(HIDE)
        saves.wait_for(2)
        assert saves.said() == ["By the", "By the weir"]
        saves.held[1].continue_()
        expect(page.locator("[data-autosave-status]")).to_have_text("Draft kept just now.")


def test_a_press_right_after_a_save_that_failed_asks_first(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live, token=live.session_token(live.world.larkmere, "practitioner")) as page:
        page.goto("/refer?draft=new")
        page.route("**/*", lambda route: route.abort())
        page.fill("#where", "Behind the shops")
        page.evaluate(ASK)
        expect(page.locator("[data-autosave-status]")).to_contain_text("Not kept")
        page.locator("#send").click()
        expect(page.locator("#signal")).to_contain_text("There is no signal just now")
        assert page.input_value("#where") == "Behind the shops"
