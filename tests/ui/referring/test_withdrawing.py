"""Whoever referred something asks for it back: a wish, which somebody of the front door reads and decides about."""

from __future__ import annotations

import pytest

from commonground.platform.database.engine import make_engine
from commonground.platform.outbox import FactKind
from commonground.workers.actors.carry_out import carry_out
from councils import World
from referrer import WHAT, refer, row_of
from told import rows, tell
from web import Browser, Site

WHY = "They only play chess there, Ayesha Khan says."
LINK = "Ask to withdraw it</a>"


async def carried_out(world: World) -> list[str]:
    """What waited in the outbox, and was done."""
    found = await rows(world, "select id, kind from system.outbox where done_at is null order by occurred_at, id")
    worker = make_engine(world.database.worker_url, pooled=False)
    for fact in found:
        assert await carry_out(worker, fact.id)
    await worker.dispose()
    return [fact.kind for fact in found]


async def letters_of(world: World, reference: str) -> list[tuple[str, str]]:
    query = "select kind, body from tenants.report_messages where statement_id = :id order by at, id"
    return [(each.kind, each.body) for each in await rows(world, query, id=(await row_of(world, reference)).statement)]


async def withdrawn(browser: Browser, reference: str, why: str = WHY) -> int:
    return (await browser.submit(f"/refer/{reference}/withdraw", {"why": why})).status_code


@pytest.mark.parametrize("person", ["partner", "practitioner"])
async def test_it_is_a_wish_that_a_screener_reads_and_closes(site: Site, world: World, person: str) -> None:
    browser, screener = [await site.signed_in(world.larkmere, each) for each in (person, "screener")]
    reference = await refer(browser)
    await carried_out(world)
    here = f"/referrals/{reference}"
    assert LINK in (await browser.get(f"/refer/{reference}")).text
    assert "Nothing is deleted." in (await browser.get(f"/refer/{reference}/withdraw")).text
    assert await withdrawn(browser, reference, " ") == 422, "the reason is asked"
    assert await letters_of(world, reference) == []

    assert await withdrawn(browser, reference) == 303
    assert await carried_out(world) == [FactKind.REPORTER_WITHDREW]
    row = await row_of(world, reference)
    assert (row.state, row.attention, row.withdrawal_asked_at is not None) == ("new", "withdrawal", True)
    assert await letters_of(world, reference) == [("withdrawal", WHY)]
    mine = (await browser.get(f"/refer/{reference}")).text
    assert "You have asked to withdraw it. Somebody reads why before it is closed." in mine
    assert LINK not in mine

    await screener.submit(here, {}, to=f"{here}/take")
    record = (await screener.get(here)).text
    assert "They only play chess there" in record
    assert WHAT in record, "nothing is deleted"
    assert "Ayesha" not in record, "names are hidden in it like in everything"
    version = str((await row_of(world, reference)).version)
    closed = await screener.submit(f"{here}/close-withdrawn", {"version": version, "reason": "It was another place."})
    assert closed.status_code == 303
    assert (await row_of(world, reference)).state == "withdrawn"
    assert "It has been decided." in (await browser.get(f"/refer/{reference}")).text


@pytest.mark.parametrize("person", ["partner", "practitioner"])
async def test_it_is_asked_once_and_what_is_written_then_is_news(site: Site, world: World, person: str) -> None:
    browser = await site.signed_in(world.larkmere, person)
    reference = await refer(browser)
    for why in (WHY, WHY, "And it is over."):
        assert await withdrawn(browser, reference, why) == 303
    assert await letters_of(world, reference) == [("withdrawal", WHY), ("news", "And it is over.")]
    facts = "select kind from system.outbox where subject_id = :id order by occurred_at, id"
    kinds = [each.kind for each in await rows(world, facts, id=(await row_of(world, reference)).id)]
    assert kinds == ["referral_received", "reporter_withdrew", "reporter_added_news"]


@pytest.mark.parametrize("person", ["partner", "practitioner"])
async def test_what_is_decided_is_not_withdrawn(site: Site, world: World, person: str) -> None:
    browser = await site.signed_in(world.larkmere, person)
    reference = await refer(browser)
    decided = "state = 'decided', outcome = 'advice', rationale = 'So', decided_at = now()"
    by = world.larkmere.people["screener"].staff_id
    query = f"update tenants.referrals set {decided}, decided_by = :by where reference = :reference"
    await tell(world, query, by=by, reference=reference)
    assert LINK not in (await browser.get(f"/refer/{reference}")).text
    page = await browser.get(f"/refer/{reference}/withdraw")
    assert page.status_code == 409
    assert await withdrawn(browser, reference) == 409
    assert await letters_of(world, reference) == []


async def test_nobody_else_withdraws_it(site: Site, world: World) -> None:
    for person in ("partner", "practitioner"):
        reference = await refer(await site.signed_in(world.larkmere, person))
        for council, other in ((world.larkmere, "screener"), (world.larkmere, "manager"), (world.hallowdene, person)):
            browser = await site.signed_in(council, other)
            assert (await browser.get(f"/refer/{reference}/withdraw")).status_code == 404
            answer = await browser.submit("/refer", {"why": WHY}, to=f"/refer/{reference}/withdraw")
            assert answer.status_code == 404
        assert await letters_of(world, reference) == []
