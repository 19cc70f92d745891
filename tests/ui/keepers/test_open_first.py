"""The list of what has nobody left: open referrals first, with danger in words and their clock, and no more of any."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from casework import Told, add_context, add_referral
from councils import World
from told import tell
from web import Site

DANGER, OPEN = "Somebody is said to be in danger now.", "Still open."


@pytest.fixture(autouse=True)
async def _gone(world: World) -> None:
    people = [council.people["manager"].staff_id for council in (world.larkmere, world.hallowdene)]
    await tell(world, "update council.staff set ended_at = now() where id = any (:people)", people=people)


async def row_of(site: Site, reference: str) -> str:
    page = (await (await site.signed_in(site.world.larkmere, "ig_lead")).get("/keepers")).text
    found = re.search(rf'<tr id="{reference}".*?</tr>', page, re.DOTALL)
    assert found
    return found[0]


async def change(world: World, referral: Told, **values: object) -> None:
    changed = ", ".join(f"{column} = :{column}" for column in values)
    await tell(world, f"update tenants.referrals set {changed} where id = :id", id=referral.id, **values)


async def test_open_referrals_come_first_and_of_these_danger(site: Site, world: World) -> None:
    now = datetime.now(UTC)
    context = await add_context(world, world.larkmere, named=("manager",), lead=None)
    over, later, soon, danger = [await add_referral(world, world.larkmere, named=("manager",)) for _ in range(4)]
    await change(world, over, state="withdrawn", attention="danger")
    for referral, days in ((later, 9), (soon, 2), (danger, 30)):
        await change(world, referral, decision_due_at=now + timedelta(days=days))
    await change(world, danger, attention="danger")
    page = (await (await site.signed_in(world.larkmere, "ig_lead")).get("/keepers")).text
    ours = [each.reference for each in (danger, soon, later, context, over)]
    assert [each for each in re.findall(r'<tr id="([^"]+)"', page) if each in ours] == ours
    row = await row_of(site, danger.reference)
    assert DANGER in row
    assert OPEN in row
    assert "cg-clock" in row
    row = await row_of(site, soon.reference)
    assert (DANGER in row, OPEN in row) == (False, True)
    for reference in (context.reference, over.reference):
        row = await row_of(site, reference)
        assert not [words for words in (DANGER, OPEN, "cg-clock") if words in row]


async def test_a_clock_that_stands_still_says_so_and_not_whom_one_waits_for(site: Site, world: World) -> None:
    referral = await add_referral(world, world.larkmere, named=("manager",))
    await change(world, referral, state="waiting", paused_at=datetime.now(UTC), asked_whom="Millbank school")
    row = await row_of(site, referral.reference)
    assert "Paused" in row
    assert "Millbank" not in row
