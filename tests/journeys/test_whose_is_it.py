"""Two councils do not agree whose a street on the border is: asked from the directory, answered, put before both
managers, decided by them, and closed. With and without JavaScript, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from councils import TestCouncil, World
from live import LiveSite, in_a_thread, visiting
from told import tell

pytestmark = [pytest.mark.browser, pytest.mark.crosses("larkmere", "hallowdene")]
OURS, THEIRS = "Larkmere Council", "Hallowdene County Council"
WHY = "The stop is on the far side of the road."
BOTH_SAY = "As we said to each other on the telephone."


@dataclass(frozen=True)
class People:
    """A desk and a manager of each council, each in a browser of their own."""

    our_desk: Page
    our_manager: Page
    their_desk: Page
    their_manager: Page


@contextmanager
def people(chromium: Browser, live: LiveSite, width: int, scripts: bool) -> Iterator[People]:
    with ExitStack() as stack:

        def enter(council: TestCouncil, person: str) -> Page:
            token = live.session_token(council, person)
            return stack.enter_context(visiting(chromium, live, width=width, scripts=scripts, token=token))

        here, there = live.world.larkmere, live.world.hallowdene
        yield People(enter(here, "screener"), enter(here, "manager"), enter(there, "screener"), enter(there, "manager"))


async def _on_the_border(world: World) -> None:
    for council in (world.larkmere, world.hallowdene):
        named = "update commons.councils set areas = array[:area] where id = :id"
        await tell(world, named, area=council.slug.title(), id=council.id)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)
    assert fits(page)


def ask(page: Page) -> str:
    """From the street in the directory to the question; its reference. A postcode nobody knows is asked for again,
    and nothing else is."""
    page.goto("/directory")
    page.get_by_label("Which council covers this?").fill("HW1 1AA")
    page.keyboard.press("Enter")
    page.locator('a[href="/disputes/new?council=hallowdene"]').click()
    page.get_by_label("A place on or over the border").check()
    page.get_by_label("A postcode in the area").fill("ZZ9 9ZZ")
    page.get_by_label(THEIRS, exact=True).check()
    page.get_by_label("The harm happens there").check()
    page.get_by_label("In a few words").fill(WHY)
    assert fits(page)
    page.get_by_role("button", name="Ask the other council").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("We do not know where that postcode lies")
    expect(page.get_by_label("In a few words")).to_have_value(WHY)
    page.get_by_label("A postcode in the area").fill("HW1 1AA")
    page.get_by_role("button", name="Ask the other council").click()
    says(page, f"{OURS} proposes that {THEIRS} leads")
    reference = re.search(r"BD-[0-9A-Z]{4}-[0-9A-Z]{3}", page.url)
    assert reference
    return reference[0]


def propose_them_instead(page: Page, reference: str) -> None:
    """From their own worklist: nobody there has to look for it."""
    page.goto("/my-work")
    page.get_by_role("link", name="Whose something is: another council waits").click()
    page.locator(f'a[href="/disputes/{reference}"]').first.click()
    says(page, WHY)
    page.get_by_label(f"Propose {OURS} instead").check()
    page.get_by_label("Why that one?").select_option(label="The harm happens there")
    page.get_by_label("In a few words").fill("The shelter is on yours.")
    assert fits(page)
    page.get_by_role("button", name="Answer").click()
    says(page, f"{THEIRS} proposes that {OURS} leads")


def put_before_managers(page: Page, reference: str) -> None:
    page.goto(f"/disputes/{reference}")
    says(page, "The shelter is on yours.")
    page.get_by_role("button", name="Put it before both managers now").click()
    says(page, "It is before the managers of both councils since")


def decide(page: Page, reference: str) -> None:
    page.goto(f"/disputes/{reference}")
    page.get_by_label(THEIRS, exact=True).check()
    page.get_by_label("On what grounds?").fill(BOTH_SAY)
    assert fits(page)
    page.get_by_role("button", name="Record the decision").click()


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, True), (1280, False), (320, False)])
def test_from_a_street_on_the_border_to_both_managers_decision(
    chromium: Browser, live: LiveSite, width: int, scripts: bool
) -> None:
    in_a_thread(_on_the_border(live.world))
    with people(chromium, live, width, scripts) as who:
        reference = ask(who.our_desk)
        propose_them_instead(who.their_desk, reference)
        put_before_managers(who.our_desk, reference)
        decide(who.our_manager, reference)
        says(who.our_manager, f"The manager of {OURS} has decided that {THEIRS} leads.")
        decide(who.their_manager, reference)
        for page in (who.our_desk, who.their_desk):
            page.goto(f"/disputes/{reference}")
            says(page, "Decided by both managers")
            says(page, f"{THEIRS} acts and is responsible.")
            assert "HW1 1AA" not in page.content()
        who.our_desk.get_by_role("button", name="Close it").click()
        who.their_desk.goto("/disputes")
        says(who.their_desk, "Closed")
