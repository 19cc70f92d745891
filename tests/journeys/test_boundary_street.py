"""A practitioner asks the directory about a street on the border and is given both councils."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from councils import World
from live import LiveSite, in_a_thread, visiting
from told import tell

pytestmark = pytest.mark.browser
FITS = "document.documentElement.scrollWidth <= innerWidth"


async def _areas(world: World) -> None:
    for council in (world.larkmere, world.hallowdene):
        named = "update commons.councils set areas = array[:area] where id = :id"
        await tell(world, named, area=council.slug.title(), id=council.id)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_boundary_street_is_answered_with_both(chromium: Browser, live: LiveSite, scripts: bool) -> None:
    larkmere = live.world.larkmere
    in_a_thread(_areas(live.world))
    token = live.session_token(larkmere, "practitioner")
    with visiting(chromium, live, width=320, scripts=scripts, token=token) as page:
        page.goto("/my-work")
        page.get_by_role("link", name="Directory").click()
        page.get_by_label("Which council covers this?").fill("HW1 1AA")
        page.keyboard.press("Enter")
        expect(page.locator("#border")).to_contain_text("It is near a border")
        councils = page.locator("#results tbody th a")
        expect(councils).to_have_text(["Hallowdene County Council", "Larkmere Council"])
        assert page.evaluate(FITS)
        councils.first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Hallowdene County Council")
        expect(page.get_by_text("Nothing is agreed that is in force today.")).to_be_visible()
        assert page.evaluate(FITS)
