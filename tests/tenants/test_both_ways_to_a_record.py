"""What the ways from a reference to a record have in common, be it a referral or a context."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from casework import Known, Told, acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.platform.access.confirming import ConfirmFirstError
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.work import Work
from commonground.tenants.contexts.load import held_context, held_contexts, load_context, load_context_for_who
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.load import (
    held_referral,
    held_referrals,
    load_referral,
    load_referral_for_who,
)
from commonground.tenants.referrals.models import ReferralRow
from councils import World


@dataclass(frozen=True)
class Way:
    """To one kind of record. `reader` leads the records that `add` makes; `changes` is what they may do to one."""

    load: Callable[..., Awaitable[Any]]
    for_who: Callable[[Work, str], Awaitable[Any]]
    held: Callable[[Work, Any], Awaitable[Any]]
    held_many: Callable[[Work, Any], Awaitable[Any]]
    add: Callable[..., Awaitable[Known | Told]]
    model: type[ReferralRow | ContextRow]
    reads: Action


WAYS = (
    Way(load_referral, load_referral_for_who, held_referral, held_referrals, add_referral, ReferralRow,
        Action.READ_REFERRAL),
    Way(load_context, load_context_for_who, held_context, held_contexts, add_context, ContextRow,
        Action.READ_CONTEXT),
)  # fmt: skip  # a way each
both = pytest.mark.parametrize("way", WAYS, ids=["referral", "context"])


@both
async def test_a_restricted_one_is_shown_to_whoever_confirmed_lately(world: World, way: Way) -> None:
    open_one = await way.add(world, world.larkmere, lead="practitioner")
    restricted = await way.add(world, world.larkmere, lead="practitioner", named=["practitioner"])
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        assert (await way.load(work, restricted.reference, to=way.reads)).restricted
        work.actor = replace(work.actor, confirmed_at=None)
        assert not (await way.load(work, open_one.reference, to=way.reads)).restricted
        assert (await way.load(work, restricted.reference, to=way.reads, unconfirmed=True)).restricted
        with pytest.raises(ConfirmFirstError):
            await way.load(work, restricted.reference, to=way.reads)


@both
async def test_whoever_may_not_open_it_is_not_asked_to_confirm(world: World, way: Way) -> None:
    """It would tell them that it is there."""
    restricted = await way.add(world, world.larkmere, lead="practitioner", named=["practitioner"])
    async with acting(world, world.larkmere, "locality_practitioner", keep=False) as work:
        work.actor = replace(work.actor, confirmed_at=None)
        with pytest.raises(NotFoundHereError):
            await way.load(work, restricted.reference, to=way.reads)


@both
async def test_who_could_see_it_is_shown_to_its_lead_and_who_answers_and_to_nobody_else(world: World, way: Way) -> None:
    known = await way.add(world, world.larkmere, lead="practitioner")
    foreign = await way.add(world, world.hallowdene, lead="practitioner")
    for person, shown in (("practitioner", True), ("ig_lead", True), ("locality_practitioner", False)):
        async with acting(world, world.larkmere, person, keep=False) as work:
            for reference, there in ((known.reference, shown), (foreign.reference, False)):
                if there:
                    assert (await way.for_who(work, reference)).reference == reference
                else:
                    with pytest.raises(NotFoundHereError):
                        await way.for_who(work, reference)


@both
async def test_looking_at_who_could_see_it_holds_nobody_up(world: World, way: Way) -> None:
    known = await way.add(world, world.larkmere, lead="practitioner")
    asked = select(way.model.id).where(way.model.reference == known.reference).with_for_update(nowait=True)
    async with (
        acting(world, world.larkmere, "practitioner", keep=False) as first,
        acting(world, world.larkmere, "practitioner", keep=False) as second,
    ):
        await way.for_who(first, known.reference)
        try:
            assert (await second.mine.scalars(asked)).one() == known.id
        except DBAPIError as error:
            pytest.fail(f"it is held: {error}")


@both
async def test_many_are_asked_for_at_once_and_no_others_come(world: World, way: Way) -> None:
    mine, _ = [await way.add(world, world.larkmere, lead="practitioner") for _ in range(2)]
    restricted = await way.add(world, world.larkmere, lead="practitioner", named=["practitioner"])
    foreign = await way.add(world, world.hallowdene, lead="practitioner")
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        found = await way.held_many(work, [mine.id, restricted.id, foreign.id])
        assert set(found) == {mine.id, restricted.id}
        for known in (mine, restricted):
            row = await way.load(work, known.reference, to=way.reads)
            assert found[known.id] == await way.held(work, row)
        assert found[restricted.id].named == {world.larkmere.people["practitioner"].staff_id}


@both
async def test_nothing_is_asked_for_nobody(world: World, way: Way) -> None:
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        await work.connection.close()
        assert await way.held_many(work, []) == {}


@both
async def test_a_name_that_was_left_on_an_open_one_counts_for_nothing(world: World, way: Way) -> None:
    known = await way.add(world, world.larkmere, lead="practitioner", named=["screener"])
    async with acting(world, world.larkmere, "screener", keep=False) as work:
        row = await way.load(work, known.reference, to=way.reads)
        assert (await way.held(work, row)).named
        row.restricted = False
        assert (await way.held(work, row)).named == frozenset()
