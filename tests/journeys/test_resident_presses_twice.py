"""A report is sent by a double click, or over a line that breaks: nobody loses their return code by it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route

from commonground.platform.references import hash_return_code
from councils import World
from live import LiveSite, in_a_thread, visiting
from told import ask, tell
from walk import Walk

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def uncounted(world: World) -> None:
    in_a_thread(tell(world, "delete from identity.throttles"))


def press_twice(page: Page, milliseconds: int) -> None:
    """With the mouse, wherever the first press may have led by then."""
    button = page.locator("form#send .govuk-button")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    for press in (1, 2):
        page.mouse.down(click_count=press)
        page.mouse.up(click_count=press)
        page.wait_for_timeout(milliseconds)
    page.wait_for_timeout(500)  # the second press makes the first one's page go, so neither is waited for


def code_on(page: Page) -> str:
    page.locator(".cg-code").wait_for(timeout=15_000)
    return page.locator(".cg-code").inner_text().replace(" · ", "-").replace("\n", "")


def opens_what_was_sent(world: World, code: str, sent_before: int) -> bool:
    query = "select count(*), bool_or(code_hash = :digest) as opens from tenants.reports"
    row = in_a_thread(ask(world, query, digest=hash_return_code(code)))
    return (row.count, row.opens) == (sent_before + 1, True)


def reports(world: World) -> int:
    return int(in_a_thread(ask(world, "select count(*) from tenants.reports")).count)


@pytest.mark.parametrize("milliseconds", [0, 20, 60, 120])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_double_click_leads_to_the_code(
    chromium: Browser, live: LiveSite, world: World, scripts: bool, milliseconds: int
) -> None:
    with visiting(chromium, live, scripts=scripts) as page:
        walk = Walk(page, "larkmere")
        walk.fill_in()
        page.wait_for_timeout(3100)  # as fast as a person may be
        before = reports(world)
        press_twice(page, milliseconds)
        assert opens_what_was_sent(world, code_on(page), before)
        page.reload()
        assert page.locator(".cg-code").count() == 0


@pytest.mark.parametrize("way", ["again", "back"])
def test_an_answer_lost_on_the_line_loses_no_code(chromium: Browser, live: LiveSite, world: World, way: str) -> None:
    with visiting(chromium, live, scripts=False) as page:
        walk = Walk(page, "larkmere")
        walk.fill_in()
        page.wait_for_timeout(3100)
        before = reports(world)
        lose_the_answer(page)
        assert reports(world) == before + 1
        if way == "back":
            page.go_back()
        else:
            page.reload()
        assert opens_what_was_sent(world, code_on(page), before)


def lose_the_answer(page: Page) -> None:
    """The server takes the report, and the browser hears nothing of it."""

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        page.context.clear_cookies(name="cg_sent_larkmere")
        route.abort("connectionreset")

    page.route("**/report/check", lose, times=1)
    with page.expect_event("requestfailed"):
        page.locator("form#send .govuk-button").click(no_wait_after=True)
    page.wait_for_timeout(300)
