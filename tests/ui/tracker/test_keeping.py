"""What is ticked in the list goes along from page to page, without a script too."""

from __future__ import annotations

import asyncio
import re
from html import unescape

import pytest

from casework import add_referral
from commonground.tenants.referrals.several import MOST
from councils import World, make_world
from pages import counting
from plain_rows import put_referral
from postgres import Database
from web import Browser, Site

TICKED = re.compile(r'<input type="checkbox" name="pick" value="([^"]+)"[^>]*? checked')
KEPT = re.compile(r'<input type="hidden" name="pick" value="([^"]+)">')
ALL = re.compile(r'<input type="checkbox" name="pick" value="([^"]+)"')


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(_two_pages(database))


async def _two_pages(database: Database) -> World:
    world = await make_world(database)
    for number in range(60):
        await put_referral(world, world.larkmere, title=f"Row {number}")
    return world


async def _turn(browser: Browser, page: str, way: str, picks: list[str]) -> str:
    """Where the button leads to that turns the page."""
    button = re.search(rf'id="page-{way}" name="turn" value="([^"]+)"', page)
    assert button, page[-4000:]
    form: dict[str, str | list[str]] = {"turn": unescape(button[1]), "pick": picks, "asked": ""}
    answer = await browser.submit("/account", form, to="/tracker/several")
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def test_ticks_go_along_to_the_next_page_and_come_back(site: Site) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    first = (await browser.get("/tracker?view=nobody")).text
    assert "Chosen rows stay chosen, 50 at most." in first
    assert TICKED.findall(first) == KEPT.findall(first) == []
    mine = ALL.findall(first)[:2]
    there = await _turn(browser, first, "next", mine)
    assert "Row" not in there, "references and versions, and no word"
    second = (await browser.get(there)).text
    assert sorted(KEPT.findall(second)) == sorted(mine)
    assert "2 rows are chosen on other pages, and count too." in second
    assert TICKED.findall(second) == []
    more = ALL.findall(second)[0]
    back = (await browser.get(await _turn(browser, second, "previous", [*KEPT.findall(second), more]))).text
    assert sorted(TICKED.findall(back)) == sorted(mine)
    assert KEPT.findall(back) == [more]
    none = re.search(r'id="kept">.*?href="([^"]+)"', back)
    assert none
    bare = (await browser.get(unescape(none[1]))).text
    assert TICKED.findall(bare) == KEPT.findall(bare) == []
    sent: dict[str, str | list[str]] = {"do": "looked", "pick": [*mine, more], "asked": "view=nobody"}
    assert "3 done." in (await browser.submit("/account", sent, to="/tracker/several")).text


async def test_more_than_can_be_done_at_once_says_so_and_keeps_what_can(site: Site) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    first = (await browser.get("/tracker?view=nobody")).text
    second = (await browser.get(await _turn(browser, first, "next", ALL.findall(first)))).text
    everything = [*KEPT.findall(second), *ALL.findall(second)]
    assert len(everything) > MOST
    for sent in ({"turn": "/tracker?view=nobody"}, {"do": "take"}):
        form: dict[str, str | list[str]] = {"pick": everything, "asked": "view=nobody", **sent}
        page = (await browser.submit("/account", form, to="/tracker/several", follow=True)).text
        assert "Choose 50 rows at most." in page
        assert len(TICKED.findall(page)) + len(KEPT.findall(page)) == MOST


async def test_what_the_address_says_is_not_believed(site: Site) -> None:
    """A reference that is not the reader’s looks like one that there is not."""
    theirs = await add_referral(site.world, site.world.hallowdene)
    browser = await site.signed_in(site.world.larkmere, "screener")
    for pick in (f"{theirs.reference}.1", "CR-7K3F-29M.1"):
        page = (await browser.get(f"/tracker?view=nobody&pick={pick}")).text
        assert ("1 row is chosen on another page" in page) is bool(KEPT.findall(page))
    for nonsense in ("x", "%00", "%22%3E%3Cscript%3E", "CR-0000-000.1"):
        page = (await browser.get(f"/tracker?view=nobody&pick={nonsense}")).text
        assert KEPT.findall(page) == []
        assert "<script>" not in page
    for turn in ("https://elsewhere.example/", "//elsewhere.example", "/account?view=mine", ""):
        form: dict[str, str | list[str]] = {"turn": turn, "pick": [], "asked": ""}
        answer = await browser.submit("/account", form, to="/tracker/several")
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/tracker")


async def test_a_list_of_one_page_says_nothing_of_pages_and_ticks_take_no_statement_more(site: Site) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    assert "Chosen rows stay chosen" not in (await browser.get("/tracker?view=mine")).text
    page = (await browser.get("/tracker?view=nobody")).text
    with counting(site) as plain:
        await browser.get("/tracker?view=nobody")
    with counting(site) as ticked:
        await browser.get(f"/tracker?view=nobody&pick={ALL.findall(page)[0]}&pick={ALL.findall(page)[1]}")
    assert len(ticked) == len(plain)
