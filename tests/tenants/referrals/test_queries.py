"""What is asked around one referral: nothing of what the reader may not open, and no position in it."""

from __future__ import annotations

from datetime import timedelta

from casework import ARRIVED, acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.tenants.referrals.contacts import contacts_about
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.on_context import context_of
from commonground.tenants.referrals.queries import grounds_for
from councils import World, canary


async def test_contacts_are_gone_through_only_from_one_that_the_reader_may_open(world: World) -> None:
    known = await add_context(world, world.larkmere)
    oldest, hidden, newest = [
        await add_referral(
            world, world.larkmere, state="decided", context=known, named=named, received=ARRIVED - timedelta(days=day)
        )
        for day, named in ((3, ()), (2, ("manager",)), (1, ()))
    ]
    theirs = await add_referral(world, world.hallowdene)
    async with acting(world, world.larkmere, "screener") as work:
        every = await contacts_about(work, [known.id])
        assert ([line.id for line in every.lines], every.total) == ([newest.id, oldest.id], 2)
        assert [line.id for line in (await contacts_about(work, [known.id], older=newest.reference)).lines] == [
            oldest.id
        ]
        for stands_nowhere in (hidden.reference, theirs.reference):
            assert not (await contacts_about(work, [known.id], older=stands_nowhere)).lines
    async with acting(world, world.larkmere, "manager") as work:
        assert [line.id for line in (await contacts_about(work, [known.id], older=hidden.reference)).lines] == [
            oldest.id
        ]


async def test_a_context_that_the_reader_may_not_open_is_neither_named_nor_taken(world: World) -> None:
    seen = await add_context(world, world.larkmere, name="Bus station")
    hidden = await add_context(world, world.larkmere, named=("manager",), lead=None)
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", context=hidden)
    async with acting(world, world.larkmere, "screener") as work:
        row = await load_referral(work, told.reference, to=Action.SCREEN_REFERRAL)
        assert await context_of(work, row.context_id) is None
        assert (await grounds_for(work, row, context=hidden.reference)).context is None
        named = await context_of(work, seen.id)
        assert named is not None
        assert (named.reference, named.name) == (seen.reference, f"Bus station {canary('larkmere')}")
        chosen = (await grounds_for(work, row, context=seen.reference)).context
        assert chosen is not None
        assert chosen.id == seen.id
    async with acting(world, world.larkmere, "manager") as work:
        row = await load_referral(work, told.reference, to=Action.READ_REFERRAL)
        assert (await context_of(work, row.context_id)) is not None
