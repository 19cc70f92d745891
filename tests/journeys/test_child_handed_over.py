"""Two councils side by side: a placed child handed over until responsibility has moved; and a decline that is read, and
offered again. With and without JavaScript, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from commonground.platform.calendar.working import LONDON
from councils import TestCouncil, World, confirm
from live import LiveSite, in_a_thread, visiting
from told import ask

pytestmark = [pytest.mark.browser, pytest.mark.crosses("larkmere", "hallowdene")]
WAYS = pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, True), (1280, False), (320, False)])
NAME, STORY = "Marlo Finch", "He is one bus ride from a place where they are seen."


async def _token(world: World, council: TestCouncil, person: str) -> str:
    token = await world.token(council, person)
    await confirm(world.database, token)
    return token


class Both:
    """Who takes part, each in a browser of their own."""

    def __init__(self, chromium: Browser, live: LiveSite, stack: ExitStack, width: int, scripts: bool) -> None:
        def enter(council: TestCouncil, person: str) -> Page:
            token = in_a_thread(_token(live.world, council, person))
            return stack.enter_context(visiting(chromium, live, width=width, scripts=scripts, token=token))

        here, there = live.world.larkmere, live.world.hallowdene
        self.priya, self.joan = enter(here, "practitioner"), enter(here, "specialist_manager")
        self.bev, self.callum = enter(there, "screener"), enter(there, "practitioner")


@contextmanager
def both(chromium: Browser, live: LiveSite, width: int, scripts: bool) -> Iterator[Both]:
    with ExitStack() as stack:
        yield Both(chromium, live, stack, width, scripts)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def offer(people: Both, world: World, *, again: str = "") -> str:
    """From the inbox’s own link, or from what was declined, to the offer; its reference."""
    page = people.priya
    page.goto(f"/handoffs/{again}" if again else "/handoffs")
    page.get_by_role("link", name="Offer it again" if again else "Tell another council about a child").click()
    page.get_by_label("Which council?").select_option(label="Hallowdene County Council")
    page.get_by_label("Hand over", exact=True).check()
    page.get_by_label("A child or young person is placed").check()
    page.get_by_role("button", name="Go on").click()
    reference = re.search(r"HO-[0-9A-Z]{4}-[0-9A-Z]{3}", page.url)
    assert reference
    for code, words in (("child_name", NAME), ("effect", STORY)):
        page.locator(f"input[name=chosen][value={code}]").check()
        page.locator(f"[name=f_{code}]").fill(words)
    page.get_by_label("County lines", exact=True).check()
    page.get_by_label("Why it has to be shared without an agreement").fill("The placement began today.")
    page.get_by_label("For what do they need it?").fill("To hold the transfer-in conference.")
    page.get_by_label("On which lawful basis?").select_option(index=1)
    page.get_by_label("Why can’t it be done with less?").fill("Nobody there can keep him safe without it.")
    page.get_by_label("Yes, they were told").check()
    assert fits(page)
    page.get_by_role("button", name="Keep it, and show it").last.click()
    expect(page.locator(".cg-seal")).to_contain_text(NAME)
    page.get_by_role("button", name="Ask a second person to agree").click()
    agree(people.joan, reference[0])
    page.goto(f"/handoffs/{reference[0]}")
    page.get_by_role("link", name="Offer it to Hallowdene County Council now").click()
    page.get_by_role("button", name="Offer it now").click()
    expect(page.get_by_role("main")).to_contain_text("until somebody there accepts it")
    return reference[0]


def agree(page: Page, reference: str) -> None:
    page.goto(f"/handoffs/{reference}/authorise")
    expect(page.locator(".cg-seal")).to_contain_text(NAME)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Why?").fill("It is the least that they need.")
    assert fits(page)
    page.get_by_role("button", name="Save the answer").click()


def act(page: Page, reference: str, link: str, button: str) -> None:
    page.goto(f"/handoffs/{reference}")
    page.get_by_role("link", name=link, exact=True).click()
    expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name=button, exact=True).click()


@WAYS
def test_a_placed_child_is_handed_over_until_responsibility_has_moved(
    live: LiveSite, chromium: Browser, world: World, width: int, scripts: bool
) -> None:
    with both(chromium, live, width, scripts) as people:
        reference = offer(people, world)
        bev, callum = people.bev, people.callum
        bev.goto("/handoffs")
        expect(bev.get_by_role("main")).to_contain_text(reference)
        bev.goto(f"/handoffs/{reference}")
        assert NAME not in bev.content()
        assert STORY not in bev.content()
        assert fits(bev)
        bev.get_by_role("link", name="Accept and open it").click()
        there = world.hallowdene
        bev.get_by_label("Who will open it?").select_option(
            value=f"{there.teams['specialist']}.{there.people['practitioner'].staff_id}"
        )
        bev.get_by_role("button", name="Accept and open").click()
        callum.goto(f"/handoffs/{reference}/package")
        expect(callum.locator(".cg-seal")).to_contain_text(NAME)
        act(callum, reference, "Take it in as a referral", "Take it in")
        act(callum, reference, "Say that the written information is complete", "It is complete")
        expect(callum.get_by_role("main")).to_contain_text("Hold the conference by")
        callum.get_by_role("link", name="Record the transfer-in conference").click()
        now = datetime.now(LONDON)
        for part, value in (("Day", now.day), ("Month", now.month), ("Year", now.year)):
            callum.get_by_label(part, exact=True).fill(str(value))
        callum.get_by_label("What do you tell them?").fill("Held with both councils.")
        callum.get_by_role("button", name="Record it").click()
        people.priya.goto(f"/handoffs/{reference}")
        expect(people.priya.get_by_role("main")).to_contain_text("stays responsible")
        act(callum, reference, "Take responsibility", "We are responsible from now on")
        people.priya.reload()
        expect(people.priya.get_by_role("main")).to_contain_text("Responsibility moved")
        people.priya.get_by_role("link", name=re.compile("Responsibility moved")).click()
        expect(people.priya.get_by_role("main")).to_contain_text("SHA-256")
        assert fits(people.priya)
    owner = "select responsible_id from crossing.offers where reference = :it"
    assert in_a_thread(ask(world, owner, it=reference)) == (world.hallowdene.id,)


@WAYS
def test_a_decline_is_read_and_offered_again(
    live: LiveSite, chromium: Browser, world: World, width: int, scripts: bool
) -> None:
    with both(chromium, live, width, scripts) as people:
        reference = offer(people, world)
        bev = people.bev
        bev.goto(f"/handoffs/{reference}")
        bev.get_by_role("link", name="Decline it").click()
        bev.get_by_label("It does not say enough to act on").check()
        bev.get_by_label("What do you tell them?").fill("Please say who works with him.")
        bev.get_by_role("button", name="Decline", exact=True).click()
        people.priya.goto(f"/handoffs/{reference}")
        expect(people.priya.get_by_role("main")).to_contain_text("Please say who works with him.")
        again = offer(people, world, again=reference)
        people.priya.goto(f"/handoffs/{again}")
        expect(people.priya.get_by_role("main")).to_contain_text(reference)
        bev.goto(f"/handoffs/{again}")
        expect(bev.get_by_role("main")).to_contain_text(reference)
