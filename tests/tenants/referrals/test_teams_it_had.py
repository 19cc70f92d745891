"""To which team a referral came and which one decided it, wherever it goes from there."""

from __future__ import annotations

from uuid import UUID

import pytest

from casework import Told, acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.tenants.contexts import service as contexts
from commonground.tenants.contexts.load import load_context
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.queries import Holder
from commonground.tenants.referrals.service import reassign, reopen
from commonground.tenants.referrals.types import Outcome
from councils import World
from decided import decided, screened
from told import referral_of


async def _teams(world: World, told: Told) -> tuple[UUID, UUID | None, UUID | None]:
    """That has it, to which it came, and that decided it."""
    row = await referral_of(world, told)
    return row.team_id, row.received_team_id, row.decided_team_id


async def _given(world: World, told: Told, team: str) -> None:
    async with acting(world, world.larkmere, "manager") as work:
        row = await load_referral(work, told.reference, to=Action.REASSIGN_REFERRAL, lock=True)
        await reassign(work, row, Holder(world.larkmere.teams[team], None), "It is theirs.")


async def test_what_goes_away_before_it_is_decided_came_to_the_first_team(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    door, locality = world.larkmere.teams["front_door"], world.larkmere.teams["locality"]
    assert await _teams(world, told) == (door, None, None)
    await _given(world, told, "locality")
    assert await _teams(world, told) == (locality, door, None)


async def test_what_goes_with_its_context_was_decided_by_the_team_that_decided(world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT, context=context)
    door, specialist, locality = (world.larkmere.teams[each] for each in ("front_door", "specialist", "locality"))
    assert await _teams(world, told) == (specialist, door, door)
    async with acting(world, world.larkmere, "practitioner") as work:
        row = await load_context(work, context.reference, to=Action.CHANGE_CONTEXT, lock=True)
        await contexts.give_lead(work, row, team_id=locality, lead_id=None, reason="It is theirs.")
    assert await _teams(world, told) == (locality, door, door)


async def test_one_that_is_opened_again_is_decided_by_nobody_yet(world: World) -> None:
    told = await screened(world)
    await decided(world, told)
    door = world.larkmere.teams["front_door"]
    assert await _teams(world, told) == (door, None, door)
    async with acting(world, world.larkmere, "manager") as work:
        row = await load_referral(work, told.reference, to=Action.REOPEN_REFERRAL, lock=True)
        await reopen(work, row, "They rang once more.", keep=False)
    assert await _teams(world, told) == (door, None, None)


@pytest.mark.parametrize("state", ["decided", "withdrawn"])
async def test_one_of_before_this_was_written_down_keeps_the_team_that_it_leaves(world: World, state: str) -> None:
    context = await add_context(world, world.larkmere)
    told = await add_referral(world, world.larkmere, state=state, team="specialist", context=context)
    specialist, locality = (world.larkmere.teams[each] for each in ("specialist", "locality"))
    async with acting(world, world.larkmere, "practitioner") as work:
        row = await load_context(work, context.reference, to=Action.CHANGE_CONTEXT, lock=True)
        await contexts.give_lead(work, row, team_id=locality, lead_id=None, reason="It is theirs.")
    assert await _teams(world, told) == (locality, specialist, specialist if state == "decided" else None)
