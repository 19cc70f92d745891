"""The third report about one takeaway: it adds up where it is screened, whoever leads hears of it and sees why; another
team's record of it comes under one lead, and the playbook's first step becomes an action."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from casework import Known, Told, add_context, add_referral
from commonground.platform.reference.playbooks import PLAYBOOKS
from councils import World
from journey import Colleague, everything_running
from live import LiveSite, in_a_thread, visiting
from told import tell

pytestmark = pytest.mark.browser
NOW = datetime.now(UTC)
GUIDANCE = "How much does it need? Your council’s guidance"
_PLAIN = "update tenants.contexts set name = :name, address = :address where id = :id"
_FITS = "document.documentElement.scrollWidth <= innerWidth"
WHY = "Third contact about one yard in two weeks."
TAKEAWAYS = {
    (1280, True): ("Saffron Chicken", "14 Mill Lane"),
    (1280, False): ("Juniper Kebab", "3 Ferry Road"),
    (320, True): ("Cobalt Pizza", "8 Weir Street"),
    (320, False): ("Marigold Grill", "5 Quarry Row"),
}
"""Each way its own: they share one world, and none may be like another."""


@pytest.fixture(scope="module", autouse=True)
def running(live: LiveSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with everything_running(live, tmp_path_factory.mktemp("processes")):
        yield


async def _takeaway(world: World, name: str, address: str) -> tuple[Known, Told]:
    """A takeaway on which two contacts stand, and a third that is being screened; all without canaries in what is
    compared, so that this takeaway is like nothing else."""
    await tell(world, "delete from identity.throttles")
    known = await add_context(world, world.larkmere, name=name, address=address)
    await tell(world, _PLAIN, name=name, address=address, id=known.id)
    for ago in (12, 6):
        await add_referral(
            world, world.larkmere, state="decided", outcome="added_to_context", context=known, team="specialist",
            received=NOW - timedelta(days=ago),
        )  # fmt: skip  # a row
    third = await add_referral(
        world, world.larkmere, state="screening", lead="screener", received=NOW - timedelta(hours=3), title=name
    )
    said = "update tenants.reports set where_said = :name, address = :address where id = :id"
    await tell(world, said, name=name, address=address, id=third.report_id)
    return known, third


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 320])
def test_third_report_adds_up_and_one_lead_sees_why(
    chromium: Browser, live: LiveSite, width: int, scripts: bool
) -> None:
    world = live.world
    known, third = in_a_thread(_takeaway(world, *TAKEAWAYS[width, scripts]))
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        _screens(Colleague(page, world.larkmere, "screener"), known, third, scripts=scripts)
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        _leads(Colleague(page, world.larkmere, "practitioner"), known)
    theirs = in_a_thread(_elsewhere(world, *TAKEAWAYS[width, scripts]))
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        _hands_over(Colleague(page, world.larkmere, "locality_practitioner"), theirs, world)
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        _does_what_the_playbook_says(Colleague(page, world.larkmere, "practitioner"), known)
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        neighbour = Colleague(page, world.hallowdene, "practitioner")
        neighbour.sign_in()
        answer = page.goto(f"/contexts/{known.reference}/adding-up")
        assert answer is not None
        assert answer.status == 404


def _screens(screener: Colleague, known: Known, third: Told, *, scripts: bool) -> None:
    """Why now and the guidance stand beside the decision, before anything is opened."""
    screener.sign_in()
    page = screener.page
    page.goto(f"/referrals/{third.reference}")
    expect(page.locator("main")).to_contain_text("Why now: This is the third contact.")
    expect(page.locator("main")).to_contain_text("Your council wants to hear of 3.")
    expect(page.locator("#levels")).to_contain_text(GUIDANCE)
    expect(page.locator("#levels dl")).to_be_visible()
    assert page.evaluate(_FITS)
    page.check(f"input[name=context][value='{known.reference}']")
    page.get_by_label("Add to the context, no further action yet").check()
    page.get_by_label("3. Why").fill(WHY)
    _saves(page, scripts=scripts)


def _saves(page: Page, *, scripts: bool) -> None:
    """The words that follow the outcome are read first: without a script they come with the first press."""
    if scripts:
        expect(page.locator("#cg-status")).to_contain_text("The words of the reply now fit this outcome.")
    else:
        page.click("#save")
        expect(page.locator(".govuk-error-summary")).to_contain_text("Read them before you save")
    page.click("#save")
    expect(page.locator(".govuk-notification-banner__heading")).to_contain_text("The reply was sent.")


def _leads(lead: Colleague, known: Known) -> None:
    """One click from the notice to what adds up."""
    lead.sign_in()
    page = lead.page
    lead.is_told("Contacts on context")
    page.wait_for_url(re.compile(rf"/contexts/{known.reference}/adding-up$"))
    expect(page.locator("main")).to_contain_text("3 contacts in 28 days")
    expect(page.locator("main")).to_contain_text("3 contacts in all")
    expect(page.locator("main")).to_contain_text("Nothing is decided by a number")
    assert page.evaluate(_FITS)


async def _elsewhere(world: World, name: str, address: str) -> Known:
    """The same takeaway as another team knows it."""
    theirs = await add_context(world, world.larkmere, team="locality", lead="locality_practitioner", at=NOW)
    await tell(world, _PLAIN, name=name, address=address, id=theirs.id)
    return theirs


def _hands_over(colleague: Colleague, theirs: Known, world: World) -> None:
    """They read who knows most of it, and give theirs to them."""
    proposed = world.larkmere.people["practitioner"]
    colleague.sign_in()
    page = colleague.page
    overlap = page.locator("section", has=page.locator("#overlap"))
    page.goto(f"/contexts/{theirs.reference}/adding-up")
    expect(overlap).to_contain_text(f"One lead for all of them: we propose {proposed.name}")
    assert page.evaluate(_FITS)
    overlap.get_by_role("link", name="Give it a lead").click()
    place = page.locator(f"select[name=place] option[value$='{proposed.staff_id}']").get_attribute("value")
    page.select_option("select[name=place]", place)
    page.get_by_label("Why?").fill("They know most of it.")
    page.click("#save")
    expect(page.locator(".govuk-notification-banner__heading")).to_contain_text("Saved who leads.")


def _does_what_the_playbook_says(lead: Colleague, known: Known) -> None:
    """Both are theirs now; from the context in one click to what to do, and a step is somebody's."""
    lead.sign_in()
    page, main = lead.page, lead.page.get_by_role("main")
    page.goto(f"/contexts/{known.reference}/adding-up")
    expect(main).to_contain_text("3 contacts in 28 days")
    expect(page.locator("#overlap")).to_have_count(0)
    page.goto(f"/contexts/{known.reference}")
    main.get_by_role("link", name="What to do about this context").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What do I do about a shop?")
    main.get_by_role("link", name=re.compile("Make it an action")).first.click()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(re.compile(rf"/contexts/{known.reference}$"))
    expect(main).to_contain_text(PLAYBOOKS["shop"].words.steps[0].do)
    assert page.evaluate(_FITS)
