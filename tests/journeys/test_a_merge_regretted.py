"""A practitioner finds three records of one yard, puts them together, regrets it of one, and has that one again: each
is found by what it is called, whichever it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from casework import Known, add_context, add_referral
from councils import World
from live import LiveSite, in_a_thread, visiting

pytestmark = pytest.mark.browser


NAMES = ("Quill Lane yard", "Tannery back gate", "Tannery back gate")
"""The one that stays, and two others, which were given one name."""


async def three_yards(world: World, mark: str) -> tuple[Known, Known, Known, str]:
    """Records of one yard, the second with a contact; a practitioner's session."""
    stays, one, twin = [
        await add_context(world, world.larkmere, name=f"{name} {mark}", address="7 Quill Lane") for name in NAMES
    ]
    await add_referral(world, world.larkmere, state="decided", team="specialist", context=one, title="Seen at four")
    return stays, one, twin, await world.token(world.larkmere, "practitioner")


def finds(page: Page, words: str, *there: Known, among: Sequence[Known]) -> None:
    """These are found by the words, and no others of ours."""
    page.goto(f"/contexts?words={quote(words)}")
    for known in among:
        expect(page.locator(f'main a[href="/contexts/{known.reference}"]')).to_have_count(1 if known in there else 0)


def puts(page: Page, live: LiveSite, one: Known, into: Known) -> None:
    page.goto(f"/contexts/{one.reference}")
    page.get_by_role("link", name="It is the same as another one").click()
    page.locator(f'input[value="{into.reference}"]').check()
    fits(page)
    page.get_by_label("Why?").fill("Both are the yard behind the shop.")
    page.get_by_role("button", name="Put them together").click()
    expect(page).to_have_url(f"{live.base_url}/contexts/{into.reference}")
    expect(page.locator("body")).to_contain_text(f"Put together. {into.reference} stays")


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, page.url


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_merge_is_regretted(world: World, chromium: Browser, live: LiveSite, width: int, scripts: bool) -> None:
    mark = f"{width} {scripts}"
    stays, one, twin, token = in_a_thread(three_yards(world, mark))
    ours, theirs, _ = [f"{name} {mark}" for name in NAMES]
    known = (stays, one, twin)
    with visiting(chromium, live, width=width, scripts=scripts, token=token) as page:
        finds(page, ours, stays, among=known)
        finds(page, theirs, one, twin, among=known)
        puts(page, live, one, stays)
        puts(page, live, twin, stays)
        finds(page, ours, stays, among=known)
        finds(page, theirs, stays, among=known)
        page.goto(f"/contexts/{one.reference}/contacts")
        expect(page).to_have_url(f"{live.base_url}/contexts/{stays.reference}/contacts")
        expect(page.locator("body")).to_contain_text("Seen at four")

        if width < 1280:
            page.locator("summary", has_text="This context").click()
        page.get_by_role("link", name="Around it").click()
        expect(page.locator("body")).to_contain_text(one.reference)
        fits(page)
        page.get_by_role("link", name="Take two records apart again").click()
        page.locator(".govuk-radios__item", has_text=one.reference).locator("input").check()
        page.get_by_label("Why?").fill("They are two yards after all.")
        fits(page)
        page.get_by_role("button", name="Take them apart").click()
        expect(page.locator("body")).to_contain_text(f"{one.reference} stands by itself again.")
        page.goto(f"/contexts/{one.reference}/contacts")
        expect(page).to_have_url(f"{live.base_url}/contexts/{one.reference}/contacts")
        expect(page.locator("body")).to_contain_text("Seen at four")
        finds(page, ours, stays, among=known)
        finds(page, theirs, one, stays, among=known)
        page.goto(f"/contexts/{twin.reference}")
        expect(page).to_have_url(f"{live.base_url}/contexts/{stays.reference}")
        expect(page.locator("body")).to_contain_text(theirs)
