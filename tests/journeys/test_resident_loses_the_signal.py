"""Somebody reports from a bus: where there is no signal the form stays, and what was typed goes once there is one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from councils import World
from live import LiveSite, in_a_thread, visiting
from told import tell
from walk import WORDS, Walk

pytestmark = pytest.mark.browser
NONE = "There is no signal just now"
CONTINUE = "form#question .govuk-button"


@pytest.fixture(autouse=True)
def uncounted(world: World) -> None:
    in_a_thread(tell(world, "delete from identity.throttles"))


def at_what(page: Page, lang: str = "en") -> Walk:
    """Before the third question, with all of it answered and nothing sent."""
    page.clock.install()
    walk = Walk(page, "larkmere")
    walk.go(f"{walk.here}?lang={lang}")
    walk.go(f"{walk.here}/kind")
    walk.kind("place")
    walk.where()
    page.check("input[name=danger][value=no]")
    page.check("input[name=harms][value=cce]")
    page.fill("#what", WORDS)
    return walk


def offline(page: Page) -> Callable[[], None]:
    """The browser itself knows of it."""
    page.context.set_offline(True)
    return lambda: page.context.set_offline(False)


def unheard(page: Page) -> Callable[[], None]:
    """There are bars, and nothing gets through. It shows only once the page has stood for a while."""
    page.context.route("**/*", lambda route: route.abort("internetdisconnected"))
    page.clock.fast_forward(31_000)
    return lambda: page.context.unroute("**/*")


@pytest.mark.parametrize("lose", [offline, unheard])
def test_a_press_without_a_signal_is_held_and_made_when_it_is_back(
    chromium: Browser, live: LiveSite, lose: Callable[[Page], Callable[[], None]]
) -> None:
    with visiting(chromium, live, width=320) as page:
        walk = at_what(page)
        find_again = lose(page)
        page.locator(CONTINUE).click()
        sentence = page.locator("#signal")
        expect(sentence).to_contain_text(NONE)
        expect(sentence).to_be_in_viewport()
        assert sentence.get_attribute("role") == "alert"
        assert page.evaluate("document.activeElement.textContent.trim()") == "Continue"
        assert page.url.endswith("/what")
        assert page.input_value("#what") == WORDS
        assert page.is_checked("input[name=harms][value=cce]")
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        find_again()
        page.clock.run_for(6_000)
        page.wait_for_url("**/you")
        walk.go(f"{walk.here}/what")
        assert page.input_value("#what") == WORDS


def test_who_presses_again_by_hand_goes_on(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live) as page:
        at_what(page)
        find_again = unheard(page)
        for _ in range(2):
            page.locator(CONTINUE).click()
            expect(page.locator("#signal")).to_contain_text(NONE)
        find_again()
        page.locator(CONTINUE).click()
        page.wait_for_url("**/you")


def test_nobody_is_carried_away_in_the_middle_of_a_word(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live) as page:
        at_what(page)
        find_again = offline(page)
        page.locator(CONTINUE).click()
        expect(page.locator("#signal")).to_contain_text(NONE)
        page.locator("#what").press_sequentially(" And")
        find_again()
        page.clock.run_for(6_000)
        expect(page.locator("#signal")).to_have_text("The signal is back. Press the button again.")
        assert page.url.endswith("/what")
        assert page.evaluate("document.activeElement.id") == "what"
        page.locator(CONTINUE).click()
        page.wait_for_url("**/you")


def test_it_is_said_in_welsh_and_the_language_switch_is_held_too(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live) as page:
        at_what(page, "cy")
        find_again = offline(page)
        page.locator("#speak-en").click()
        expect(page.locator("#signal")).to_contain_text("Nid oes signal ar hyn o bryd")
        expect(page.locator("#signal")).to_be_in_viewport()
        find_again()
        page.clock.run_for(6_000)
        page.wait_for_url("**/what?lang=en")
        assert page.input_value("#what") == WORDS


def test_a_report_is_sent_once_the_signal_is_back(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live) as page:
        walk = Walk(page, "larkmere")
        walk.fill_in()
        page.wait_for_timeout(3100)  # as fast as a person may be
        find_again = offline(page)
        page.locator("form#send .govuk-button").click()
        expect(page.locator("#signal")).to_contain_text(NONE)
        find_again()
        page.locator(".cg-code").wait_for(timeout=15_000)


def test_with_a_signal_the_page_that_stood_long_goes_on(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live) as page:
        at_what(page)
        page.clock.fast_forward(31_000)
        with page.expect_request("**/healthz"):
            page.locator(CONTINUE).click()
        page.wait_for_url("**/you")
