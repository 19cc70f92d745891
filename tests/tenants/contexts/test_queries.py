"""Lists and figures of contexts: what the reader may not open is neither there nor counted."""

from __future__ import annotations

from datetime import timedelta

from casework import ARRIVED, acting, add_context, add_referral
from commonground.platform.work import Work
from commonground.tenants.contexts.queries import Wanted, contexts_like, count_contexts, find_contexts
from councils import World


async def test_the_tabs_count_what_the_reader_may_open(world: World) -> None:
    async with acting(world, world.larkmere, "screener") as work:
        before = await count_contexts(work)
    for status in ("active", "closed"):
        for council, named in ((world.larkmere, ()), (world.larkmere, ("manager",)), (world.hallowdene, ())):
            await add_context(world, council, status=status, team="front_door", lead="screener", named=named)
        await add_context(world, world.larkmere, status=status, kind="group")
    async with acting(world, world.larkmere, "screener") as work:
        after = await count_contexts(work)
    grown = [after.active - before.active, after.mine - before.mine, after.team - before.team]
    assert [*grown, after.closed - before.closed] == [1, 1, 1, 1]


async def test_contacts_that_the_reader_may_not_open_are_not_counted(world: World) -> None:
    known = await add_context(world, world.larkmere, name="Weir steps")
    earlier = ARRIVED - timedelta(days=9)
    await add_referral(world, world.larkmere, state="decided", context=known, received=earlier)
    await add_referral(world, world.larkmere, state="decided", context=known, named=("manager",))
    for person, count, latest in (("screener", 1, earlier), ("practitioner", 0, None)):
        async with acting(world, world.larkmere, person) as work:
            (row,) = (await find_contexts(work, Wanted(words="weir steps"))).rows
            assert (row.contacts, row.latest) == (count, latest)
            (like,) = [each for each in await contexts_like(work, ["Weir"], None) if each.id == known.id]
            assert like.contacts == count


async def test_a_proposal_is_like_what_was_said_and_open_to_the_reader(world: World) -> None:
    named = await add_context(world, world.larkmere, kind="school", name="Quarry School")
    of_kind = await add_context(world, world.larkmere, name="Ferry landing")
    for hidden in ("Quarry pond", "Quarry lane"):
        await add_context(world, world.larkmere, name=hidden, named=("manager",))
    await add_context(world, world.hallowdene, name="Quarry edge")
    await add_context(world, world.larkmere, kind="online", name="Larkmere Unseen")

    async def like(work: Work, kind: str | None) -> list[str]:
        return [each.known.reference for each in await contexts_like(work, ["By the quarry, at night"], kind)]

    async with acting(world, world.larkmere, "screener") as work:
        assert await like(work, None) == [named.reference]
        proposed = await like(work, "place")
        assert proposed[0] == named.reference
        assert of_kind.reference in proposed
        assert await like(work, "group") == [named.reference]
