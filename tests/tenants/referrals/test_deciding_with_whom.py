"""On which context a decision leaves a referral, with whom, and who can open it afterwards."""

from __future__ import annotations

import pytest

from casework import acting, add_context
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.service import NotNamedError
from commonground.tenants.contexts.types import ContextInput, ContextKind
from commonground.tenants.referrals.errors import DecisionIncompleteError
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.types import Outcome
from councils import World
from decided import decided, screened
from told import ask, lines_of, named_on, referral_of, tell


async def test_on_a_restricted_context_it_is_open_to_the_same_people(world: World) -> None:
    told = await screened(world)
    circle = ("screener", "specialist_manager")
    context = await add_context(world, world.larkmere, named=circle, lead="specialist_manager")
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT, context=context)
    row = await referral_of(world, told)
    assert (row.restricted, row.follows_context) == (True, True)
    async with acting(world, world.larkmere, "specialist_manager") as work:
        await load_referral(work, told.reference, to=Action.READ_REFERRAL)
    for person in ("second_screener", "manager", "practitioner"):
        async with acting(world, world.larkmere, person) as work:
            with pytest.raises(NotFoundHereError):
                await load_referral(work, told.reference, to=Action.READ_REFERRAL)


async def test_whoever_held_it_and_is_not_named_holds_it_no_more(world: World) -> None:
    told = await screened(world, lead="second_screener")
    context = await add_context(world, world.larkmere, named=("screener",), lead=None)
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT, context=context)
    assert (await referral_of(world, told)).lead_id == world.larkmere.people["screener"].staff_id


async def test_a_circle_of_its_own_is_never_widened(world: World) -> None:
    told = await screened(world, named=("screener", "manager"))
    context = await add_context(world, world.larkmere, named=("screener", "specialist_manager"), lead=None)
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT, context=context)
    assert list(await named_on(world, told)) == [world.larkmere.people["screener"].staff_id]
    assert not (await referral_of(world, told)).follows_context


@pytest.mark.parametrize(("where", "follows"), [("there", True), ("elsewhere", False), ("nowhere", False)])
async def test_what_followed_a_context_follows_it_as_long_as_it_stays_there(
    world: World, where: str, follows: bool
) -> None:
    there, elsewhere = [await add_context(world, world.larkmere, named=("screener",), lead=None) for _ in range(2)]
    told = await screened(world, named=("screener",), context=there)
    await tell(world, "update tenants.referrals set follows_context = true where id = :id", id=told.id)
    to = {"there": there, "elsewhere": elsewhere}.get(where)
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT if to else Outcome.ADVICE, context=to)
    row = await referral_of(world, told)
    assert (row.restricted, row.follows_context) == (True, follows)


async def test_on_an_open_context_its_own_circle_and_its_lead_in_it_stay(world: World) -> None:
    told = await screened(world, named=("screener", "second_screener"), lead="second_screener")
    context = await add_context(world, world.larkmere)
    before = await named_on(world, told)
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT, context=context)
    row = await referral_of(world, told)
    assert (row.restricted, row.context_id) == (True, context.id)
    assert row.lead_id == world.larkmere.people["second_screener"].staff_id
    assert await named_on(world, told) == before


async def test_a_new_context_of_a_restricted_referral_is_as_restricted(world: World) -> None:
    told = await screened(world, named=("screener",))
    await decided(world, told, outcome=Outcome.PANEL, new=ContextInput(kind=ContextKind.PLACE, name="Elder House"))
    context_id = (await referral_of(world, told)).context_id
    reference = (await ask(world, "select reference from tenants.contexts where id = :id", id=context_id)).reference
    async with acting(world, world.larkmere, "screener") as work:
        await load_context(work, reference, to=Action.READ_CONTEXT)
    async with acting(world, world.larkmere, "manager") as work:
        with pytest.raises(NotFoundHereError):
            await load_context(work, reference, to=Action.READ_CONTEXT)


async def test_work_on_a_restricted_context_goes_only_to_somebody_named(world: World) -> None:
    told = await screened(world)
    context = await add_context(world, world.larkmere, named=("screener",), lead=None)
    with pytest.raises(NotNamedError):
        await decided(world, told, outcome=Outcome.CONSULTATION, context=context, place="practitioner")
    assert (await referral_of(world, told)).state == "screening"


@pytest.mark.parametrize(("place", "state"), [("second_screener", "decided"), ("front_door", "needs_lead")])
async def test_work_on_a_restricted_context_is_led_by_somebody_named_or_nobody_yet(
    world: World, place: str, state: str
) -> None:
    told, circle = await screened(world), ("screener", "second_screener")
    context = await add_context(world, world.larkmere, named=circle, lead=None)
    await decided(world, told, outcome=Outcome.CONSULTATION, context=context, place=place)
    row = await referral_of(world, told)
    lead = world.larkmere.people[place].staff_id if state == "decided" else None
    assert (row.state, row.lead_id, row.team_id) == (state, lead, world.larkmere.teams["front_door"])


async def test_a_new_context_is_held_by_whoever_goes_on_with_it(world: World) -> None:
    told = await screened(world)
    new = ContextInput(kind=ContextKind.PLACE, name="Quayside arches")
    await decided(world, told, outcome=Outcome.CONSULTATION, new=new, place="practitioner")
    row = await referral_of(world, told)
    made = await ask(world, "select * from tenants.contexts where id = :id", id=row.context_id)
    held = (world.larkmere.teams["specialist"], world.larkmere.people["practitioner"].staff_id)
    assert (made.team_id, made.lead_id) == (row.team_id, row.lead_id) == held
    assert not made.restricted


async def test_a_contact_about_a_place_may_go_on_in_another_team_than_the_places(world: World) -> None:
    told, context = await screened(world, kind="school"), await add_context(world, world.larkmere)
    await decided(world, told, outcome=Outcome.CONSULTATION, context=context, place="second_screener")
    row = await referral_of(world, told)
    assert (row.context_id, row.team_id) == (context.id, world.larkmere.teams["front_door"])
    assert row.subject_kind == "school", "what the reporter called it"


async def test_it_stays_on_a_context_that_the_decider_cannot_open_or_is_taken_off_it(world: World) -> None:
    hidden = await add_context(world, world.larkmere, named=("manager",), lead=None)
    told = await screened(world, context=hidden)
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT, kept=True)
    assert (await referral_of(world, told)).context_id == hidden.id
    assert await lines_of(world, hidden) == []
    other = await screened(world, context=hidden)
    await decided(world, other)
    assert (await referral_of(world, other)).context_id is None
    assert await lines_of(world, hidden) == [("unlink", "")]
    ((_, words),) = await lines_of(world, other)
    assert words.endswith("\nTaken off the context that it was on.")


async def test_a_group_draws_the_referral_to_its_own_team(world: World) -> None:
    told = await screened(world, kind=None)
    group = await add_context(
        world, world.larkmere, kind="group", name="Friends on the 207", team="front_door", lead="second_screener"
    )
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT, context=group)
    row = await referral_of(world, told)
    assert (row.subject_kind, row.team_id) == ("group", world.larkmere.teams["front_door"])
    told = await screened(world)
    with pytest.raises(DecisionIncompleteError, match="its own team"):
        await decided(world, told, outcome=Outcome.CONSULTATION, context=group, place="practitioner")
    await decided(world, told, outcome=Outcome.CONSULTATION, context=group, place="second_screener")
    row = await referral_of(world, told)
    colleague = world.larkmere.people["second_screener"].staff_id
    assert (row.team_id, row.lead_id) == (world.larkmere.teams["front_door"], colleague)
    assert row.subject_kind == "group", "the reporter called it a place"
