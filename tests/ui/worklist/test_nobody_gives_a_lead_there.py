"""What is put with a team in which nobody can give it a lead: it waits for those of others, and the choice says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from casework import Told, add_referral
from councils import World
from decisions import screened
from told import tell
from web import Site

ADDS_ROLE = "update council.staff set roles = array_append(roles, :role) where id = :id"
TAKES_ROLE = "update council.staff set roles = array_remove(roles, :role) where id = :id"


async def _waits(site: Site, told: Told, *people: str) -> dict[str, bool]:
    """Whether it stands in what they are to give a lead."""
    found = {}
    for person in people:
        browser = await site.signed_in(site.world.larkmere, person)
        found[person] = told.reference in (await browser.get("/worklist?kind=lead")).text
    return found


@asynccontextmanager
async def _also(world: World, person: str, role: str) -> AsyncIterator[None]:
    whom = {"id": world.larkmere.people[person].staff_id, "role": role}
    await tell(world, ADDS_ROLE, **whom)
    yield
    await tell(world, TAKES_ROLE, **whom)


async def test_it_waits_for_everybody_else_who_can_give_it_a_lead(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="needs_lead", team="locality")
    asked = ("manager", "specialist_manager", "screener", "practitioner", "locality_practitioner")
    assert await _waits(site, told, *asked) == dict.fromkeys(asked, False) | {
        "manager": True, "specialist_manager": True,
    }  # fmt: skip  # whoever reassigns in the whole council
    manager = await site.signed_in(world.larkmere, "manager")
    assert "or one in which nobody can give it a lead" in (await manager.get("/worklist?kind=lead")).text
    neighbour = await site.signed_in(world.hallowdene, "manager")
    assert told.reference not in (await neighbour.get("/worklist?kind=lead")).text


async def test_where_somebody_of_the_team_can_it_waits_for_them_alone(site: Site, world: World) -> None:
    theirs = await add_referral(world, world.larkmere, state="needs_lead", team="specialist")
    assert await _waits(site, theirs, "manager", "specialist_manager") == {"manager": False, "specialist_manager": True}
    async with _also(world, "locality_practitioner", "team_manager"):
        told = await add_referral(world, world.larkmere, state="needs_lead", team="locality")
        assert await _waits(site, told, "manager", "specialist_manager") == dict.fromkeys(
            ("manager", "specialist_manager"), False
        )
        left = "update council.staff set ended_at = :at where id = :id"
        whom = world.larkmere.people["locality_practitioner"].staff_id
        await tell(world, left.replace(":at", "now()"), id=whom)
        assert (await _waits(site, told, "manager"))["manager"], "whoever could has left"
        await tell(world, left.replace(":at", "null"), id=whom)


async def test_a_restricted_one_waits_for_whoever_is_named_on_it_and_can(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="needs_lead", team="specialist", named=("manager",))
    assert await _waits(site, told, "manager", "specialist_manager") == {"manager": True, "specialist_manager": False}


async def test_the_choice_of_such_a_team_says_so(site: Site, world: World) -> None:
    said = "(nobody there can give it a lead)"
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{(await screened(world)).reference}")).text
    options = {each.partition('"')[0]: each for each in page.split('<option value="')}
    assert said in options[str(world.larkmere.teams["locality"])]
    assert page.count(said) == 1, "of the team alone, and of no team where somebody can"
