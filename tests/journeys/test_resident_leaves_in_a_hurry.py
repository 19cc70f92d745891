"""Somebody comes into the room: the page is left at once, and going back shows nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route

from councils import World
from live import LiveSite, in_a_thread, visiting
from told import ask
from walk import Walk

pytestmark = pytest.mark.browser
ELSEWHERE = "https://www.bbc.co.uk/weather"


def without_the_internet(page: Page) -> list[str]:
    """Answer our exit as it is, and what it leads to with a page of our own. Returns the addresses it led to."""
    led_to: list[str] = []

    def leave(route: Route) -> None:
        answered = route.fetch(max_redirects=0)
        led_to.append(answered.headers["location"])
        route.fulfill(status=200, content_type="text/html", body="<title>Weather</title>Rain later")

    page.route("**/report/exit", leave)
    return led_to


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_exit_this_page_leaves_nothing_to_go_back_to(
    chromium: Browser, live: LiveSite, world: World, scripts: bool
) -> None:
    with visiting(chromium, live, scripts=scripts) as page:
        led_to = without_the_internet(page)
        walk = Walk(page, "larkmere")
        walk.go(f"{walk.here}/kind")
        walk.kind("place")
        walk.where("Behind the shops")
        page.fill("#what", "Something about somebody in this house")
        page.locator(".govuk-exit-this-page__button").first.click()
        page.wait_for_selector("text=Rain later")
        assert led_to == [ELSEWHERE]
        page.go_back()
        page.wait_for_load_state()
        assert "somebody in this house" not in page.content()
        assert "Behind the shops" not in page.content()
        assert [cookie["name"] for cookie in page.context.cookies() if "draft" in cookie.get("name", "")] == []
    row = in_a_thread(ask(world, "select count(*) from tenants.report_drafts"))
    assert row.count == 0


def test_three_shifts_leave_too(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live) as page:
        led_to = without_the_internet(page)
        walk = Walk(page, "larkmere")
        walk.go(f"{walk.here}/kind")
        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_selector("text=Rain later")
        assert led_to == [ELSEWHERE]


def test_going_back_after_deleting_shows_nothing(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live) as page:
        walk = Walk(page, "larkmere")
        walk.go(f"{walk.here}/kind")
        walk.kind("place")
        walk.where("Behind the shops")
        page.click("#delete-draft")
        assert "Everything you typed is deleted." in page.inner_text("main")
        page.go_back()
        assert "Behind the shops" not in page.content()


def test_going_back_after_the_code_was_shown_does_not_show_it_again(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live) as page:
        walk = Walk(page, "larkmere")
        walk.fill_in()
        page.wait_for_timeout(3100)  # as fast as a person may be
        code = walk.send()
        page.goto(f"{walk.here}/support")
        page.go_back()
        assert page.locator("h1").inner_text() == "Thank you. We have your report."
        assert page.locator(".cg-code").count() == 0
        assert code not in page.content()
        page.go_back()
        assert "Bandstand" not in page.content()
