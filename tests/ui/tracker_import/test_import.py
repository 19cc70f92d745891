"""An earlier tracker over HTTP: its file, how it is read, what it becomes, what came of it, and out again."""

from __future__ import annotations

import re

import pytest
from httpx import Response

from councils import World
from earlier_tracker import ROWS, earlier_tracker
from pages import counting
from told import ask, tell
from web import Browser, Site, token_in

BAD = ("LM/009", "no idea", *ROWS[0][2:7], "zorbing", *ROWS[0][8:])


@pytest.fixture(autouse=True)
async def nothing_brought_in(world: World) -> None:
    for table in ("tenants.imported_rows", "tenants.tracker_imports", "council.tracker_meanings"):
        await tell(world, f"delete from {table}")
    for table in ("tenants.report_messages", "tenants.reports", "tenants.referral_events", "tenants.referrals"):
        await tell(world, f"delete from {table}")


async def _send(browser: Browser, content: bytes, name: str = "Kieran Doyle and others.xlsx") -> Response:
    token = token_in((await browser.get("/tracker/import")).text)
    return await browser.client.post("/tracker/import", data={"_token": token}, files={"file": (name, content)})


async def _chosen(browser: Browser, content: bytes) -> str:
    """Where the file's pages are."""
    sent = await _send(browser, content)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"]).removesuffix("/columns")


async def _number(world: World) -> int:
    return int((await ask(world, "select count(*) from tenants.referrals where route = 'tracker'"))[0])


async def test_from_the_file_to_undo(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    assert 'href="/tracker/import"' in (await manager.get("/tracker")).text
    here = await _chosen(manager, earlier_tracker())
    columns = await manager.get(f"{here}/columns")
    assert "CS Referrals" in columns.text
    assert re.search(r'name="c-3".*?<option value="subject" selected>', columns.text, re.DOTALL)
    assert (await manager.submit(f"{here}/columns", {})).headers["location"] == f"{here}/preview"
    with counting(site) as statements:
        preview = (await manager.get(f"{here}/preview")).text
    assert len(statements) <= 7, statements.sent
    assert "5 rows become referrals" in preview
    assert "A group, row 6 of the earlier tracker" in preview
    assert await _number(world) == 0
    done = await manager.submit(f"{here}/preview", {})
    assert (done.status_code, done.headers["location"]) == (303, here)
    assert await _number(world) == 5
    result = (await manager.get(here)).text
    reference = re.findall(r'href="/referrals/(CR-[^"/]+)/clear"', result)[0]
    record = (await manager.get(f"/referrals/{reference}")).text
    assert "LM/001, Row 5" in record
    assert "held back" in record
    assert "Fight" not in record
    again = await _press(manager, here, "undo")
    assert again.status_code == 303
    assert await _number(world) == 0
    assert "Kieran" not in str(await ask(world, "select i::text from tenants.tracker_imports i"))


async def test_a_sheet_that_is_not_read_is_named(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, earlier_tracker(next_year="2027"))
    preview = (await manager.get(f"{here}/preview")).text
    assert re.search(r"Not read: sheet “2027”.{0,200}?1 row", preview, re.DOTALL)
    assert "Not read" not in (await manager.get(f"{await _chosen(manager, earlier_tracker())}/preview")).text


async def _press(browser: Browser, page: str, act: str) -> Response:
    token = token_in((await browser.get(page)).text)
    return await browser.post(f"{page}/{act}", {"_token": token})


async def test_words_are_shown_once_they_are_cleared_of_names(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, earlier_tracker())
    await manager.submit(f"{here}/preview", {})
    reference = re.findall(r'href="/referrals/(CR-[^"/]+)/clear"', (await manager.get(here)).text)[0]
    page = f"/referrals/{reference}/clear"
    offered = (await manager.get(page)).text
    assert "Kieran Doyle" in offered, "as it stood"
    refused = await manager.submit(page, {"where_said": "", "what_said": "Kept as typed"})
    assert (refused.status_code, "Kept as typed" in refused.text) == (422, True)
    cleared = await manager.submit(page, {"where_said": "Alder Park", "what_said": "A fight on Friday, filmed"})
    assert cleared.status_code == 303
    assert str(cleared.headers["location"]).endswith("/clear"), "the next one"
    record = (await manager.get(f"/referrals/{reference}")).text
    assert "A fight on Friday, filmed" in record
    assert "Doyle" not in record
    looked = await _press(manager, f"/referrals/{reference}", "names")
    assert "Kieran Doyle" in looked.text
    seen = "select count(*) from audit.entries where action like 'read_names%' and reference = :reference"
    assert (await ask(world, seen, reference=reference))[0] >= 3


async def test_rows_that_can_not_be_read_are_named_and_left_out_only_if_one_says_so(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, earlier_tracker(more=[BAD]))
    preview = (await manager.get(f"{here}/preview")).text
    assert "1 row can’t be read" in preview
    assert "B10: “no idea”" in preview
    copy = (await manager.get(f"{here}/look.csv")).text
    assert "'=1+1" in copy
    assert "B10: “no idea”" in copy
    book = await manager.get(f"{here}/look.xlsx")
    assert book.content.startswith(b"PK")
    refused = await manager.submit(f"{here}/preview", {})
    assert refused.status_code == 422
    assert await _number(world) == 0
    assert (await manager.submit(f"{here}/preview", {"leave_out": "yes"})).status_code == 303
    assert await _number(world) == 5


async def test_a_meaning_of_what_no_cell_says_is_left_out(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, earlier_tracker())
    for words in ("%00", "\x00", "x" * 10_000, "ĉ" * 3_000):
        answer = await manager.submit(f"{here}/columns", {f"w-harm-{words}": "other"})
        assert answer.status_code == 303, words[:10]
    assert (await ask(world, "select count(*) from council.tracker_meanings"))[0] == 0, "nothing before it comes in"
    await manager.submit(f"{here}/preview", {})
    assert (await ask(world, "select count(*) from council.tracker_meanings where about <> 'column'"))[0] == 0
    assert (await ask(world, "select count(*) from council.tracker_meanings"))[0] > 0


async def test_what_its_own_words_mean_is_said_once(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    odd = ("LM/009", *ROWS[0][1:7], "zorbing", *ROWS[0][8:])
    here = await _chosen(manager, earlier_tracker(more=[odd]))
    assert 'name="w-harm-zorbing"' in (await manager.get(f"{here}/columns")).text
    await manager.submit(f"{here}/columns", {"w-harm-zorbing": "other", "c-14": "nothing"})
    assert "6 rows become" in (await manager.get(f"{here}/preview")).text
    again = await _chosen(manager, earlier_tracker(more=[odd]))
    page = (await manager.get(f"{again}/columns")).text
    assert 'name="w-harm-zorbing"' not in page
    assert re.search(r'name="c-14".*?<option value="nothing" selected>', page, re.DOTALL)
    assert (await manager.get(f"{here}/columns")).status_code == 404, "a file before it is forgotten"


async def test_what_was_said_of_words_and_header_survives_a_column_that_does_not_fit(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, earlier_tracker(more=[("LM/009", *ROWS[0][1:7], "zorbing", *ROWS[0][8:])]))
    wrong = await manager.submit(f"{here}/columns", {"c-0": "received", "w-harm-zorbing": "other", "c-3": "comments"})
    assert wrong.status_code == 422
    asked = re.search(r'name="w-harm-zorbing">.*?</select>', wrong.text, re.DOTALL)
    assert asked, "though no row can be counted"
    assert '<option value="other" selected>' in asked[0]
    assert re.search(r'name="header" value="4"', wrong.text)


async def test_another_row_can_be_the_header(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, earlier_tracker())
    page = (await manager.get(f"{here}/columns")).text
    assert "header in row 4" in page
    assert re.search(r'<option value="4" selected>Row 4: Ref No., ', page)
    assert '<option value="3"' not in page, "an empty row has no headings"
    other = (await manager.get(f"{here}/columns?sheet=0&header=5")).text
    assert "header in row 5" in other
    assert "LM/001" in other
    for nowhere in ("0", "61", "x", "999999", ""):
        assert "header in row 4" in (await manager.get(f"{here}/columns?sheet=0&header={nowhere}")).text, nowhere
    sent: dict[str, str | list[str]] = {"sheet": "0", "header": "5", "c-1": "received", "c-3": "subject"}
    assert (await manager.submit(f"{here}/columns", sent)).status_code == 303
    assert "4 rows become referrals" in (await manager.get(f"{here}/preview")).text
    assert "header in row 5" in (await manager.get(f"{here}/columns")).text, "it is kept"


async def test_rows_that_read_otherwise_the_second_time_are_named(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    await manager.submit(f"{await _chosen(manager, earlier_tracker())}/preview", {})
    same = (await manager.get(f"{await _chosen(manager, earlier_tracker())}/preview")).text
    assert "here already" not in same.replace("Here already", "")
    later = [*ROWS]
    later[1] = (*ROWS[1][:11], "NFA - advice", *ROWS[1][12:14], "closed now")
    here = await _chosen(manager, earlier_tracker(of=later))
    preview = (await manager.get(f"{here}/preview")).text
    assert "1 row is here already, and reads otherwise now" in preview
    assert re.search(r"Row 6.*?Reads otherwise than when it was brought in: Decision, Comments\.", preview, re.DOTALL)
    assert "Decision, Comments" in (await manager.get(f"{here}/look.csv")).text
    assert await _number(world) == 5


async def test_columns_that_do_not_fit_say_so_at_the_column(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, earlier_tracker())
    wrong = await manager.submit(f"{here}/columns", {"c-0": "received", "c-3": "comments"})
    assert wrong.status_code == 422
    assert 'href="#c-1"' in wrong.text
    assert "Say which column is “Place, group, school or online space”" in wrong.text
    assert re.search(r'name="c-0".*?<option value="received" selected>', wrong.text, re.DOTALL), "as it was chosen"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7", "isn’t a workbook"),
        (b"", "nothing in this file"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"a,b\n" * 3_000_000, "larger than 10 MB"),
    ],
)
async def test_a_wrong_file_is_said_at_its_field(site: Site, world: World, content: bytes, why: str) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    refused = await _send(manager, content)
    assert (refused.status_code, why in refused.text) == (422, True)
    assert (await ask(world, "select count(*) from tenants.tracker_imports"))[0] == 0


async def test_nobody_else_finds_the_file_or_what_came_of_it(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, earlier_tracker())
    colleague = await site.signed_in(world.larkmere, "specialist_manager")
    screener = await site.signed_in(world.larkmere, "screener")
    neighbour = await site.signed_in(world.hallowdene, "manager")
    for browser in (colleague, neighbour):
        for page in ("columns", "preview", "look.csv"):
            assert (await browser.get(f"{here}/{page}")).status_code == 404
    assert (await screener.get("/tracker/import")).status_code == 403
    assert "/tracker/import" not in (await screener.get("/tracker")).text
    await manager.submit(f"{here}/preview", {})
    assert (await colleague.get(here)).status_code == 200
    assert (await neighbour.get(here)).status_code == 404


async def test_which_of_several_sheets_is_read_is_chosen_and_stays_chosen_after_an_error(
    site: Site, world: World
) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, earlier_tracker(next_year="2027"))
    page = (await manager.get(f"{here}/columns")).text
    assert "More than one sheet may be your tracker" in page
    form = page.partition('id="which-sheet"')[2].partition("</form>")[0]
    assert re.findall(r'<option value="(\d)"( selected)?>([^<]+)<', form) == [
        ("0", " selected", "CS Referrals, which is read now"), ("1", "", "Lists, which looks like no tracker"),
        ("2", "", "OLD (do not use), hidden in the file"), ("3", "", "2027, 1 row"),
    ]  # fmt: skip  # one option each
    other = (await manager.get(f"{here}/columns?sheet=3")).text
    assert "Sheet “2027”, header in row 1." in other
    assert other.count('name="sheet" value="3"') == 2, "both forms go on with it"
    sent: dict[str, str | list[str]] = {"sheet": "3", "header": "1"}
    wrong = await manager.submit(f"{here}/columns", sent | {"c-1": "nothing"})
    assert wrong.status_code == 422
    assert "Sheet “2027”" in wrong.text
    assert '<option value="3" selected>2027, which is read now' in wrong.text
    assert (await manager.submit(f"{here}/columns", sent)).status_code == 303
    preview = (await manager.get(f"{here}/preview")).text
    assert re.search(r"Not read: sheet “CS Referrals”.{0,200}?5 rows", preview, re.DOTALL)


async def test_where_one_sheet_alone_may_be_the_tracker_nobody_is_asked(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    page = (await manager.get(f"{await _chosen(manager, earlier_tracker())}/columns")).text
    assert "More than one sheet" not in page
    assert "The tracker stands in another sheet" in page


@pytest.mark.parametrize("sheet", ["7", "999", "x", "-1", "1e1", "CS Referrals", "99999999"])
async def test_a_sheet_that_there_is_not_is_said_and_none_is_read_in_its_stead(
    site: Site, world: World, sheet: str
) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, earlier_tracker(next_year="2027"))
    said = "This file has no sheet with anything in it. It has: “CS Referrals”, “Lists”, “OLD (do not use)”, “2027”."
    page = await manager.get(f"{here}/columns?sheet={sheet}")
    assert (page.status_code, said in page.text) == (422, True)
    sent = await manager.submit(f"{here}/columns", {"sheet": sheet, "c-0": "nothing"})
    assert (sent.status_code, said in sent.text) == (422, True)
    assert (await ask(world, "select count(*) from council.tracker_meanings"))[0] == 0
