"""The migration that tells which referrals were restricted with their context."""

from __future__ import annotations

import asyncio
from uuid import UUID

from casework import Known, add_context, add_referral
from commonground.infra.migrations.run import upgrade
from councils import TestCouncil, World, make_world
from migrating import go_back
from postgres import Database
from told import rows, tell

CIRCLE = ("screener", "manager")
_LINE = (
    "insert into tenants.referral_events (tenant_id, id, referral_id, at, verb, from_state, to_state, words)"
    " select tenant_id, gen_random_uuid(), id, now() + make_interval(mins => :after), :verb, 'new', 'new', :words"
    " from tenants.referrals where id = :id"
)


async def _put(
    world: World, council: TestCouncil, context: Known, *lines: str, named: tuple[str, ...] = CIRCLE
) -> UUID:
    told = await add_referral(world, council, context=context, named=named)
    for after, words in enumerate(lines):
        verb = "lift_restriction" if words.startswith("Over") else "restrict"
        await tell(world, _LINE, id=told.id, after=after, verb=verb, words=words)
    return told.id


async def test_those_follow_that_were_restricted_with_it_and_not_by_themselves_since(own_database: Database) -> None:
    world = await make_world(own_database)
    expected: dict[UUID, bool] = {}
    for council in (world.larkmere, world.hallowdene):
        context = await add_context(world, council, named=CIRCLE, lead=None)
        opened = await add_context(world, council, lead=None)
        expected |= {
            await _put(world, council, context): True,
            await _put(world, council, context, "With its context"): True,
            await _put(world, council, context, "Her own reason", "Over", "With its context"): True,
            await _put(world, council, context, "With its context", "Her own reason"): False,
            await _put(world, council, context, "Her own reason"): False,
            await _put(world, council, context, "With its context", named=("screener",)): False,
            await _put(world, council, opened, "With its context"): False,
            (await add_referral(world, council, context=context)).id: False,
        }
    await asyncio.to_thread(go_back, own_database.owner_url, "follows_context")
    await asyncio.to_thread(upgrade, own_database.owner_url)
    found = await rows(world, "select id, follows_context from tenants.referrals")
    assert {row.id: row.follows_context for row in found} == expected
