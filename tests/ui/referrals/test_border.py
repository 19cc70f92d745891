"""A postcode on the other side of the border: told to whoever decides, and nothing is decided by it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from casework import add_context, add_referral, as_owner
from commonground.platform.postcodes import PostcodeTable, sides
from commonground.platform.postcodes.tables import Several
from councils import TestCouncil, World
from web import Site

NEXT_DOOR = "HW1 1AA"
"""Ninety metres from the last house of Larkmere; the points stand in `platform/postcodes/invented.csv`."""


async def serve(world: World, council: TestCouncil, *areas: str) -> None:
    async with as_owner(world.database) as engine, engine.begin() as connection:
        changed = text("update commons.councils set areas = :areas where id = :id")
        await connection.execute(changed, {"areas": list(areas), "id": council.id})


async def put(world: World, table: str, record: object, postcode: str) -> None:
    column = {"reports": "referral_id", "contexts": "id"}[table]
    async with as_owner(world.database) as engine, engine.begin() as connection:
        changed = text(f"update tenants.{table} set postcode = :postcode where {column} = :id")
        await connection.execute(changed, {"postcode": postcode, "id": record})


async def test_whoever_decides_reads_that_it_lies_in_a_neighbours_area(site: Site, world: World) -> None:
    await serve(world, world.larkmere, "London Borough of Larkmere")
    await serve(world, world.hallowdene, "Hallowdene")
    pages = {}
    for council in (world.larkmere, world.hallowdene):
        told = await add_referral(world, council, state="screening", lead="screener")
        await put(world, "reports", told.id, NEXT_DOOR)
        browser = await site.signed_in(council, "screener")
        pages[council.slug] = (await browser.get(f"/referrals/{told.reference}")).text
    there = pages["larkmere"]
    assert "In Hallow Vale, Hallowdene, which is not our area." in there
    assert "HW1 1AA lies in Hallow Vale, Hallowdene, not in our area." in there
    assert "If they should lead, choose “Another council leads”." in there
    chosen = there.split('value="other_borough"')[1].split(">")[0]
    assert "checked" not in chosen, "people choose"
    assert "In Hallow Vale, Hallowdene, our own area." in pages["hallowdene"]
    assert 'id="elsewhere"' not in pages["hallowdene"]


async def test_a_context_says_on_whose_side_it_lies(site: Site, world: World) -> None:
    await serve(world, world.larkmere, "Larkmere")
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    for postcode, said, warned in (
        ("LM9 1AA", "In Larkmere, our own area.", False),
        ("LM4 9ZZ", "This postcode is no longer in use.", False),
        (NEXT_DOOR, "which is not our area.", True),
        ("ZX9 9ZZ", "Not found in the table of postcodes.", False),
        ("", "", False),
    ):
        await put(world, "contexts", known.id, postcode)
        page = (await browser.get(f"/contexts/{known.reference}")).text
        assert said in page
        assert ("The postcode lies" in page) is bool(postcode)
        assert ('id="elsewhere"' in page) is warned, postcode


async def test_areas_that_the_table_knows_by_no_such_name_make_nothing_a_neighbours(site: Site, world: World) -> None:
    await serve(world, world.larkmere, "Larkmere and Lock End")
    known = await add_context(world, world.larkmere)
    await put(world, "contexts", known.id, NEXT_DOOR)
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get(f"/contexts/{known.reference}")).text
    assert re.search(r"In Hallow Vale, Hallowdene\.\s*<", page)
    assert 'id="elsewhere"' not in page


async def test_without_a_table_it_is_said_and_everything_else_works(
    site: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> PostcodeTable:
        return Several([])

    monkeypatch.setattr(sides, "postcodes", none)
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    browser = await site.signed_in(world.larkmere, "screener")
    page = await browser.get(f"/referrals/{told.reference}")
    assert page.status_code == 200
    assert "Not known: no table of postcodes has been set up here." in page.text
