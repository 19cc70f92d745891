"""The shell in a real browser: its scripts, its look at two widths, and what axe and the HTML checker say."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from browser import Browsers, running_browsers
from vendor import axe_source, vnu_check

SUPPORT = Path(__file__).parents[1] / "support"
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=640)
PAGES = (
    "/tracker", "/tracker?words=nothing", "/screening", "/empty", "/sign-in", "/larkmere/report", "/glanwern/report",
    "/broken/staff/404", "/broken/public/500", "/broken/nobody/503",
)  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = pytest.mark.browser


class Site(NamedTuple):
    address: str
    browser: Browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as where:
        yield where


@pytest.fixture(scope="module")
def browsers() -> Iterator[Browsers]:
    with running_browsers() as started:
        yield started


@pytest.fixture
def site(address: str, browsers: Browsers) -> Site:
    return Site(address, browsers.running())


@contextmanager
def serving() -> Iterator[str]:
    """The gallery behind a real server, for as long as the block lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--factory",
        "--port",
        str(port),
        "gallery:build",
    ]
    server = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(SUPPORT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urlopen(f"{address}/sign-in").close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


@contextmanager
def opened(site: Site, path: str, size: ViewportSize = WIDE, *, scripts: bool = True) -> Iterator[Page]:
    """A page in a browser of its own; fails afterwards if anything was refused by the policy or broke."""
    visitor = site.browser.new_context(viewport=size, java_script_enabled=scripts)
    page = visitor.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(site.address + path, wait_until="networkidle")
    try:
        yield page
        assert [text for text in said if not text.startswith("Failed to load resource:")] == []
    finally:
        visitor.close()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "320"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(site: Site, path: str, size: ViewportSize) -> None:
    with opened(site, path, size) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.locator("h1").count() == 1
        page.evaluate(axe_source())
        found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
        assert [faults(violation) for violation in found["violations"]] == []


def faults(violation: dict[str, Any]) -> str:
    return json.dumps([violation["id"], [node["html"] for node in violation["nodes"]]])


def test_the_html_is_valid(site: Site, tmp_path: Path) -> None:
    files = []
    for number, path in enumerate(page for page in PAGES if "broken" not in page):
        file = tmp_path / f"{number}.html"
        file.write_bytes(urlopen(site.address + path).read())
        files.append(file)
    assert [str(problem) for problem in vnu_check(files)] == []


def test_at_320_the_first_row_stands_within_600_pixels(site: Site) -> None:
    for scripts in (True, False):
        with opened(site, "/tracker", NARROW, scripts=scripts) as page:
            box = page.locator("tbody tr").first.bounding_box()
            assert box
            assert box["y"] < 600
            assert not page.locator("#f-words").is_visible()
            page.locator("summary", has_text="Filter").click()
            assert page.locator("#f-words").is_visible()


def test_when_wide_filters_simply_stand_there(site: Site) -> None:
    with opened(site, "/tracker", WIDE, scripts=False) as page:
        assert page.locator("#f-words").is_visible()
        assert not page.locator("summary", has_text="Filter").is_visible()


def test_filtering_swaps_the_rows_tells_it_and_keeps_focus(site: Site) -> None:
    with opened(site, "/tracker") as page:
        page.fill("#f-words", "stairwell")
        page.focus("#filter-go")
        page.keyboard.press("Enter")
        expect(page.locator("tbody tr")).to_have_count(16)
        assert "words=stairwell" in page.url
        assert page.text_content("#cg-status") == "16 open, overdue first"
        assert page.evaluate("document.activeElement.id") == "filter-go"
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_filtering_works_without_scripts(site: Site) -> None:
    with opened(site, "/tracker", scripts=False) as page:
        page.fill("#f-words", "stairwell")
        page.click("#filter-go")
        assert page.locator("tbody tr").count() == 16


def decide(page: Page) -> None:
    page.click("#save")
    page.wait_for_timeout(1200)  # a second press within a second counts as a double click and is dropped


def test_errors_take_focus_and_lead_to_their_questions(site: Site) -> None:
    with opened(site, "/screening") as page:
        decide(page)
        assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
        page.click(".govuk-error-summary a")
        assert page.evaluate("document.activeElement.id") == "why"
        assert page.locator(".govuk-character-count__status").count() == 1  # GOV.UK scripts run in what was swapped in


def test_what_was_typed_survives_errors_and_a_saved_form_says_so_once(site: Site) -> None:
    with opened(site, "/screening") as page:
        page.fill("#why", "Because\n\nof it")
        page.check("#context-3")
        assert page.locator("#name").is_visible()
        decide(page)
        assert page.locator(".govuk-error-summary li").all_text_contents() == ["Give the new context a name"]
        assert page.input_value("#why") == "Because\n\nof it"
        page.fill("#name", "Canal towpath")
        decide(page)
        assert page.url.endswith("/tracker")
        assert page.text_content(".govuk-notification-banner__heading") == "Decision saved. The reply was sent."
        page.reload()
        assert page.locator(".govuk-notification-banner").count() == 0


def test_deciding_works_without_scripts(site: Site) -> None:
    with opened(site, "/screening", scripts=False) as page:
        page.click("#save")
        assert page.locator(".govuk-error-summary li").count() == 1
        page.fill("#why", "Because of it")
        page.click("#save")
        assert page.url.endswith("/tracker")


def test_a_failure_keeps_what_was_typed_and_says_what_to_do(site: Site) -> None:
    with opened(site, "/screening") as page:
        page.fill("#why", "Ten minutes of thinking")
        page.route("**/screening", lambda route: route.fulfill(status=500, body="x"))
        decide(page)
        assert "What you typed is still here" in (page.text_content("#problem") or "")
        assert page.input_value("#why") == "Ten minutes of thinking"


def test_a_page_that_was_open_for_too_long_can_be_sent_by_pressing_again(site: Site) -> None:
    with opened(site, "/screening") as page:
        page.fill("#why", "Ten minutes of thinking")
        page.evaluate("document.querySelectorAll('input[name=_token]').forEach(one => { one.value = 'old' })")
        decide(page)
        assert "Press the button again" in (page.text_content("#problem") or "")
        decide(page)
        assert page.url.endswith("/tracker")


def test_drafts_are_kept_every_ten_seconds(site: Site) -> None:
    with opened(site, "/screening") as page:
        kept: list[str] = []
        page.on("request", lambda one: kept.append(one.post_data or "") if one.url.endswith("/drafts/one") else None)
        page.fill("#why", "Half a sen")
        expect(page.locator("[data-autosave-status]")).to_have_text("Draft kept just now.", timeout=20_000)
        assert len(kept) == 1
        assert "why=Half+a+sen" in kept[0]


def test_a_draft_that_could_not_be_kept_says_so_and_is_tried_again(site: Site) -> None:
    with opened(site, "/screening") as page:
        page.route("**/drafts/one", lambda route: route.abort())
        page.fill("#why", "No signal")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Not kept", timeout=20_000)
        page.unroute("**/drafts/one")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Draft kept", timeout=20_000)


def test_enter_in_a_question_sends_it_and_does_not_switch_the_language(site: Site) -> None:
    with opened(site, "/larkmere/report") as page:
        page.check("#kind")
        page.keyboard.press("Enter")
        page.wait_for_selector(".govuk-notification-banner")
        assert page.get_attribute("html", "lang") == "en"


def test_three_shifts_leave_the_page(site: Site) -> None:
    with opened(site, "/larkmere/report") as page:
        page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(status=200, body="weather"))
        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url("https://www.bbc.co.uk/weather")


def test_back_does_not_show_what_somebody_else_typed(site: Site) -> None:
    with opened(site, "/screening") as page:
        page.fill("#why", "About a child")
        page.goto(site.address + "/tracker")
        page.go_back()
        assert page.input_value("#why") == ""


@pytest.mark.parametrize("path", ["/tracker", "/screening", "/larkmere/report"])
def test_focus_is_always_seen(site: Site, path: str) -> None:
    with opened(site, path) as page:
        for _ in range(25):
            page.keyboard.press("Tab")
            seen = page.evaluate(
                """() => { const one = document.activeElement; if (one === document.body) return true;
                const style = getComputedStyle(one), box = one.getBoundingClientRect();
                const drawn = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
                const inside = getComputedStyle(one.labels?.[0] ?? one, '::before').boxShadow !== 'none';
                return (drawn || inside) && box.width > 0 && box.bottom > 0 && box.top < innerHeight; }"""
            )
            assert seen, page.evaluate("document.activeElement.outerHTML")
