"""Contexts put together while somebody else decides or puts others together: whoever is second waits, and reads what
the first has written."""

from __future__ import annotations

import asyncio

import pytest

from casework import Known, acting, add_context
from commonground.platform.access import Action
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.tenants.around.service import relate
from commonground.tenants.around.types import RelationKind
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.merging import merge
from commonground.tenants.referrals.types import Outcome
from councils import World
from decided import decided, screened
from told import referral_of, rows


async def put_together(world: World, one: Known, other: Known, *, lock: bool = False) -> None:
    """As the page does it, and slowly."""
    async with acting(world, world.larkmere, "practitioner") as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT, lock=lock)
        await asyncio.sleep(0.05)
        await merge(work, row, other.reference, "The same", version=1)


async def test_what_is_decided_never_lies_on_what_has_gone_into_another_one(world: World) -> None:
    for _ in range(5):
        told = await screened(world)
        one, other = [await add_context(world, world.larkmere) for _ in range(2)]
        outcome = Outcome.ADDED_TO_CONTEXT
        decision, together = await asyncio.gather(
            decided(world, told, outcome=outcome, context=one),
            put_together(world, one, other, lock=True),
            return_exceptions=True,
        )
        assert together is None
        # Where it is gone by then, `decided` finds that nothing was chosen.
        assert decision is None or isinstance(decision, AssertionError)
        assert (await referral_of(world, told)).context_id == (None if decision else other.id)


async def test_three_records_put_together_in_a_ring_are_never_all_gone(world: World) -> None:
    ring = [await add_context(world, world.larkmere) for _ in range(3)]

    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    await asyncio.gather(*(put_together(world, *pair) for pair in pairs), return_exceptions=True)
    merges = await rows(world, "select context_id, into_id from tenants.context_merges where into_id = any(:ids)",
                        ids=[each.id for each in ring])  # fmt: skip  # one query
    gone = {each.context_id for each in merges}
    assert len(gone) in (1, 2)
    assert all(each.into_id not in gone for each in merges), "what they have gone into stands"


async def test_nothing_is_said_of_what_has_gone_into_another_one_meanwhile(world: World) -> None:
    one, other, third = [await add_context(world, world.larkmere) for _ in range(3)]
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT)
        await put_together(world, one, other)
        with pytest.raises(ChangedMeanwhileError):
            await relate(work, row, RelationKind.OPPOSITE, third.reference)
