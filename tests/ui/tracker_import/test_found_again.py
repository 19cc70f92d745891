"""A referral that stood in an earlier tracker is found by the reference it had there, by whoever may open it; nobody is
offered a way to write to whoever told it."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework import acting, add_context
from commonground.platform.access import Action
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.telling import tellers_of
from commonground.tenants.referrals.writing import teller_of
from commonground.tenants.tracker_import import service
from councils import World
from earlier_tracker import earlier_tracker
from told import ask, tell
from web import Browser, Site

DECIDED = "LM/001"
GROUP = "LM/002"
"""Of a group: open to its own team alone."""


@pytest.fixture(autouse=True)
async def brought_in(world: World, tmp_path: Path) -> None:
    for table in ("tenants.imported_rows", "tenants.tracker_imports", "council.tracker_meanings"):
        await tell(world, f"delete from {table}")
    for table in ("tenants.report_messages", "tenants.reports", "tenants.referral_events", "tenants.referrals"):
        await tell(world, f"delete from {table}")
    path = tmp_path / "chosen"
    path.write_bytes(earlier_tracker())
    async with acting(world, world.larkmere, "manager") as work:
        await service.bring_in(work, await service.take_file(work, path))


async def _reference(world: World, theirs: str) -> str:
    sql = ("select r.reference from tenants.referrals r join tenants.imported_rows w on w.referral_id = r.id"
           " where w.external_reference = :theirs")  # fmt: skip  # one statement
    return str((await ask(world, sql, theirs=theirs))[0])


async def _finds(browser: Browser, words: str, reference: str) -> list[bool]:
    asked = words.replace("/", "%2F").replace(" ", "+")
    pages = (f"/find?q={asked}", f"/tracker?view=all&words={asked}", f"/tracker/export.csv?view=all&words={asked}")
    answers = [await browser.get(page) for page in pages]
    return [reference in answer.text for answer in answers if answer.status_code == 200]


@pytest.mark.parametrize("words", ["LM/001", "lm/001", " LM/001 ", "LM/001 Alder"])
async def test_it_is_found_by_its_earlier_reference(site: Site, world: World, words: str) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    reference = await _reference(world, DECIDED)
    assert await _finds(manager, words, reference) == [True, True, True]
    assert not any(await _finds(manager, "LM/009", reference))


async def test_nobody_finds_by_it_what_they_may_not_open(site: Site, world: World) -> None:
    reference, group = await _reference(world, DECIDED), await _reference(world, GROUP)
    neighbour = await site.signed_in(world.hallowdene, "manager")
    assert not any(await _finds(neighbour, DECIDED, reference))
    elsewhere = await site.signed_in(world.larkmere, "specialist_manager")
    assert any(await _finds(elsewhere, DECIDED, reference))
    assert not any(await _finds(elsewhere, GROUP, group))
    await tell(world, "update tenants.referrals set restricted = true where reference = :it", it=reference)
    for person in ("manager", "screener", "specialist_manager"):
        browser = await site.signed_in(world.larkmere, person)
        assert not any(await _finds(browser, DECIDED, reference)), person
        found = (await browser.get("/find?q=LM%2F001")).text
        assert "Nothing found" in found, person


async def test_nobody_is_offered_a_word_to_whoever_told_it(site: Site, world: World) -> None:
    reference = await _reference(world, DECIDED)
    manager = await site.signed_in(world.larkmere, "manager")
    record = (await manager.get(f"/referrals/{reference}")).text
    assert f"/referrals/{reference}/write" not in record
    assert "/restrict" in record, "other acts are there"
    page = f"/referrals/{reference}/write"
    assert "There is no way to write to the person who told us" in (await manager.get(page)).text
    refused = await manager.submit(page, {"words": "Thank you for telling us."})
    assert (refused.status_code, "There is no way to write to the person who told us" in refused.text) == (422, True)
    assert (await ask(world, "select count(*) from tenants.report_messages"))[0] == 0


async def test_nobody_who_stood_in_it_is_told_what_changed(world: World) -> None:
    known = await add_context(world, world.larkmere)
    await tell(world, "update tenants.referrals set context_id = :id where state = 'decided'", id=known.id)
    async with acting(world, world.larkmere, "manager") as work:
        assert (await tellers_of(work, known.id))[0] == []
        row = await load_referral(work, await _reference(world, DECIDED), to=Action.WRITE_TO_TELLER)
        assert await teller_of(work, row.id) is None
