"""Contexts that nobody leads, in the worklist: before the manager of the team that has them, and nobody else's."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from casework import add_context
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from councils import TestCouncil, World, make_world
from postgres import Database
from told import tell
from web import Site

LONG_AGO = datetime(2020, 1, 6, 10, tzinfo=UTC)
LEADLESS = ("Nobody leads", "Lead left", "Closed place", "Of another team", "Secret place", "Led by somebody")


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(_two_councils(database))


async def _two_councils(database: Database) -> World:
    world = await make_world(database)
    await add_context(world, world.hallowdene, name="Next door", lead=None)
    await _leadless(world, world.larkmere)
    return world


async def _leadless(world: World, council: TestCouncil) -> None:
    """One that nobody leads, one whose lead has left, and others that are not for the manager of their team."""
    await add_context(world, council, name="Nobody leads", lead=None)
    orphaned, leaver = await add_context(world, council, name="Lead left", lead=None), uuid7()
    row = {"tenant_id": council.id, "id": leaver, "display_name": "Left Long Ago", "email": "left@example.org",
           "roles": ["practitioner"], "created_at": LONG_AGO, "ended_at": LONG_AGO}  # fmt: skip  # a row
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(Staff), row)
    await tell(world, "update tenants.contexts set lead_id = :lead where id = :id", lead=leaver, id=orphaned.id)
    await add_context(world, council, name="Closed place", status="closed", lead=None)
    await add_context(world, council, name="Of another team", team="locality", lead=None)
    await add_context(world, council, name="Secret place", named=("practitioner",), lead=None)
    await add_context(world, council, name="Led by somebody")


async def _lines(site: Site, person: str, whose: str = "me") -> list[str]:
    browser = await site.signed_in(site.world.larkmere, person)
    page = await browser.get(f"/worklist?whose={whose}&kind=context_lead")
    body = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.sub(r"\s+", " ", row) for row in body.split("</tr>") if "<th" in row]


def _named(lines: list[str]) -> list[str]:
    return [name for line in lines for name in (*LEADLESS, "Next door") if name in line]


async def test_a_context_without_a_lead_waits_for_the_manager_of_its_team(site: Site) -> None:
    lines = await _lines(site, "specialist_manager")
    assert sorted(_named(lines)) == ["Lead left", "Nobody leads"]
    for line in lines:
        assert "Your team has the context, and nobody leads it" in line
        assert "Give it a lead" in line
        href = re.findall(r'href="(/contexts/CX-[0-9A-Z-]+/lead)"', line)[0]
        assert (await (await site.signed_in(site.world.larkmere, "specialist_manager")).get(href)).status_code == 200


@pytest.mark.parametrize(
    ("person", "whose", "seen"),
    [
        ("practitioner", "me", {"Secret place"}),
        ("practitioner", "team", {"Nobody leads", "Lead left", "Secret place"}),
        ("locality_practitioner", "team", {"Of another team"}),
        ("screener", "team", set()),
        ("manager", "team", set()),
        ("ig_lead", "team", set()),
    ],
)
async def test_who_may_give_a_lead_sees_it_among_what_their_team_has(
    site: Site, person: str, whose: str, seen: set[str]
) -> None:
    """The restricted one is for whoever is named on it, and nobody's list has another team's."""
    assert set(_named(await _lines(site, person, whose))) == seen
