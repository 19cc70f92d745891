"""What is taken out of the tracker: workbook, table and printed page say the same, bear their mark and compute
nothing."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from html import unescape

import pytest

from councils import World, canary, make_world
from pages import counting
from plain_rows import name_people, put_referral
from postgres import Database
from told import ask
from web import Browser, Site

FORMULAS = ('=HYPERLINK("http://x.example")', "@SUM(1)", "\u200b\uff1d1+1")


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(_rows(database))


async def _rows(database: Database) -> World:
    world = await make_world(database)
    for title in (*FORMULAS, "Bandstand & <b>steps</b>", "http://x.example/"):
        await put_referral(world, world.larkmere, title=title)
    for council in (world.larkmere, world.hallowdene):
        hidden = await put_referral(world, council, title=f"Hidden {canary(council.slug)}", restricted=True)
        await name_people(world, council, hidden["id"], "screener")
    return world


async def _book(browser: Browser, address: str = "/tracker/export.xlsx") -> dict[str, str]:
    """Its parts, as texts."""
    answer = await browser.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert answer.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def _strings(book: dict[str, str]) -> list[str]:
    return [unescape(found) for found in re.findall(r"<t[^>]*>([^<]*)</t>", book["xl/sharedStrings.xml"])]


async def test_no_cell_of_the_workbook_is_a_formula_a_link_or_a_number(site: Site) -> None:
    book = await _book(await site.signed_in(site.world.larkmere, "screener"))
    sheets = [text for name, text in book.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 2
    for sheet in sheets:
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert set(re.findall(r'<c [^>]*t="(\w+)"', sheet)) == {"s"}
        assert len(re.findall(r"<c ", sheet)) == len(re.findall(r'<c [^>]*t="s"', sheet))
    for formula in FORMULAS:
        assert f"'{formula}" in _strings(book)
    assert "Bandstand & <b>steps</b>" in _strings(book)


async def test_the_mark_stands_on_every_sheet_page_and_in_the_properties(site: Site) -> None:
    book = await _book(await site.signed_in(site.world.larkmere, "screener"))
    mark = _strings(book)[0]
    name, council = await ask(site.world, "select s.display_name, c.name from council.staff s join commons.councils c"
                              " on c.id = s.tenant_id where s.id = :id",
                              id=site.world.larkmere.people["screener"].staff_id)  # fmt: skip
    assert mark.startswith(f"Taken out by {name}, {council}, ")
    for number in (1, 2):
        sheet = book[f"xl/worksheets/sheet{number}.xml"]
        assert '<c r="A1" t="s"><v>0</v></c>' in sheet, "the mark is the first string"
        assert "Taken out by" in sheet.partition("<oddFooter>")[2]
    assert mark in unescape(book["docProps/core.xml"])
    assert name in unescape(book["docProps/core.xml"])


async def test_each_shape_has_the_rows_and_columns_of_the_view_for_its_reader(site: Site) -> None:
    named = await site.signed_in(site.world.larkmere, "screener")
    other = await site.signed_in(site.world.larkmere, "second_screener")
    asked = "?col=harm&col=with&type=place"
    for browser, sees in ((named, True), (other, False)):
        strings = _strings(await _book(browser, f"/tracker/export.xlsx{asked}"))
        table = (await browser.get(f"/tracker/export.csv{asked}")).text
        page = unescape((await browser.get(f"/tracker/print{asked}")).text)
        for text in ("\n".join(strings), table, page):
            assert ("Hidden" in text) is sees
            assert canary("hallowdene") not in text
        assert table.splitlines()[1] == "Reference,What,Look at,Harm,With,Harm codes"
        assert strings[1:7] == ["Reference", "What", "Look at", "Harm", "With", "Harm codes"]
        assert re.findall(r'<th scope="col">([^<]+)', page) == ["Reference", "What", "Look at", "Harm", "With"]
        assert page.count('<th scope="row">') == len(re.findall("^CR-", table, re.MULTILINE))


async def test_who_took_what_out_is_recorded_with_how_much_and_as_what(site: Site) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    for path, shape in (("export.csv", "CSV"), ("export.xlsx", "XLSX"), ("print", "print")):
        with counting(site) as statements:
            assert (await browser.get(f"/tracker/{path}?words=Bandstand")).status_code == 200
        assert len(statements) <= 4, statements.sent
        did = await ask(site.world, "select action, why from audit.entries order by at desc, id desc limit 1")
        assert tuple(did) == ("export_tracker", f"1 rows, {shape}")


@pytest.mark.parametrize("path", ["export.xlsx", "print"])
async def test_only_whoever_may_take_out_gets_it(site: Site, path: str) -> None:
    practitioner = await site.signed_in(site.world.larkmere, "practitioner")
    assert (await practitioner.get(f"/tracker/{path}")).status_code == 403
    assert f"/tracker/{path}" not in (await practitioner.get("/tracker")).text


async def test_words_that_were_typed_are_not_said_again(site: Site) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    strings = _strings(await _book(browser, "/tracker/export.xlsx?words=Quentin&view=all"))
    assert "Open and decided" in strings
    assert not any("Quentin" in each for each in strings)


async def test_paper_has_the_columns_of_the_list_and_no_codes(site: Site) -> None:
    page = (await (await site.signed_in(site.world.larkmere, "screener")).get("/tracker/print")).text
    headings = re.findall(r'<th scope="col">([^<]+)', page)
    assert headings == ["Reference", "What", "Look at", "Harm", "From", "Received", "Contacts", "Decision due", "Clock",
                        "State", "With"]  # fmt: skip  # as in the list
