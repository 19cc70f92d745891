"""A screener makes a context, is asked whether it is one that is there, looks, comes back and goes on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from live import LiveSite, in_a_thread, visiting
from plain_rows import put_context

pytestmark = pytest.mark.browser
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_it_is_asked_about_once_and_nothing_typed_is_lost(
    chromium: Browser, live: LiveSite, width: int, scripts: bool
) -> None:
    world = live.world
    known = in_a_thread(put_context(world, world.larkmere, name="Heron Wharf", postcode="LM4 2QT"))
    token = live.session_token(world.larkmere, "screener")
    with visiting(chromium, live, width=width, scripts=scripts, token=token) as page:
        page.goto("/contexts/new")
        page.get_by_label("Its name", exact=True).fill("Heron Wharf steps")
        page.get_by_label("Postcode", exact=True).fill("LM4 2QU")
        page.click("#save")
        asked = page.locator("#alike")
        expect(asked).to_contain_text("Is it one of these?")
        expect(asked).to_contain_text("about 80 metres apart")
        assert page.evaluate(FITS)
        asked.locator(f'a[href="/contexts/{known["reference"]}"]').click()
        expect(page.locator("h1")).to_contain_text("Heron Wharf")
        page.goto("/contexts/new")
        expect(page.get_by_label("Its name", exact=True)).to_have_value("Heron Wharf steps")
        page.click("#save")
        page.click("#make")
        expect(page.locator(".govuk-notification-banner__heading")).to_contain_text("The context is made.")
