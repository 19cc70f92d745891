"""Wherever a part of a page is replaced, somebody at a keyboard goes on from where they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from commonground.platform.demo.personas import find_persona
from live import LiveSite, live_site, visiting
from postgres import Database
from scene import Scene, furnish
from swaps import COUNCIL, SWAPS, Swap

pytestmark = pytest.mark.browser
# The policy lets no test evaluate words while it waits: the page is marked instead.
_MARK = """() => document.addEventListener('htmx.after.swap',
  () => setTimeout(() => { document.documentElement.dataset.swapped = '1' }))"""
_FOCUS = "document.activeElement === document.body ? '' : document.activeElement.id || document.activeElement.tagName"


@pytest.fixture(scope="module")
def scene(database: Database) -> Scene:
    return furnish(database)


@pytest.fixture(scope="module")
def live(scene: Scene) -> Iterator[LiveSite]:
    with live_site(scene.world) as site:
        yield site


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("swap", SWAPS.values(), ids=SWAPS.keys())
def test_focus_never_falls_to_the_body(chromium: Browser, live: LiveSite, scene: Scene, swap: Swap, width: int) -> None:
    persona = find_persona(COUNCIL, swap.who)
    assert persona
    with visiting(chromium, live, width=width, token=scene.token(persona)) as page:
        if swap.address.endswith("/count"):
            page.clock.install()
        page.goto(swap.path(scene))
        page.wait_for_load_state("networkidle")
        page.evaluate(_MARK)
        swap.act(page)
        page.wait_for_selector("html[data-swapped]")
        if swap.ends:
            page.wait_for_selector(f":is({swap.ends}):focus", timeout=5000)
        assert page.evaluate(_FOCUS)


@pytest.mark.parametrize("width", [1280, 320])
def test_what_was_marked_as_read_is_said_and_has_focus(
    chromium: Browser, live: LiveSite, scene: Scene, width: int
) -> None:
    persona = find_persona(COUNCIL, "tom-hessle" if width == 320 else "amara-nwosu")
    assert persona
    with visiting(chromium, live, width=width, token=scene.token(persona)) as page:
        page.goto("/notifications")
        page.focus("#read-all")
        page.keyboard.press("Enter")
        expect(page.locator(".govuk-notification-banner")).to_be_focused()


def test_a_draft_that_is_kept_leaves_focus_alone(chromium: Browser, live: LiveSite, scene: Scene) -> None:
    persona = find_persona(COUNCIL, "amara-nwosu")
    assert persona
    with visiting(chromium, live, token=scene.token(persona)) as page:
        page.clock.install()
        page.goto(SWAPS["outcome"].path(scene))
        page.get_by_label("3. Why").fill("Half a sentence")
        page.clock.fast_forward(10_100)
        expect(page.locator("[data-autosave-status]")).to_have_text("Draft kept just now.")
        assert page.get_by_label("3. Why").evaluate("field => field === document.activeElement")
