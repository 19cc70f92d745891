"""The only way from a reference to a context, and who is named on what."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from casework import Known, acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.contexts.load import held_context, load_context, named_people, visible_contexts, why
from commonground.tenants.contexts.models import ContextRow
from councils import World


async def opens(world: World, person: str, reference: str, to: Action = Action.READ_CONTEXT) -> bool:
    """Whether `person` gets it, by its address and in a list alike."""
    async with acting(world, world.larkmere, person, keep=False) as work:
        listed = await work.mine.scalars(select(ContextRow.reference).where(visible_contexts(work.actor, to)))
        in_list = reference in set(listed)
        try:
            row = await load_context(work, reference, to=to)
        except NotFoundHereError:
            assert not in_list
            return False
        assert row.reference == reference
        assert in_list
        return True


async def test_each_reference_opens_its_own_context(world: World) -> None:
    first, second = [await add_context(world, world.larkmere) for _ in range(2)]
    for known in (first, second):
        async with acting(world, world.larkmere, "practitioner", keep=False) as work:
            row = await load_context(work, known.reference.lower(), to=Action.READ_CONTEXT)
            assert (row.id, row.reference) == (known.id, known.reference)


async def test_missing_foreign_misspelt_and_of_another_kind_are_one_answer(world: World) -> None:
    foreign = await add_context(world, world.hallowdene)
    referral = await add_referral(world, world.larkmere)
    for wrong in (foreign.reference, new_reference(ReferenceKind.CONTEXT), "", "CX-", "%", referral.reference):
        assert not await opens(world, "practitioner", wrong), wrong


async def test_a_restricted_one_is_open_to_those_named_on_it_and_on_nothing_else(world: World) -> None:
    mine = await add_context(world, world.larkmere, named=["practitioner"])
    theirs = await add_context(world, world.larkmere, named=["screener"], lead=None)
    assert await opens(world, "practitioner", mine.reference)
    assert not await opens(world, "practitioner", theirs.reference)
    assert await opens(world, "screener", theirs.reference)
    assert not await opens(world, "screener", mine.reference)
    assert not await opens(world, "specialist_manager", mine.reference), "not even to its own team"
    async with acting(world, world.larkmere, "screener", keep=False) as work:
        people = world.larkmere.people
        assert await named_people(work, mine.id) == {people["practitioner"].staff_id}
        assert await named_people(work, theirs.id) == {people["screener"].staff_id}


async def test_who_is_named_on_an_open_one_counts_for_nothing(world: World) -> None:
    """And a name that was left on a record, which is open again, opens nothing either."""
    known = await add_context(world, world.larkmere)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        row = await load_context(work, known.reference, to=Action.READ_CONTEXT)
        held = await held_context(work, row)
        assert (held.restricted, held.named, held.close) == (False, frozenset(), False)


async def test_a_group_is_open_to_its_own_team_alone(world: World) -> None:
    group = await add_context(world, world.larkmere, kind="group", lead=None)
    place = await add_context(world, world.larkmere, kind="place", lead=None)
    for person, sees_group in (("practitioner", True), ("locality_practitioner", False), ("screener", False)):
        assert await opens(world, person, group.reference) is sees_group
        assert await opens(world, person, place.reference)


async def test_reading_is_not_changing_and_the_reason_is_told(world: World) -> None:
    known = await add_context(world, world.larkmere, team="specialist", lead=None)
    assert await opens(world, "locality_practitioner", known.reference)
    assert not await opens(world, "locality_practitioner", known.reference, Action.CHANGE_CONTEXT)
    assert await opens(world, "practitioner", known.reference, Action.CHANGE_CONTEXT)
    assert not await opens(world, "admin", known.reference)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        row = await load_context(work, known.reference, to=Action.READ_CONTEXT)
        assert (await why(work, row, Action.CHANGE_CONTEXT)).because == "Your team holds it."
        assert not await why(work, row, Action.RESTRICT_RECORD)


async def test_who_changes_it_holds_it_and_who_reads_does_not(world: World) -> None:
    known = await add_context(world, world.larkmere)
    assert not await waits(world, known, lock=False)
    assert await waits(world, known, lock=True)


async def waits(world: World, known: Known, *, lock: bool) -> bool:
    """Whether somebody else has to wait for the row while it is loaded like this."""
    asked = select(ContextRow.id).where(ContextRow.id == known.id).with_for_update(nowait=True)
    async with (
        acting(world, world.larkmere, "practitioner", keep=False) as first,
        acting(world, world.larkmere, "screener", keep=False) as second,
    ):
        if lock:
            await load_context(first, known.reference, to=Action.CHANGE_CONTEXT, lock=True)
        else:
            await load_context(first, known.reference, to=Action.CHANGE_CONTEXT)
        try:
            await second.mine.execute(asked)
        except DBAPIError:
            return True
    return False
