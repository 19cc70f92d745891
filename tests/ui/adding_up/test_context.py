"""What adds up on one context: counted by what the reader may open, and one lead proposed where teams worry apart."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from casework import Known, add_context, add_referral, as_owner
from councils import TestCouncil, World
from pages import counting
from web import Site

NOW = datetime.now(UTC)


async def add_contact(
    world: World, council: TestCouncil, context: Known, ago: float, *, harm: str = "cce", named: tuple[str, ...] = ()
) -> None:
    received = NOW - timedelta(days=ago)
    await add_referral(
        world, council, state="decided", outcome="added_to_context", context=context, received=received, harms=(harm,),
        team="specialist", named=named,
    )  # fmt: skip  # a row


async def test_it_says_why_now_and_what_the_guidance_is(site: Site, world: World) -> None:
    larkmere = world.larkmere
    known = await add_context(world, larkmere, name="Kiosk, Tanner Walk")
    for ago, harm in ((100, "cce"), (50, "cce"), (9, "cce"), (4, "cce"), (2, "weapons")):
        await add_contact(world, larkmere, known, ago, harm=harm)
    browser = await site.signed_in(larkmere, "practitioner")
    with counting(site) as statements:
        page = (await browser.get(f"/contexts/{known.reference}/adding-up")).text
    assert len(statements) <= 10, statements.sent
    assert "3 contacts in the last 28 days. Your council wants to hear of 3." in page
    assert "They come more often: 3 in the last 28 days, 1 in as many before." in page
    assert "Named here for the first time on" in page
    assert "5 contacts in all, 3 in the last 28 days." in page
    assert "at least 3 children" in page
    assert "28 days: 3 contacts" in page, "the pattern is shaded in the picture"
    assert "Something small, seldom" in page
    harms = re.search(r'id="harms".*?</section>', page, re.DOTALL)
    assert harms
    assert re.findall(r"</svg> (\d+)", harms.group()) == ["4", "1"]
    assert "Other teams worry" not in page


async def test_what_the_reader_may_not_open_does_not_add_up_for_them(site: Site, world: World) -> None:
    larkmere = world.larkmere
    known = await add_context(world, larkmere, name="Lido")
    for ago in (5, 4):
        await add_contact(world, larkmere, known, ago)
    await add_contact(world, larkmere, known, 3, named=("manager",))
    address = f"/contexts/{known.reference}/adding-up"
    page = (await (await site.signed_in(larkmere, "practitioner")).get(address)).text
    assert "No pattern that your council wants to hear of is met now." in page
    assert "2 contacts in all" in page


async def test_nobody_reads_it_who_may_not_open_the_context(site: Site, world: World) -> None:
    hidden = await add_context(world, world.larkmere, name="Cabin", named=("manager",))
    theirs = await add_context(world, world.hallowdene, name="Mill")
    browser = await site.signed_in(world.larkmere, "practitioner")
    for known in (hidden, theirs):
        assert (await browser.get(f"/contexts/{known.reference}/adding-up")).status_code == 404


async def add_place(world: World, name: str, address: str, **more: Any) -> Known:
    """Without canaries: a word that every name has in common would make all of them alike."""
    known = await add_context(world, world.larkmere, name=name, address=address, **more)
    async with as_owner(world.database) as engine, engine.begin() as connection:
        plain = text("update tenants.contexts set name = :name, address = :address where id = :id")
        await connection.execute(plain, {"name": name, "address": address, "id": known.id})
    return known


async def test_worries_of_several_teams_about_one_place_stand_together(site: Site, world: World) -> None:
    larkmere = world.larkmere
    mine = await add_place(world, "Otter Chicken", "3 Otter Row")
    other = await add_place(world, "Otter Chicken", "3 Otter Row", team="locality", lead=None)
    hidden = await add_place(world, "Otter Chicken", "3 Otter Row", team="front_door", named=("manager",))
    far = await add_place(world, "Quarry", "9 Slate Hill", team="locality")
    alone = [await add_place(world, "Weir Grill", "8 Weir Street") for _ in range(2)]
    await add_contact(world, larkmere, mine, 3)
    browser = await site.signed_in(larkmere, "practitioner")
    page = (await browser.get(f"/contexts/{mine.reference}/adding-up")).text
    assert "Other teams worry about it too" in page
    assert other.reference in page
    assert hidden.reference not in page
    assert far.reference not in page
    assert f"we propose {larkmere.people['practitioner'].name}" in page
    one_team = (await browser.get(f"/contexts/{alone[0].reference}/adding-up")).text
    assert "Other teams worry" not in one_team
