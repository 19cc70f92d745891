"""Of a row that was restricted after it came in, nobody who is not named on it is told, not even in a number."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest

from brought_in import bring_in, nothing_brought_in
from casework import acting
from commonground.tenants.tracker_import.queries import load_import
from councils import World
from earlier_tracker import ROWS, earlier_tracker
from told import ask, tell
from web import Browser, Site, token_in

FIRST = "LM/001"


@pytest.fixture
async def key(world: World, tmp_path: Path) -> UUID:
    await nothing_brought_in(world)
    return await bring_in(world, tmp_path, earlier_tracker())


async def _restrict(world: World, theirs: str) -> None:
    """To a colleague alone, as the page does it: whoever does so has worked with it."""
    sql = ("update tenants.referrals r set restricted = true, version = r.version + 1 from tenants.imported_rows w"
           " where w.referral_id = r.id and w.external_reference = :theirs")  # fmt: skip  # one statement
    await tell(world, sql, theirs=theirs)


async def _undo(browser: Browser, key: UUID) -> str:
    """What is said afterwards, without its numbers of days and hours."""
    page = f"/tracker/import/{key}"
    token = token_in((await browser.get(page)).text)
    await browser.post(f"{page}/undo", {"_token": token})
    return _said((await browser.get(page)).text)


def _said(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>|[0-9a-f]{8}-[0-9a-f-]+|\d+:\d+", " ", main).split())


async def test_the_numbers_are_of_what_the_reader_may_open(site: Site, world: World, key: UUID) -> None:
    joan = await site.signed_in(world.larkmere, "manager")
    for restricted, words in ((0, "5 rows wait"), (1, "4 rows wait")):
        if restricted:
            await _restrict(world, FIRST)
        assert words in (await joan.get(f"/tracker/import/{key}")).text
        assert f"{len(ROWS) - restricted} rows to be cleared" in (await joan.get("/tracker/import")).text
        assert words in (await joan.get(f"/tracker/import/{key}/clear")).text


async def test_where_all_others_are_cleared_none_waits(site: Site, world: World, key: UUID) -> None:
    await _restrict(world, FIRST)
    await tell(world, "update tenants.imported_rows w set cleared_at = now(), cleared_by = (select s.id from"
               " council.staff s where s.tenant_id = w.tenant_id limit 1) where external_reference <> :it",
               it=FIRST)  # fmt: skip  # one statement
    joan = await site.signed_in(world.larkmere, "manager")
    index = (await joan.get("/tracker/import")).text
    assert "None that you can open waits to be cleared of names" in index
    assert "1 row" not in index
    assert "wait" not in _said((await joan.get(f"/tracker/import/{key}")).text)


async def test_undo_says_the_same_whether_a_restricted_one_stayed_or_nothing_did(
    site: Site, world: World, key: UUID, tmp_path: Path
) -> None:
    joan = await site.signed_in(world.larkmere, "manager")
    nothing = await _undo(joan, key)
    assert (await ask(world, "select count(*) from tenants.imported_rows"))[0] == 0
    again = await bring_in(world, tmp_path, earlier_tracker())
    await _restrict(world, FIRST)
    stayed = await _undo(joan, again)
    assert (await ask(world, "select count(*) from tenants.imported_rows"))[0] == 1, "it is kept as it was"
    assert "What somebody has worked with stays." in stayed
    assert stayed == nothing


async def test_what_stayed_and_may_be_opened_is_named(site: Site, world: World, key: UUID) -> None:
    await tell(world, "update tenants.referrals set version = version + 1")
    await _restrict(world, FIRST)
    said = await _undo(await site.signed_in(world.larkmere, "manager"), key)
    assert re.findall(r"Row (\d+)", said) == ["6", "7", "8", "9"]
    assert "none of it" not in said


async def test_another_team_counts_what_it_may_open(world: World, key: UUID) -> None:
    """A group is open to its own team alone."""
    async with acting(world, world.larkmere, "specialist_manager") as work:
        assert (await load_import(work, key)).uncleared == len(ROWS) - 1
