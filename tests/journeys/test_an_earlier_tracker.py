"""A team manager brings in the tracker that was kept before, looks at what it becomes, clears a row of names and takes
the rest out again: with and without a script, at the width of a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from councils import World
from earlier_tracker import ROWS, Row, earlier_tracker
from live import LiveSite, in_a_thread, visiting
from told import ask

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _number(world: World) -> int:
    return int(in_a_thread(ask(world, "select count(*) from tenants.imported_rows"))[0])


def _fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def _rows(series: str) -> list[Row]:
    """Each way has references of its own: what one leaves behind is not here already for the next."""
    return [(f"{series}/{row[0]}", *row[1:]) for row in ROWS]


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 320])
def test_from_the_file_to_undo(chromium: Browser, live: LiveSite, scripts: bool, width: int) -> None:
    world, series = live.world, f"{width}{scripts}"
    before = _number(world)
    odd = (f"{series}/LM/009", *ROWS[0][1:7], f"zorbing {series}", *ROWS[0][8:])
    file: FilePayload = {"name": "tracker.xlsx", "mimeType": XLSX, "buffer": earlier_tracker(of=[*_rows(series), odd])}
    token = live.session_token(world.larkmere, "manager")
    with visiting(chromium, live, width=width, scripts=scripts, token=token) as page:
        page.goto("/tracker/import")
        _fits(page, width)
        page.set_input_files("#file", file)
        page.click("#read")
        page.wait_for_url("**/columns")
        _fits(page, width)
        page.click("#see")
        page.wait_for_url("**/preview")
        expect(page.locator("#stopped")).to_have_text("1 row can’t be read")
        page.get_by_role("link", name="Say what your own words stand for").click()
        page.select_option(f"select[name='w-harm-zorbing {series.lower()}']", "other")
        page.click("#see")
        page.wait_for_url("**/preview")
        expect(page.locator("main")).to_contain_text("6 rows become referrals")
        expect(page.locator("main")).not_to_contain_text("Kieran")
        _fits(page, width)
        page.click("#bring-in")
        expect(page.locator("#undo")).to_be_visible()
        _fits(page, width)
        assert _number(world) == before + 6
        result = page.url
        page.get_by_role("link", name="Begin with the first").click()
        expect(page.locator("#what_said")).not_to_have_value("Fight on Friday, Kieran Doyle filmed it")
        _fits(page, width)
        page.click("#show")
        expect(page.locator("main")).to_contain_text("As it stood")
        page.goto(result)
        page.click("#undo")
        expect(page.locator("main")).to_contain_text("What somebody has worked with stays.")
        _fits(page, width)
    assert _number(world) == before + 1, "the one that was cleared stays"
