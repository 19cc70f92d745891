"""A resident reports a worry about a park, and comes back with the return code."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from commonground.platform.references import parse_return_code
from councils import World
from live import LiveSite, in_a_thread, visiting
from told import ask, tell
from walk import Walk

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [1280, 320])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@pytest.fixture(autouse=True)
def uncounted(world: World) -> None:
    """Every journey comes from this machine's address."""
    in_a_thread(tell(world, "delete from identity.throttles"))


@WIDTHS
@SCRIPTS
def test_from_the_start_page_to_the_reply(
    chromium: Browser, live: LiveSite, world: World, width: int, scripts: bool
) -> None:
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        walk = Walk(page, "larkmere")
        walk.fill_in()
        assert "the front door team will read it" in page.inner_text("main")
        assert "020 7946 0143" in page.inner_text("main")
        code = walk.send()
        assert parse_return_code(code) == code
        with page.expect_download() as saved:
            page.click("#save-note")
        assert saved.value.suggested_filename == "note.txt"
        assert saved.value.path().read_text() == f"{code}\n"
        page.reload()
        assert page.locator(".cg-code").count() == 0
        in_a_thread(_council_replies(world, "Somebody whose job is that park is looking."))
        walk.open(code)
        assert "Somebody whose job is that park is looking." in page.inner_text("main")
        page.fill("#news", "They were there again.")
        walk.press("news-form")
        assert "You added something" in page.inner_text("main")
        assert page.url == f"{live.base_url}/larkmere/report/reply"


async def _council_replies(world: World, words: str) -> None:
    """To the latest report."""
    await tell(
        world,
        "insert into tenants.report_messages (tenant_id, id, report_id, kind, body, shown, at, staff_id)"
        " select tenant_id, gen_random_uuid(), id, 'reply', :words, :words, now(), :staff from tenants.reports"
        " order by sent_at desc limit 1",
        words=words,
        staff=world.larkmere.people["screener"].staff_id,
    )


@SCRIPTS
def test_back_and_errors_lose_nothing(chromium: Browser, live: LiveSite, scripts: bool) -> None:
    with visiting(chromium, live, scripts=scripts) as page:
        walk = Walk(page, "larkmere")
        walk.go(f"{walk.here}/kind")
        walk.kind("group")
        walk.where("By the bandstand, most evenings")
        page.fill("#what", "Half a story")
        walk.press()
        assert page.locator(".govuk-error-summary a").count() == 2
        assert page.input_value("#what") == "Half a story"
        if scripts:
            assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
        page.locator(".govuk-back-link").click()
        assert page.input_value("#where") == "By the bandstand, most evenings"
        page.go_back()
        assert page.input_value("#what") == "Half a story"
        page.go_back()
        assert page.input_value("#what") == "Half a story"
        page.go_back()
        assert page.input_value("#where") == "By the bandstand, most evenings"


def test_a_closed_tab_loses_ten_seconds_at_most(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live) as page:
        walk = Walk(page, "larkmere")
        walk.go(f"{walk.here}/kind")
        walk.kind("place")
        walk.where()
        page.fill("#what", "Typed and not sent")
        page.wait_for_selector("[data-autosave-status]:has-text('kept')", timeout=20_000)
        again = page.context.new_page()
        page.close()
        again.goto(f"{live.base_url}/larkmere/report/what")
        assert again.input_value("#what") == "Typed and not sent"


def test_with_the_keyboard_alone(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live) as page:
        walk = Walk(page, "larkmere")
        walk.go(f"{walk.here}/kind")
        tab_to(page, "subject")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_url("**/where")
        tab_to(page, "where")
        page.keyboard.type("Bandstand")
        page.keyboard.press("Enter")
        page.wait_for_url("**/what")
        tab_to(page, "danger")
        page.keyboard.press("ArrowDown")
        tab_to(page, "harms")
        page.keyboard.press("Space")
        tab_to(page, "what")
        page.keyboard.type("They shout at people.")
        tab_to(page, words="Continue")
        page.keyboard.press("Enter")
        page.wait_for_url("**/you")
        tab_to(page, "contact")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_url("**/check")


def tab_to(page: Page, name: str = "", words: str = "") -> None:
    """Press Tab until the question, or the button with these words, has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        here = page.evaluate("[document.activeElement.name, document.activeElement.innerText]")
        if here[0] == name if name else here[1] == words:
            return
    raise AssertionError(f"no Tab leads to {name or words}")


def test_nothing_of_it_is_seen_next_door(world: World) -> None:
    query = "select count(*) from tenants.reports where tenant_id = :id"
    assert in_a_thread(ask(world, query, id=world.hallowdene.id)).count == 0
