"""Restricting a context to named people, and opening it again, with what stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from casework import ARRIVED, Known, Told, acting, add_context, add_referral, opens
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.audit import ON_RECORD
from commonground.tenants.contexts import restriction
from commonground.tenants.contexts.errors import ContextReasonMissingError
from commonground.tenants.contexts.load import held_context, load_context
from commonground.tenants.contexts.restriction import LeadNotNamedError, NobodyNamedError
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.restriction import restrict as restrict_referral
from councils import World
from told import context_of, lines_of, named_on, referral_of, tell, trail_of

NOON = ARRIVED + timedelta(hours=15)


def ids(world: World, *people: str) -> list[UUID]:
    return [staff for each in people if (staff := world.larkmere.people[each].staff_id)]


async def restrict(world: World, known: Known, *people: str, reason: str = "A colleague's family") -> None:
    async with acting(world, world.larkmere, "specialist_manager", now=NOON) as work:
        row = await load_context(work, known.reference, to=Action.RESTRICT_RECORD, lock=True)
        await restriction.restrict(work, row, ids(world, *people), reason)


async def lift(world: World, known: Known, reason: str) -> None:
    async with acting(world, world.larkmere, "specialist_manager", now=NOON) as work:
        row = await load_context(work, known.reference, to=Action.RESTRICT_RECORD, lock=True)
        await restriction.lift_restriction(work, row, reason)


async def readers(world: World, record: Told | Known, among: Sequence[str]) -> list[str]:
    return [person for person in among if await opens(world, person, record)]


async def test_restricting_a_context_restricts_what_stands_on_it_and_nothing_else(world: World) -> None:
    known = await add_context(world, world.larkmere, lead="specialist_manager")
    followed = await add_referral(world, world.larkmere, state="decided", lead="screener", context=known)
    own = await add_referral(world, world.larkmere, state="decided", context=known, named=("manager",))
    elsewhere = await add_referral(
        world, world.larkmere, state="decided", context=await add_context(world, world.larkmere)
    )
    theirs = await add_referral(world, world.hallowdene)
    await restrict(world, known, "specialist_manager", "practitioner", reason=" A colleague's family ")

    everybody = ("screener", "manager", "practitioner", "specialist_manager")
    assert await readers(world, known, everybody) == ["practitioner", "specialist_manager"]
    assert await readers(world, followed, everybody) == ["practitioner", "specialist_manager"]
    assert await readers(world, own, everybody) == ["manager"]
    assert await readers(world, elsewhere, everybody[:2]) == ["screener", "manager"]
    row = await context_of(world, known)
    assert (row.restricted, row.version, row.changed_at) == (True, 2, NOON)
    assert await lines_of(world, known) == [("restrict", "A colleague's family")]
    assert await trail_of(world, known) == [("restrict_record", known.reference, ON_RECORD)]
    assert await lines_of(world, followed) == [("restrict", "With its context")]
    assert await trail_of(world, followed) == [("restrict_record", followed.reference, ON_RECORD)]
    row = await referral_of(world, followed)
    assert (row.version, row.follows_context) == (2, True)
    for other in (own, elsewhere, theirs):
        row = await referral_of(world, other)
        assert (row.version, row.follows_context) == (1, False)
        assert (await lines_of(world, other), await trail_of(world, other)) == ([], [])


async def test_other_people_named_later_reach_what_followed_the_context(world: World) -> None:
    circle = ("specialist_manager", "practitioner")
    known = await add_context(world, world.larkmere, named=circle, lead=None)
    followed = await add_referral(world, world.larkmere, state="decided", context=known, named=circle, follows=True)
    lifted = await add_referral(world, world.larkmere, state="decided", context=known)
    await restrict(world, known, "specialist_manager", "locality_practitioner")
    stays, comes = ids(world, "specialist_manager", "locality_practitioner")
    for record in (known, followed):
        assert await named_on(world, record) == {stays: ARRIVED, comes: NOON}
    assert await named_on(world, lifted) == {stays: NOON, comes: NOON}
    assert (await referral_of(world, lifted)).restricted
    assert await readers(world, followed, ("practitioner", "locality_practitioner")) == ["locality_practitioner"]
    for told in (followed, lifted):
        assert await lines_of(world, told) == [("restrict", "With its context")]
        assert await trail_of(world, told) == [("restrict_record", told.reference, ON_RECORD)]


async def test_one_that_was_restricted_by_itself_to_the_same_people_is_opened_no_wider(world: World) -> None:
    circle = ("specialist_manager", "practitioner")
    known = await add_context(world, world.larkmere, lead=None)
    own = await add_referral(world, world.larkmere, state="decided", team="specialist", context=known)
    async with acting(world, world.larkmere, "specialist_manager", now=NOON) as work:
        row = await load_referral(work, own.reference, to=Action.RESTRICT_RECORD, lock=True)
        await restrict_referral(work, row, ids(world, *circle), "Its reporter is a colleague")
    await restrict(world, known, *circle)
    await restrict(world, known, *circle, "locality_practitioner")
    both = ["practitioner", "locality_practitioner"]
    assert await readers(world, known, both) == both
    assert await readers(world, own, both) == ["practitioner"]
    assert await lines_of(world, own) == [("restrict", "Its reporter is a colleague")]
    assert await trail_of(world, own) == [("restrict_record", own.reference, ON_RECORD)]


async def test_restricted_by_itself_later_it_follows_no_more(world: World) -> None:
    known = await add_context(world, world.larkmere, lead=None)
    told = await add_referral(world, world.larkmere, state="decided", team="specialist", context=known)
    await restrict(world, known, "specialist_manager", "practitioner")
    async with acting(world, world.larkmere, "specialist_manager", now=NOON) as work:
        row = await load_referral(work, told.reference, to=Action.RESTRICT_RECORD, lock=True)
        await restrict_referral(work, row, ids(world, "specialist_manager"), "For the manager alone")
    await restrict(world, known, "specialist_manager", "practitioner", "consultant")
    assert await readers(world, told, ("specialist_manager", "practitioner", "consultant")) == ["specialist_manager"]


async def test_what_followed_keeps_its_circle_when_its_context_is_opened_and_closed_again(world: World) -> None:
    known = await add_context(world, world.larkmere, lead=None)
    told = await add_referral(world, world.larkmere, state="decided", team="specialist", context=known)
    other = await add_context(world, world.larkmere)
    beside = await add_referral(world, world.larkmere, named=("manager",), follows=True, context=other)
    await restrict(world, known, "specialist_manager", "practitioner")
    await lift(world, known, "The enquiry is over")
    await restrict(world, known, "specialist_manager", "practitioner", "consultant")
    assert await readers(world, told, ("practitioner", "consultant")) == ["practitioner"]
    assert (await referral_of(world, beside)).follows_context, "on another context"


async def test_nobody_locks_the_door_behind_themselves_or_their_lead(world: World) -> None:
    known = await add_context(world, world.larkmere, lead="practitioner")
    with pytest.raises(NobodyNamedError, match="Name yourself") as refused:
        await restrict(world, known, "manager")
    assert [problem.field for problem in refused.value.problems] == ["named"]
    with pytest.raises(NobodyNamedError, match="Whoever leads it"):
        await restrict(world, known, "specialist_manager")
    with pytest.raises(ContextReasonMissingError):
        await restrict(world, known, "specialist_manager", "practitioner", reason=" ")
    row = await context_of(world, known)
    assert (row.restricted, row.version) == (False, 1)


@pytest.mark.parametrize("state", ["screening", "waiting", "escalated"])
async def test_open_work_stays_in_the_sight_of_whoever_has_it(world: World, state: str) -> None:
    known = await add_context(world, world.larkmere, lead=None)
    told = await add_referral(world, world.larkmere, state=state, lead="screener", context=known)
    over = await add_referral(world, world.larkmere, state="decided", lead="second_screener", context=known)
    own = await add_referral(
        world, world.larkmere, state=state, lead="second_screener", context=known, named=("second_screener",)
    )
    free = await add_referral(world, world.larkmere, context=known)
    with pytest.raises(LeadNotNamedError) as refused:
        await restrict(world, known, "specialist_manager", "practitioner")
    (problem,) = refused.value.problems
    assert problem.field == "named"
    assert problem.sentence.startswith(f"{world.larkmere.people['screener'].name} has open work that goes with it: ")
    assert [each.reference in problem.sentence for each in (told, over, own, free)] == [True, False, False, False]
    assert not (await context_of(world, known)).restricted
    assert not (await referral_of(world, told)).restricted
    await restrict(world, known, "specialist_manager", "screener")
    assert await readers(world, told, ("screener", "second_screener")) == ["screener"]
    with pytest.raises(LeadNotNamedError):
        await restrict(world, known, "specialist_manager")
    assert await readers(world, told, ("screener", "specialist_manager")) == ["screener", "specialist_manager"]


async def test_each_who_has_open_work_is_said_once_with_all_of_it(world: World) -> None:
    known = await add_context(world, world.larkmere, lead=None)
    told = {
        lead: [await add_referral(world, world.larkmere, state="screening", lead=lead, context=known) for _ in range(2)]
        for lead in ("screener", "second_screener")
    }
    with pytest.raises(LeadNotNamedError) as refused:
        await restrict(world, known, "specialist_manager")
    said = {each.sentence.partition(" has ")[0]: each.sentence for each in refused.value.problems}
    assert len(refused.value.problems) == len(said) == 2
    for lead, theirs in told.items():
        assert all(each.reference in said[world.larkmere.people[lead].name] for each in theirs)


async def test_of_work_that_one_cannot_open_nothing_is_said_and_it_stays_with_whoever_has_it(world: World) -> None:
    known = await add_context(world, world.larkmere, lead=None)
    told = await add_referral(world, world.larkmere, kind="group", state="screening", lead="screener", context=known)
    assert not await opens(world, "specialist_manager", told)
    await restrict(world, known, "specialist_manager", "practitioner")
    assert await readers(world, told, ("screener", "second_screener")) == ["screener"]
    assert not await opens(world, "screener", known)


async def test_whoever_has_left_has_no_work_to_lose(world: World) -> None:
    known = await add_context(world, world.larkmere, lead=None)
    await add_referral(world, world.larkmere, state="screening", lead="second_screener", context=known)
    gone = world.larkmere.people["second_screener"].staff_id
    left = "update council.staff set ended_at = {} where id = :id"
    await tell(world, left.format("now()"), id=gone)
    try:
        await restrict(world, known, "specialist_manager")
    finally:
        await tell(world, left.format("null"), id=gone)
    assert (await context_of(world, known)).restricted


async def test_lifting_a_restriction_opens_the_context_and_nothing_else(world: World) -> None:
    known = await add_context(world, world.larkmere, named=("specialist_manager",), lead=None)
    told = await add_referral(world, world.larkmere, state="decided", context=known, named=("specialist_manager",))
    with pytest.raises(ContextReasonMissingError):
        await lift(world, known, " ")
    await lift(world, known, "The enquiry is over")
    assert await readers(world, known, ("screener", "specialist_manager")) == ["screener", "specialist_manager"]
    assert await readers(world, told, ("screener", "specialist_manager")) == ["specialist_manager"]
    row = await context_of(world, known)
    assert (row.restricted, row.version, row.changed_at) == (False, 2, NOON)
    assert await named_on(world, known) == {}
    assert await lines_of(world, known) == [("lift_restriction", "The enquiry is over")]
    assert await trail_of(world, known) == [("restrict_record", known.reference, ON_RECORD)]
    assert (await referral_of(world, told)).version == 1


async def test_who_is_named_counts_within_the_same_request(world: World) -> None:
    known = await add_context(world, world.larkmere, named=["practitioner"])
    people = world.larkmere.people
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        row = await load_context(work, known.reference, to=Action.READ_CONTEXT)
        both = {who for name in ("practitioner", "screener") if (who := people[name].staff_id)}
        await restriction.put_names(work, [row.id], both)
        assert (await held_context(work, row)).named == both


async def test_nobody_restricts_what_another_council_holds(world: World) -> None:
    known = await add_context(world, world.hallowdene, lead=None)
    with pytest.raises(NotFoundHereError):
        await restrict(world, known, "specialist_manager")
    assert (await context_of(world, known)).version == 1
