"""A restricted record that has nobody left gets somebody again, and whoever names them opens nothing."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import text, true
from sqlalchemy.exc import DBAPIError

from casework import ARRIVED, Known, Told, acting, add_context, add_referral, opens
from commonground.platform.access import Role
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind
from commonground.platform.refusals import IncompleteError
from commonground.tenants.contexts.colleagues import who_works_here
from commonground.tenants.contexts.load import held_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.keepers import load
from commonground.tenants.keepers.load import load_left_alone
from commonground.tenants.keepers.queries import all_left_alone, left_alone_by
from commonground.tenants.keepers.rules import nobody_left
from commonground.tenants.keepers.service import name_keeper
from councils import TestCouncil, World
from told import context_of, lines_of, named_on, referral_of, rows, tell, trail_of

GONE = ("manager", "practitioner")
WHY = "Joan has left, and Priya after her"


def staff(council: TestCouncil, person: str) -> UUID:
    found = council.people[person].staff_id
    assert found is not None
    return found


@pytest.fixture(autouse=True)
async def _gone(world: World) -> None:
    """The front door's manager has left in both councils, and with her a practitioner."""
    people = [staff(council, person) for council in (world.larkmere, world.hallowdene) for person in GONE]
    await tell(world, "update council.staff set ended_at = now() where id = any (:people)", people=people)


def kind_of(record: Told | Known) -> ReferenceKind:
    return ReferenceKind.REFERRAL if isinstance(record, Told) else ReferenceKind.CONTEXT


async def name(world: World, record: Told | Known, keeper: str, *, by: str = "ig_lead", why: str = WHY) -> None:
    async with acting(world, world.larkmere, by) as work:
        found = await load_left_alone(work, kind_of(record), record.reference, lock=True)
        await name_keeper(work, found, staff(world.larkmere, keeper), why)


async def is_left_alone(world: World, record: Told | Known, by: str = "ig_lead") -> bool:
    async with acting(world, world.larkmere, by, keep=False) as work:
        try:
            await load_left_alone(work, kind_of(record), record.reference)
        except NotFoundHereError:
            return False
    return True


@pytest.mark.parametrize("by", ["ig_lead", "admin"])
@pytest.mark.parametrize("status", ["active", "closed"])
async def test_somebody_is_named_and_can_open_it_and_whoever_names_can_not(world: World, by: str, status: str) -> None:
    known = await add_context(world, world.larkmere, named=GONE, lead=None, status=status)
    await name(world, known, "specialist_manager", by=by)
    before, added = {staff(world.larkmere, each) for each in GONE}, staff(world.larkmere, "specialist_manager")
    assert set(await named_on(world, known)) == before | {added}
    assert await opens(world, "specialist_manager", known)
    assert not await opens(world, by, known)
    row = await context_of(world, known)
    assert (row.restricted, row.version, row.changed_at) == (True, 1, ARRIVED), "its time does not begin anew"
    who = world.larkmere.people["specialist_manager"].name
    assert await lines_of(world, known) == [("name_keeper", f"{who}: {WHY}")]
    assert await trail_of(world, known) == [
        ("name_keeper:name", known.reference, f"{who} is named. The reason is on the record")
    ]
    told = "select subject_kind, actor_id from system.outbox where kind = 'keeper_named' and subject_id = :id"
    assert [tuple(row) for row in await rows(world, told, id=known.id)] == [("context", staff(world.larkmere, by))]
    assert not await is_left_alone(world, known)


async def test_of_a_context_its_referrals_follow_that_have_nobody_left_either(world: World) -> None:
    known = await add_context(world, world.larkmere, named=GONE, lead=None)
    follows = await add_referral(world, world.larkmere, state="decided", context=known, named=("practitioner",))
    kept = await add_referral(world, world.larkmere, state="decided", context=known, named=("specialist_manager",))
    unrestricted = await add_referral(world, world.larkmere, state="decided", context=known)
    elsewhere = await add_referral(world, world.larkmere, state="decided", named=GONE)
    await name(world, known, "specialist_manager")
    keeper = staff(world.larkmere, "specialist_manager")
    assert keeper in await named_on(world, follows)
    assert await lines_of(world, follows) == [("name_keeper", "With its context")]
    assert [entry[0] for entry in await trail_of(world, follows)] == ["name_keeper:name"]
    assert (await referral_of(world, follows)).version == 1
    assert await named_on(world, kept) == {keeper: ARRIVED}
    assert await named_on(world, unrestricted) == {}
    assert keeper not in await named_on(world, elsewhere)
    for other in (kept, unrestricted, elsewhere):
        assert await lines_of(world, other) == []


async def test_a_referral_alone_leaves_its_context_as_it_is(world: World) -> None:
    known = await add_context(world, world.larkmere, named=GONE, lead=None)
    told = await add_referral(world, world.larkmere, state="decided", context=known, named=GONE, team="specialist")
    await name(world, told, "specialist_manager")
    assert await opens(world, "specialist_manager", told)
    assert not await opens(world, "specialist_manager", known)
    assert [verb for verb, _ in await lines_of(world, told)] == ["name_keeper"]
    kinds = "select subject_kind from system.outbox where kind = 'keeper_named' and subject_id = :id"
    assert [row.subject_kind for row in await rows(world, kinds, id=told.id)] == ["referral"]


async def test_two_people_do_not_name_somebody_each(world: World) -> None:
    """Whoever sends the form waits for the one who was quicker, and looks then; whoever reads it waits for nobody."""
    known = await add_context(world, world.larkmere, named=GONE, lead=None)
    async with acting(world, world.larkmere, "ig_lead", keep=False) as first:
        await load_left_alone(first, ReferenceKind.CONTEXT, known.reference, lock=True)
        async with acting(world, world.larkmere, "admin", keep=False) as second:
            assert (await load_left_alone(second, ReferenceKind.CONTEXT, known.reference)).reference == known.reference
            await second.connection.execute(text("set local lock_timeout = '100ms'"))
            with pytest.raises(DBAPIError, match="lock timeout"):
                await load_left_alone(second, ReferenceKind.CONTEXT, known.reference, lock=True)


async def test_it_is_asked_again_once_it_is_locked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if somebody had been named between the statement that found it and the lock."""
    kept = await add_context(world, world.larkmere, named=("specialist_manager",), lead=None)
    monkeypatch.setattr(load, "is_left_alone", lambda _table: true())
    assert not await is_left_alone(world, kept)


async def test_only_then_and_only_whoever_answers_for_access(world: World) -> None:
    """Somebody who can change its circle is enough; a practitioner who is named is not."""
    alone = await add_context(world, world.larkmere, named=(*GONE, "consultant"), lead=None)
    kept = await add_context(world, world.larkmere, named=("practitioner", "specialist_manager"), lead=None)
    unrestricted = await add_context(world, world.larkmere)
    theirs = await add_context(world, world.hallowdene, named=GONE, lead=None)
    assert await is_left_alone(world, alone)
    assert not [each for each in (kept, unrestricted, theirs) if await is_left_alone(world, each)]
    assert not [by for by in ("specialist_manager", "consultant", "screener") if await is_left_alone(world, alone, by)]
    referral = await add_referral(world, world.larkmere, named=GONE)
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        with pytest.raises(NotFoundHereError):
            await load_left_alone(work, ReferenceKind.CONTEXT, referral.reference)


async def test_nobody_is_named_who_is_not_offered_and_none_without_a_reason(world: World) -> None:
    """Not a practitioner, not somebody of another team where its own has a manager, not somebody who has left."""
    known = await add_context(world, world.larkmere, named=GONE, lead=None, team="specialist")
    for keeper, why in (("screener", WHY), ("manager", WHY), ("ig_lead", WHY), ("specialist_manager", " ")):
        with pytest.raises(IncompleteError):
            await name(world, known, keeper, why=why)
    assert set(await named_on(world, known)) == {staff(world.larkmere, each) for each in GONE}
    other_team = await add_context(world, world.larkmere, named=GONE, lead=None, team="front_door")
    await name(world, other_team, "specialist_manager")


async def test_a_manager_who_answers_for_access_too_never_lets_themselves_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = await add_context(world, world.larkmere, named=GONE, lead=None)
    both = (Role.TEAM_MANAGER, Role.IG_LEAD)
    monkeypatch.setattr(world.larkmere.people["specialist_manager"], "roles", both)  # as the provider says next time
    assert await is_left_alone(world, known, "specialist_manager")
    with pytest.raises(IncompleteError):
        await name(world, known, "specialist_manager", by="specialist_manager")
    assert staff(world.larkmere, "specialist_manager") not in await named_on(world, known)


async def test_the_list_is_what_the_rule_says_and_the_councils_own(world: World) -> None:
    made = [
        await add_context(world, world.larkmere, named=GONE, lead=None),
        await add_context(world, world.larkmere, named=("practitioner", "consultant"), lead=None, status="closed"),
        await add_context(world, world.larkmere, named=("manager", "specialist_manager"), lead=None),
        await add_context(world, world.larkmere),
    ]
    told = await add_referral(world, world.larkmere, named=("manager",))
    theirs = await add_context(world, world.hallowdene, named=GONE, lead=None)
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        listed = {each.id: each for each in await all_left_alone(work)}
        house, held = await who_works_here(work), await held_contexts(work, [each.id for each in made])
        assert (
            {each.id for each in made if each.id in listed}
            == {key for key, each in held.items() if nobody_left(house, each)}
            == {made[0].id, made[1].id}
        )
        assert (listed[told.id].kind, listed[told.id].reference) == ("referral", told.reference)
        assert theirs.id not in listed
        by_manager = {each.id for each in await left_alone_by(work, staff(world.larkmere, "manager"))}
    assert {made[0].id, told.id} <= by_manager
    assert made[1].id not in by_manager


async def test_a_partner_who_is_named_is_nobody_of_the_house(world: World) -> None:
    known = await add_context(world, world.larkmere, named=("specialist_manager",), lead=None)
    works_for = "update council.staff set organisation_id = :organisation where id = :id"
    who = staff(world.larkmere, "specialist_manager")
    await tell(world, works_for, organisation=world.larkmere.organisation, id=who)
    try:
        async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
            assert known.id in {each.id for each in await all_left_alone(work)}
            assert await work.mine.get(ContextRow, (world.larkmere.id, known.id)) is not None
    finally:
        await tell(world, works_for, organisation=None, id=who)
