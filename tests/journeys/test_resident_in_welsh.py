"""A resident who begins in English and goes on in Welsh."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from councils import World
from live import LiveSite, in_a_thread, visiting
from told import ask
from walk import Walk

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_language_is_switched_in_the_middle(
    chromium: Browser, live: LiveSite, world: World, width: int, scripts: bool
) -> None:
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        walk = Walk(page, "larkmere")
        walk.go(f"{walk.here}/kind")
        walk.kind("place")
        page.fill("#where", "Gorsaf fysiau")
        page.click("#speak-cy")
        assert page.get_attribute("html", "lang") == "cy"
        assert page.url.endswith("/where?lang=cy")
        assert page.input_value("#where") == "Gorsaf fysiau"
        walk.press()
        walk.what(words="Mae dynion hŷn yn rhoi ffonau i bobl ifanc.")
        walk.you()
        assert "bydd y tîm drws blaen yn ei ddarllen" in page.inner_text("main")
        code = walk.send()
        assert "Diolch. Mae eich adroddiad gennym." in page.inner_text("h1")
        walk.open(code)
        assert "Eich adroddiad" in page.inner_text("h1")
        page.fill("#news", "Eto heno.")
        page.click("#speak-en")
        assert page.get_attribute("html", "lang") == "en"
        assert page.input_value("#news") == "Eto heno."
    row = in_a_thread(ask(world, "select lang, where_said from tenants.reports order by sent_at desc"))
    assert tuple(row) == ("cy", "Gorsaf fysiau")


def test_enter_goes_on_and_never_switches_the_language(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live) as page:
        walk = Walk(page, "larkmere")
        walk.go(f"{walk.here}/kind")
        walk.kind("place")
        page.fill("#where", "Gorsaf fysiau")
        page.keyboard.press("Enter")
        page.wait_for_url("**/what")
        assert page.get_attribute("html", "lang") == "en"
