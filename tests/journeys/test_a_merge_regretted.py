"""A practitioner finds two records of one yard, puts them together, regrets it, and has both again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from casework import Known, add_context, add_referral
from councils import World
from live import LiveSite, in_a_thread, visiting

pytestmark = pytest.mark.browser


async def two_yards(world: World, name: str) -> tuple[Known, Known, str]:
    """Two records of one yard, the first with a contact; a practitioner's session."""
    one, other = [await add_context(world, world.larkmere, name=name, address="7 Quill Lane") for _ in range(2)]
    await add_referral(world, world.larkmere, state="decided", team="specialist", context=one, title="Seen at four")
    return one, other, await world.token(world.larkmere, "practitioner")


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, page.url


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_merge_is_regretted(world: World, chromium: Browser, live: LiveSite, width: int, scripts: bool) -> None:
    one, other, token = in_a_thread(two_yards(world, f"Quill Lane yard {width} {scripts}"))
    with visiting(chromium, live, width=width, scripts=scripts, token=token) as page:
        page.goto(f"/contexts/{one.reference}")
        page.get_by_role("link", name="It is the same as another one").click()
        page.locator(f'input[value="{other.reference}"]').check()
        fits(page)
        page.get_by_label("Why?").fill("Both are the yard behind the shop.")
        page.get_by_role("button", name="Put them together").click()
        expect(page).to_have_url(f"{live.base_url}/contexts/{other.reference}")
        expect(page.locator("body")).to_contain_text(f"Put together. {other.reference} stays")
        page.goto(f"/contexts/{one.reference}/contacts")
        expect(page).to_have_url(f"{live.base_url}/contexts/{other.reference}/contacts")
        expect(page.locator("body")).to_contain_text("Seen at four")

        page.get_by_role("link", name="Around it").click()
        expect(page.locator("body")).to_contain_text(one.reference)
        fits(page)
        page.get_by_role("link", name="Take two records apart again").click()
        page.locator('input[name="part"]').check()
        page.get_by_label("Why?").fill("They are two yards after all.")
        fits(page)
        page.get_by_role("button", name="Take them apart").click()
        expect(page.locator("body")).to_contain_text(f"{one.reference} stands by itself again.")
        page.goto(f"/contexts/{one.reference}/contacts")
        expect(page).to_have_url(f"{live.base_url}/contexts/{one.reference}/contacts")
        expect(page.locator("body")).to_contain_text("Seen at four")
