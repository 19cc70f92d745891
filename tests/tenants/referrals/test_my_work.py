"""What waits for one person, what others did to it meanwhile, and what they lead: nothing of anybody else's."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from casework import ARRIVED, Told, acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.tenants.referrals import my_work, service
from commonground.tenants.referrals.load import load_referral
from councils import World, make_world
from postgres import Database

NOON = ARRIVED + timedelta(hours=15)


@pytest.fixture
def world(own_database: Database) -> World:
    return asyncio.run(make_world(own_database))


async def test_what_waits_is_ones_own_and_for_a_screener_what_nobody_in_the_team_holds(world: World) -> None:
    larkmere = world.larkmere
    own = await add_referral(world, larkmere, state="screening", lead="screener")
    free = await add_referral(world, larkmere, received=ARRIVED + timedelta(days=1))
    led = await add_referral(world, larkmere, state="screening", team="specialist", lead="practitioner")
    await add_referral(world, larkmere, team="specialist")
    await add_referral(world, larkmere, state="screening", lead="second_screener")
    await add_referral(world, larkmere, state="decided", lead="screener")
    await add_referral(world, larkmere, state="screening", lead="screener", named=("manager",))
    await add_referral(world, larkmere, named=("manager",))
    await add_referral(world, world.hallowdene)
    for person, waiting in (("screener", [own, free]), ("practitioner", [led]), ("locality_practitioner", [])):
        async with acting(world, larkmere, person) as work:
            found = await my_work.waiting_for(work)
            assert [row.reference for row in found.rows] == [told.reference for told in waiting]
            assert found.total == len(waiting)
            assert found.due == ([(None, len(waiting))] if waiting else ())


async def take(world: World, told: Told, person: str, hours: int) -> None:
    async with acting(world, world.larkmere, person, now=NOON + timedelta(hours=hours)) as work:
        await service.take(work, await load_referral(work, told.reference, to=Action.SCREEN_REFERRAL, lock=True))


async def test_what_changed_is_what_others_did_since_to_what_one_may_see(world: World) -> None:
    before, seen, own = [await add_referral(world, world.larkmere) for _ in range(3)]
    hidden = await add_referral(world, world.larkmere, named=("second_screener",))
    await take(world, before, "second_screener", -1)
    for told, person in ((seen, "second_screener"), (own, "screener"), (hidden, "second_screener")):
        await take(world, told, person, 1)
    async with acting(world, world.larkmere, "second_screener", now=NOON + timedelta(hours=2)) as work:
        await service.look_at_names(work, await load_referral(work, seen.reference, to=Action.READ_NAMES))
    who = world.larkmere.people["second_screener"].name
    for council, changed in ((world.larkmere, [(seen.reference, "take", who)]), (world.hallowdene, [])):
        async with acting(world, council, "screener") as work:
            found = await my_work.changed_since(work, NOON)
            assert [(row.reference, row.verb, row.display_name) for row in found] == changed


async def test_what_somebody_leads_is_active_and_open_to_them(world: World) -> None:
    led = await add_context(world, world.larkmere, lead="practitioner")
    await add_context(world, world.larkmere, lead="practitioner", status="closed")
    await add_context(world, world.larkmere, lead="practitioner", named=("manager",))
    await add_context(world, world.larkmere, lead="specialist_manager")
    await add_context(world, world.hallowdene, lead="practitioner")
    async with acting(world, world.larkmere, "practitioner") as work:
        assert [row.reference for row in (await my_work.on_contexts(work)).led] == [led.reference]
