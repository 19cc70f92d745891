"""A peer group of two boroughs as a joint concern, in browsers side by side: begun, joined, a partner let in, a meeting
with minutes, one contribution taken back. And that nobody else finds it. With JavaScript, and without at 320 px."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from casework import Known, add_context
from commonground.platform.calendar.working import LONDON
from commonground.platform.references import ReferenceKind, new_reference
from councils import Person, TestCouncil, World, sign_in_as
from jointly import name_plainly, third_council
from live import LiveSite, in_a_thread, visiting

pytestmark = [pytest.mark.browser, pytest.mark.crosses("larkmere", "hallowdene")]
BOSS = "specialist_manager"
TITLE, WORDS = "Young people on one bus route", "They come on two routes, after five."
HEARD, AGREED = "They meet at the drop-in.", "We agreed on two evenings."


@pytest.fixture(scope="module")
def third(live: LiveSite) -> TestCouncil:
    return in_a_thread(third_council(live.world))


async def _operator(world: World) -> str:
    who = Person("Oksana Operator", None, "op-1", ())
    return await sign_in_as(world.database, "operator", "https://id.operator.example", who)


class People:
    """Who takes part, and who does not, each in a browser of their own."""

    def __init__(self, chromium: Browser, live: LiveSite, third: TestCouncil, stack: ExitStack, scripts: bool) -> None:
        here, there = live.world.larkmere, live.world.hallowdene
        width = 1280 if scripts else 320

        def enter(token: str) -> Page:
            return stack.enter_context(visiting(chromium, live, width=width, scripts=scripts, token=token))

        def somebody(council: TestCouncil, person: str) -> Page:
            return enter(live.session_token(council, person))

        self.ours, self.second = somebody(here, BOSS), somebody(here, "practitioner")
        self.theirs, self.partner = somebody(there, BOSS), somebody(there, "partner")
        self.uninvited, self.third = somebody(here, "partner"), somebody(third, BOSS)
        self.operator = enter(in_a_thread(_operator(live.world)))


@contextmanager
def everybody(chromium: Browser, live: LiveSite, third: TestCouncil, scripts: bool) -> Iterator[People]:
    with ExitStack() as stack:
        yield People(chromium, live, third, stack, scripts)


def staff(council: TestCouncil, person: str) -> UUID | None:
    return council.people[person].staff_id


def save(page: Page, says: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    page.locator("#save").click()
    expect(page.locator("body")).to_contain_text(says)


def follow(page: Page, at: str, link: str) -> None:
    page.goto(at)
    page.get_by_role("link", name=link, exact=True).click()


def begin(page: Page, known: Known, council: TestCouncil) -> str:
    """Where it stands."""
    follow(page, f"/contexts/{known.reference}", "Begin a joint concern")
    page.fill("#title", TITLE)
    page.check("input[name=harms][value=bullying]")
    page.select_option("#place", str(council.place(BOSS, "specialist")))
    save(page, "It has begun. Ask other councils to join.")
    return re.sub(r"^https?://[^/]+", "", page.url)


def join(people: People, world: World, here: str) -> None:
    follow(people.ours, here, "Ask a council to join")
    people.ours.select_option("#council", str(world.hallowdene.id))
    people.ours.fill("#words", "It cannot wait for an agreement.")
    save(people.ours, "Asked. You hear what they say.")
    page = people.theirs
    page.goto("/joint")
    page.locator(f"a[href='{here}/answer']").click()
    assert TITLE not in page.content()
    page.select_option("#place", str(world.hallowdene.place(BOSS, "specialist")))
    save(page, "Your council has joined.")
    follow(page, here, "Let a partner in")
    page.select_option("#who", str(staff(world.hallowdene, "partner")))
    page.fill("#purpose", "To plan the work on the bus.")
    save(page, "They are in now.")


def contribute(people: People, here: str) -> None:
    """One thing, which the other council and its partner see; and what the partner knows."""
    page, partner = people.ours, people.partner
    follow(page, here, "What we know")
    page.fill("#words", WORDS)
    page.locator("input[name=guests]").check()
    save(page, "Added. Your council sees it, and: Hallowdene County Council")
    expect(page.locator(".cg-note", has_text=WORDS)).to_contain_text("Who can see this: Larkmere Council, Hallowdene")
    follow(partner, "/shared", TITLE)
    expect(partner.get_by_role("main")).to_contain_text(WORDS)
    partner.fill("#words", HEARD)
    save(partner, "Added. The councils that may know it read it.")
    page.goto(here)
    expect(page.get_by_role("main")).to_contain_text(HEARD)


def meet(people: People, here: str) -> None:
    """The minutes are read by a second person before the other council reads them."""
    page, second, now = people.ours, people.second, datetime.now(LONDON)
    follow(page, here, "Meetings")
    page.fill("#words", "Who does what.")
    for part, value in (("Day", now.day), ("Month", now.month), ("Year", now.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    save(page, "Added.")
    page.locator("a[href$='/minutes']").click()
    page.check("input[name=agencies][value=police]")
    page.fill("#people", "5")
    page.fill("#words", AGREED)
    save(page, "They wait for a second person now.")
    people.theirs.goto(here)
    assert AGREED not in people.theirs.content()
    second.goto(here)
    second.get_by_role("link", name=re.compile("Look through the minutes")).click()
    expect(second.get_by_role("main")).to_contain_text(AGREED)
    second.check("input[name=answer][value=publish]")
    save(second, "The others read them now.")
    people.theirs.locator("#parts-again").click()
    expect(people.theirs.locator("#parts")).to_contain_text(AGREED)


def take_back(people: People, here: str) -> None:
    page, theirs = people.ours, people.theirs
    page.goto(here)
    page.locator(".cg-note", has_text=WORDS).locator("a[href$='/withdraw']").click()
    save(page, "Taken back. No word of it is left.")
    theirs.locator("#parts-again").click()
    expect(theirs.locator("#parts")).to_contain_text("what is left is the proof of that")
    for reader in (theirs, people.partner):
        reader.reload()
        assert WORDS not in reader.content()
    follow(theirs, here, "History and receipts")
    expect(theirs.get_by_role("main")).to_contain_text("Something was taken back and deleted")
    expect(theirs.get_by_role("main")).to_contain_text("SHA-256")


def finds_nothing(page: Page, address: str) -> None:
    """The same, to the letter, as for what does not exist."""
    reference, missing = address.rpartition("/")[2], new_reference(ReferenceKind.JOINT)
    answers = []
    for known in (reference, missing):
        answer = page.goto(address.replace(reference, known))
        assert answer is not None
        answers.append((answer.status, page.locator("body").inner_text().replace(known, "")))
    assert answers[0] == answers[1]
    assert answers[0][0] in {403, 404}


@pytest.mark.parametrize("scripts", [True, False])
def test_two_councils_and_a_charity_work_on_one_peer_group(
    live: LiveSite, chromium: Browser, third: TestCouncil, scripts: bool
) -> None:
    world = live.world
    in_a_thread(name_plainly(world, world.larkmere, world.hallowdene))
    known = in_a_thread(add_context(world, world.larkmere, kind="group"))
    with everybody(chromium, live, third, scripts) as people:
        here = begin(people.ours, known, world.larkmere)
        join(people, world, here)
        contribute(people, here)
        meet(people, here)
        take_back(people, here)
        for stranger in (people.third, people.uninvited, people.operator):
            finds_nothing(stranger, here)
        finds_nothing(people.uninvited, f"/shared{here}")
        follow(people.theirs, here, "End what a partner sees")
        people.theirs.locator("input[name=part]").check()
        save(people.theirs, "Ended. They can open it no more.")
        finds_nothing(people.partner, f"/shared{here}")
