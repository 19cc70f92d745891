"""The only way from a reference to a referral."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased

from casework import Told, acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.referrals.load import held_referral, load_referral, visible_referrals, why
from commonground.tenants.referrals.models import ReferralRow
from councils import World


async def opens(world: World, person: str, reference: str, to: Action = Action.READ_REFERRAL) -> bool:
    """Whether `person` gets it, by its address, in a list and in a list under another name alike."""
    other = aliased(ReferralRow)
    async with acting(world, world.larkmere, person, keep=False) as work:
        seen = set(await work.mine.scalars(select(ReferralRow.reference).where(visible_referrals(work.actor, to))))
        again = set(await work.mine.scalars(select(other.reference).where(visible_referrals(work.actor, to, other))))
        assert seen == again
        try:
            row = await load_referral(work, reference, to=to)
        except NotFoundHereError:
            assert reference not in seen
            return False
        assert row.reference == reference
        assert reference in seen
        return True


async def test_each_reference_opens_its_own_referral(world: World) -> None:
    first, second = [await add_referral(world, world.larkmere) for _ in range(2)]
    for told in (first, second):
        async with acting(world, world.larkmere, "screener", keep=False) as work:
            row = await load_referral(work, told.reference.lower(), to=Action.SCREEN_REFERRAL)
            assert (row.id, row.reference) == (told.id, told.reference)


async def test_missing_foreign_misspelt_and_of_another_kind_are_one_answer(world: World) -> None:
    foreign = await add_referral(world, world.hallowdene)
    context = await add_context(world, world.larkmere)
    for wrong in (foreign.reference, new_reference(ReferenceKind.REFERRAL), "", "CR-", "%", context.reference):
        assert not await opens(world, "screener", wrong), wrong


async def test_a_restricted_one_is_open_to_those_named_on_it_and_on_nothing_else(world: World) -> None:
    mine = await add_referral(world, world.larkmere, named=["screener"])
    theirs = await add_referral(world, world.larkmere, named=["manager"])
    for person, told, seen in (("screener", mine, True), ("screener", theirs, False), ("manager", theirs, True),
                               ("manager", mine, False), ("second_screener", mine, False)):  # fmt: skip
        assert await opens(world, person, told.reference) is seen


async def test_who_is_named_on_an_open_one_counts_for_nothing(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    async with acting(world, world.larkmere, "screener", keep=False) as work:
        row = await load_referral(work, told.reference, to=Action.READ_REFERRAL)
        held = await held_referral(work, row)
        assert (held.restricted, held.named, held.close) == (False, frozenset(), False)


@pytest.mark.parametrize("kind", ["place", "group", None])
async def test_one_about_a_group_is_open_to_its_own_team_alone(world: World, kind: str | None) -> None:
    told = await add_referral(world, world.larkmere, kind=kind, team="specialist")
    assert await opens(world, "practitioner", told.reference)
    assert await opens(world, "screener", told.reference) is (kind != "group")
    assert not await opens(world, "locality_practitioner", told.reference)


async def test_reading_is_not_screening_and_the_reason_is_told(world: World) -> None:
    told = await add_referral(world, world.larkmere, team="specialist")
    assert await opens(world, "screener", told.reference)
    assert not await opens(world, "screener", told.reference, Action.SCREEN_REFERRAL)
    assert not await opens(world, "admin", told.reference)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        row = await load_referral(work, told.reference, to=Action.READ_REFERRAL)
        assert (await why(work, row, Action.READ_REFERRAL)).because == "Your team holds it."
        assert not await why(work, row, Action.SCREEN_REFERRAL)


async def test_who_changes_it_holds_it_and_who_reads_does_not(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    assert not await waits(world, told, lock=False)
    assert await waits(world, told, lock=True)


async def waits(world: World, told: Told, *, lock: bool) -> bool:
    """Whether somebody else has to wait for the row while it is loaded like this."""
    asked = select(ReferralRow.id).where(ReferralRow.id == told.id).with_for_update(nowait=True)
    async with (
        acting(world, world.larkmere, "screener", keep=False) as first,
        acting(world, world.larkmere, "second_screener", keep=False) as second,
    ):
        if lock:
            await load_referral(first, told.reference, to=Action.SCREEN_REFERRAL, lock=True)
        else:
            await load_referral(first, told.reference, to=Action.SCREEN_REFERRAL)
        try:
            await second.mine.execute(asked)
        except DBAPIError:
            return True
    return False
