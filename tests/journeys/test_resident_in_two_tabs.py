"""The same report, open in two tabs: the later one is told, keeps its words and goes on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from councils import World
from live import LiveSite, in_a_thread, visiting
from told import tell
from walk import Walk

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def uncounted(world: World) -> None:
    in_a_thread(tell(world, "delete from identity.throttles"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("lang", ["en", "cy"])
def test_neither_tab_loses_its_words(chromium: Browser, live: LiveSite, lang: str, scripts: bool) -> None:
    with visiting(chromium, live, width=320, scripts=scripts) as page:
        one = Walk(page, "larkmere")
        one.go(f"{one.here}?lang={lang}")
        one.go(f"{one.here}/kind")
        one.kind("place")
        other = Walk(page.context.new_page(), "larkmere")
        other.go(f"{other.here}/kind")
        other.kind("online")
        page.fill("#where", "The bandstand in Elm Park")
        page.fill("#postcode", "LK4 2AA")
        other.where("A chat called Night Riders")
        one.press()
        summary = page.locator(".govuk-error-summary")
        expect(summary).to_contain_text("tab arall" if lang == "cy" else "changed in another tab")
        expect(summary).to_contain_text("A chat called Night Riders")
        assert page.input_value("#where") == "The bandstand in Elm Park"
        assert page.input_value("#postcode") == "LK4 2AA"
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if scripts:
            assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
        other.page.close()
        one.press()
        page.wait_for_url("**/what")
        one.go(f"{one.here}/where")
        assert page.input_value("#where") == "The bandstand in Elm Park"
