"""“What do I do about a shop?”: from the context in one click to its playbook, a step becomes an action with an owner,
and it is done. By keys alone, with and without JavaScript, wide and narrow; and on paper on one sheet."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, PdfMargins, expect

from casework import Known, add_context, add_referral
from commonground.platform.reference.playbooks import PLAYBOOKS
from councils import World
from live import LiveSite, in_a_thread, visiting
from told import ask, tell

pytestmark = pytest.mark.browser
STEP = PLAYBOOKS["shop"].words.steps[2].do
WAYS = pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, True), (1280, False), (320, False)])
_MOST_KEYS = 60


@pytest.fixture(scope="module")
def known(world: World) -> Known:
    async def put() -> Known:
        known = await add_context(world, world.larkmere)
        for harm in ("weapons", "cce", "substances", "weapons"):
            await add_referral(world, world.larkmere, context=known, state="decided", team="specialist", harms=(harm,))
        return known

    return in_a_thread(put())


@pytest.fixture(scope="module")
def tokens(world: World, known: Known) -> tuple[str, str]:
    async def enter() -> tuple[str, str]:
        return await world.token(world.larkmere, "practitioner"), await world.token(world.hallowdene, "practitioner")

    return in_a_thread(enter())


def press_through_to(page: Page, name: str) -> None:
    """By the Tab key to a link of the page's own part, and into it."""
    wanted = page.get_by_role("main").get_by_role("link", name=name).first
    for _ in range(_MOST_KEYS):
        page.keyboard.press("Tab")
        if wanted.evaluate("link => link === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"“{name}” is not reached by keys")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@WAYS
def test_a_step_becomes_an_action_and_is_done(
    live: LiveSite, chromium: Browser, world: World, known: Known, tokens: tuple[str, str], width: int, scripts: bool
) -> None:
    in_a_thread(tell(world, "delete from tenants.context_actions"))
    here = f"/contexts/{known.reference}"
    with visiting(chromium, live, width=width, scripts=scripts, token=tokens[0]) as page:
        page.goto(here)
        press_through_to(page, "What to do")
        expect(page.get_by_role("heading", level=1)).to_contain_text("What do I do about a shop?")
        expect(page.get_by_role("heading", name="When it is violence or weapons")).to_be_visible()
        assert fits(page)
        press_through_to(page, STEP)
        expect(page.get_by_label("What is to be done?")).to_have_value(STEP)
        assert fits(page)
        page.get_by_role("button", name="Add it").press("Enter")
        expect(page).to_have_url(re.compile(f"{here}$"))
        page.get_by_role("link", name=STEP).press("Enter")
        page.get_by_label("Done", exact=True).press("Space")
        page.get_by_label("What came of it").fill("They moved the bins")
        assert fits(page)
        page.get_by_role("button", name="Save").press("Enter")
        expect(page.get_by_role("main")).to_contain_text("They moved the bins")
        page.goto(f"{here}/playbook")
        expect(page.get_by_text(f"Done by {world.larkmere.people['practitioner'].name}")).to_be_visible()
    assert in_a_thread(ask(world, "select status from tenants.context_actions")) == ("done",)


def test_next_door_there_is_no_such_thing(
    live: LiveSite, chromium: Browser, known: Known, tokens: tuple[str, str]
) -> None:
    with visiting(chromium, live, token=tokens[1]) as page:
        for part in ("/playbook", "/actions/new?step=shop-3"):
            answer = page.goto(f"/contexts/{known.reference}{part}")
            assert answer is not None
            assert answer.status == 404


def test_the_playbook_is_one_sheet_of_paper(
    live: LiveSite, chromium: Browser, known: Known, tokens: tuple[str, str]
) -> None:
    """With what three harms add: more are never on it."""
    with visiting(chromium, live, token=tokens[0]) as page:
        page.goto(f"/contexts/{known.reference}/playbook")
        edges: PdfMargins = {"top": "10mm", "right": "10mm", "bottom": "10mm", "left": "10mm"}
        sheet = page.pdf(format="A4", margin=edges)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
