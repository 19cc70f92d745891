"""Rows of an earlier tracker that wait to be cleared of names stand before whoever may clear them, and nobody else."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest

from brought_in import bring_in, nothing_brought_in
from casework import acting
from commonground.tenants.tracker_import import service
from councils import World
from earlier_tracker import ROWS, as_csv, earlier_tracker
from pages import counting
from told import ask, tell
from web import Site

LINE = re.compile(r'href="/worklist/uncleared">Rows of the earlier tracker that wait to be cleared of names \((\d+)\)<')


@pytest.fixture
async def key(world: World, tmp_path: Path) -> UUID:
    await nothing_brought_in(world)
    return await bring_in(world, tmp_path, earlier_tracker())


async def _waits(site: Site, person: str, council: str = "larkmere") -> int:
    """What /my-work says; nought where it says nothing."""
    page = (await (await site.signed_in(getattr(site.world, council), person)).get("/my-work")).text
    assert page.count("/worklist/uncleared") == len(LINE.findall(page)) <= 1
    return int(LINE.findall(page)[0]) if LINE.search(page) else 0


async def _leads_to(site: Site, person: str) -> str:
    answer = await (await site.signed_in(site.world.larkmere, person)).get("/worklist/uncleared")
    return answer.headers["location"] if answer.status_code == 303 else str(answer.status_code)


async def _first(world: World) -> str:
    sql = ("select r.reference from tenants.referrals r join tenants.imported_rows w on w.referral_id = r.id"
           " where w.cleared_at is null order by w.row_number limit 1")  # fmt: skip  # one statement
    return str((await ask(world, sql))[0])


async def test_whoever_may_clear_them_finds_how_many_and_where(site: Site, world: World, key: UUID) -> None:
    assert await _waits(site, "manager") == len(ROWS)
    assert await _leads_to(site, "manager") == f"/tracker/import/{key}/clear"
    first = await _first(world)
    assert await _waits(site, "screener") == len(ROWS)
    assert await _leads_to(site, "screener") == f"/referrals/{first}/clear", "has no page for several"
    screener = await site.signed_in(world.larkmere, "screener")
    assert (await screener.get(f"/referrals/{first}/clear")).status_code == 200


async def test_nobody_else_is_told_of_any(site: Site, world: World, key: UUID) -> None:
    for person in ("practitioner", "locality_practitioner", "specialist_manager", "ig_lead", "analyst", "admin"):
        assert await _waits(site, person) == 0, person
        assert "clear" not in (await _leads_to(site, person)), person
    assert await _waits(site, "manager", "hallowdene") == 0
    assert "earlier tracker" not in (
        await (await site.signed_in(world.larkmere, "specialist_manager")).get("/worklist?whose=team")
    ).text.replace("Rows of an earlier tracker to clear of names (0)", "")


async def test_what_is_cleared_restricted_or_taken_out_waits_no_more(site: Site, world: World, key: UUID) -> None:
    first = await _first(world)
    await tell(world, "update tenants.imported_rows w set cleared_at = now(), cleared_by = (select s.id from"
               " council.staff s where s.tenant_id = w.tenant_id limit 1) from tenants.referrals r"
               " where r.id = w.referral_id and r.reference = :first", first=first)  # fmt: skip  # one statement
    assert await _waits(site, "manager") == len(ROWS) - 1
    await tell(world, "update tenants.referrals set restricted = true where reference = :it", it=await _first(world))
    assert await _waits(site, "manager") == len(ROWS) - 2, "nobody named them on it"
    async with acting(world, world.larkmere, "manager") as work:
        await service.undo(work, key)
    assert await _waits(site, "screener") == 0
    manager = await site.signed_in(world.larkmere, "manager")
    assert "No rows of an earlier tracker wait to be cleared by you." in (await manager.get("/worklist/uncleared",
                                                                          follow=True)).text  # fmt: skip


async def test_of_two_imports_each_is_a_task_and_the_number_is_of_rows(
    site: Site, world: World, key: UUID, tmp_path: Path
) -> None:
    more = await bring_in(world, tmp_path, as_csv([("LM/100", *ROWS[0][1:]), ("LM/101", *ROWS[1][1:])]))
    assert await _waits(site, "manager") == len(ROWS) + 2
    page = (await (await site.signed_in(world.larkmere, "manager")).get("/worklist?kind=uncleared")).text
    assert "Rows of an earlier tracker to clear of names (2)" in page
    found = re.findall(r'href="(/tracker/import/[^"]+/clear)".*?Rows: (\d+)', page, re.DOTALL)
    assert sorted(found) == sorted([(f"/tracker/import/{key}/clear", "5"), (f"/tracker/import/{more}/clear", "2")])


async def test_it_takes_no_statement_more(site: Site, world: World, key: UUID) -> None:
    for person in ("manager", "screener"):
        browser = await site.signed_in(world.larkmere, person)
        await browser.get("/my-work")
        with counting(site) as statements:
            await browser.get("/my-work")
        assert len(statements) <= 7, statements.sent
