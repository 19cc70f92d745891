"""Restricting a referral to named people, and opening it again."""

from __future__ import annotations

import pytest

from casework import Told, acting, add_referral
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.audit import ON_RECORD
from commonground.platform.refusals import IncompleteError
from commonground.tenants.referrals import restriction
from commonground.tenants.referrals.load import load_referral
from councils import World
from told import lines_of, named_on, referral_of, trail_of


async def lift(world: World, told: Told, reason: str) -> None:
    async with acting(world, world.larkmere, "manager") as work:
        row = await load_referral(work, told.reference, to=Action.RESTRICT_RECORD)
        await restriction.lift_restriction(work, row, reason)


async def look(world: World, told: Told) -> bool:
    async with acting(world, world.larkmere, "screener") as work:
        return (await load_referral(work, told.reference, to=Action.READ_REFERRAL)).restricted


async def test_what_is_lifted_is_open_again_and_names_nobody(world: World) -> None:
    told, other = [await add_referral(world, world.larkmere, named=["manager"]) for _ in range(2)]
    with pytest.raises(NotFoundHereError):
        await look(world, told)
    with pytest.raises(IncompleteError):
        await lift(world, told, "  ")
    await lift(world, told, "No longer needed")
    assert not await look(world, told)
    assert await named_on(world, told) == {}
    assert (await referral_of(world, told)).version == 2
    assert await lines_of(world, told) == [("lift_restriction", "No longer needed")]
    assert ("restrict_record", told.reference, ON_RECORD) in await trail_of(world, told)
    assert list(await named_on(world, other)) == [world.larkmere.people["manager"].staff_id]
