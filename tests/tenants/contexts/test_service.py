"""What people do with contexts, against a real database with two councils in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from casework import ARRIVED, Known, acting, add_context, add_referral, as_owner
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts import restriction, service
from commonground.tenants.contexts.colleagues import who_works_here
from commonground.tenants.contexts.errors import ContextReasonMissingError, ContextStandsAlreadyError
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.restriction import NobodyNamedError
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.service import ContextChangedMeanwhileError, NotNamedError
from commonground.tenants.contexts.types import ContextInput, ContextKind
from commonground.tenants.referrals.load import load_referral
from councils import PEOPLE, World, canary, make_world
from postgres import Database

NOON = ARRIVED + timedelta(hours=15)
Verb = Callable[[Work, ContextRow], Awaitable[None]]


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


async def do(world: World, known: Known, person: str, verb: Verb, to: Action = Action.CHANGE_CONTEXT) -> None:
    async with acting(world, world.larkmere, person, now=NOON) as work:
        await verb(work, await load_context(work, known.reference, to=to, lock=True))


async def rows(world: World, query: str, **asked: object) -> Sequence[Any]:
    async with as_owner(world.database) as engine, engine.connect() as connection:
        return (await connection.execute(text(query), asked)).all()


async def row_of(world: World, known: Known) -> Any:
    return (await rows(world, "select * from tenants.contexts where id = :id", id=known.id))[0]


async def verbs_of(world: World, known: Known) -> list[str]:
    query = "select verb from tenants.context_events where context_id = :id order by id"
    return [row.verb for row in await rows(world, query, id=known.id)]


async def test_a_context_is_opened_with_timeline_and_trail(world: World) -> None:
    async with acting(world, world.larkmere, "screener", now=NOON) as work:
        typed = ContextInput(kind=ContextKind.PLACE, name=" Elm  Park bandstand", aliases=("The stand", "the Stand "))
        made = await service.open_context(work, typed, team_id=world.larkmere.teams["front_door"])
    known = Known(made.id, made.reference)
    row = await row_of(world, known)
    assert (row.name, row.aliases, row.status, row.version) == ("Elm Park bandstand", ["The stand"], "active", 1)
    assert await verbs_of(world, known) == ["open"]
    trail = await rows(world, "select action, reference from audit.entries where subject_id = :id", id=made.id)
    assert [tuple(entry) for entry in trail] == [("change_context", made.reference)]


async def test_a_change_says_what_it_was_before(world: World) -> None:
    known = await add_context(world, world.larkmere, name="Spoon")
    mark = canary("larkmere")

    async def change(work: Work, row: ContextRow) -> None:
        typed = ContextInput(kind=ContextKind.PLACE, name="Golden Spoon", venue="takeaway", description=row.description)
        await service.change_context(work, row, typed, version=1)

    await do(world, known, "practitioner", change)
    assert (await row_of(world, known)).version == 2
    words = (
        await rows(world, "select words from tenants.context_events where context_id = :id order by id", id=known.id)
    )[-1]
    assert words.words.startswith(
        f"Name: was “Spoon {mark}”, now “Golden Spoon”\nAddress: was “14 Mill Lane {mark}”, now empty"
    )


async def test_two_who_change_it_see_each_other(world: World) -> None:
    known = await add_context(world, world.larkmere)

    async def change(work: Work, row: ContextRow) -> None:
        await service.change_context(work, row, ContextInput(kind=ContextKind.PLACE, name="Mine"), version=1)

    await do(world, known, "practitioner", change)
    with pytest.raises(ContextChangedMeanwhileError):
        await do(world, known, "screener", change)


async def test_saving_what_stands_there_already_changes_nothing(world: World) -> None:
    known = await add_context(world, world.larkmere)

    async def change(work: Work, row: ContextRow) -> None:
        typed = ContextInput(
            kind=ContextKind.PLACE, name=row.name, address=row.address, description=row.description, venue=row.venue
        )
        await service.change_context(work, row, typed, version=1)

    await do(world, known, "practitioner", change)
    assert (await row_of(world, known)).version == 1
    assert await verbs_of(world, known) == ["open"]


async def test_whoever_leads_it_can_open_what_was_decided_about_it(world: World) -> None:
    known = await add_context(world, world.larkmere, team="front_door", lead=None)
    decided = await add_referral(world, world.larkmere, state="decided", lead="screener", context=known)
    still_open = await add_referral(world, world.larkmere, state="screening", lead="screener", context=known)
    lead = world.larkmere.people["practitioner"].staff_id

    async def give(work: Work, row: ContextRow) -> None:
        specialist = world.larkmere.teams["specialist"]
        await service.give_lead(work, row, team_id=specialist, lead_id=lead, reason="Closest fit")

    await do(world, known, "screener", give)
    async with acting(world, world.larkmere, "practitioner") as work:
        await load_referral(work, decided.reference, to=Action.READ_REFERRAL)
        with pytest.raises(NotFoundHereError):
            await load_referral(work, still_open.reference, to=Action.READ_REFERRAL)
    facts = await rows(world, "select kind from system.outbox where subject_id = :id", id=known.id)
    assert [fact.kind for fact in facts] == ["context_lead_given"]


async def test_a_lead_needs_a_reason(world: World) -> None:
    known = await add_context(world, world.larkmere)

    async def give(work: Work, row: ContextRow) -> None:
        await service.give_lead(work, row, team_id=row.team_id, lead_id=None, reason=" ")

    with pytest.raises(IncompleteError, match="Say why"):
        await do(world, known, "practitioner", give)


async def test_a_restricted_context_is_led_by_somebody_named(world: World) -> None:
    known = await add_context(world, world.larkmere, named=("specialist_manager",), lead=None)
    stranger = world.larkmere.people["practitioner"].staff_id

    async def give(work: Work, row: ContextRow) -> None:
        await service.give_lead(work, row, team_id=row.team_id, lead_id=stranger, reason="Closest fit")

    with pytest.raises(NotNamedError):
        await do(world, known, "specialist_manager", give)


async def test_closing_and_reopening_need_reasons_and_fit_the_state(world: World) -> None:
    known = await add_context(world, world.larkmere)

    def setting(verb: ContextVerb, reason: str) -> Verb:
        return lambda work, row: service.set_status(work, row, verb, reason)

    with pytest.raises(ContextReasonMissingError):
        await do(world, known, "practitioner", setting(ContextVerb.CLOSE, ""))
    await do(world, known, "practitioner", setting(ContextVerb.CLOSE, "Quiet for three months"))
    assert (await row_of(world, known)).status == "closed"
    with pytest.raises(ContextStandsAlreadyError):
        await do(world, known, "practitioner", setting(ContextVerb.CLOSE, "Again"))
    await do(world, known, "practitioner", setting(ContextVerb.REOPEN, "A new report"))
    assert await verbs_of(world, known) == ["open", "close", "reopen"]


async def test_restricting_a_context_restricts_what_stands_on_it(world: World) -> None:
    known = await add_context(world, world.larkmere, lead="specialist_manager")
    open_one = await add_referral(world, world.larkmere, state="decided", lead="screener", context=known)
    own = await add_referral(world, world.larkmere, state="decided", context=known, named=("manager",))
    me = world.larkmere.people["specialist_manager"].staff_id
    named = [me, world.larkmere.people["practitioner"].staff_id]

    async def restrict(work: Work, row: ContextRow) -> None:
        await restriction.restrict(work, row, [each for each in named if each], "A colleague's family")

    await do(world, known, "specialist_manager", restrict, Action.RESTRICT_RECORD)
    async with acting(world, world.larkmere, "practitioner") as work:
        await load_referral(work, open_one.reference, to=Action.READ_REFERRAL)
        with pytest.raises(NotFoundHereError):
            await load_referral(work, own.reference, to=Action.READ_REFERRAL)
    for person in ("screener", "second_screener"):
        async with acting(world, world.larkmere, person) as work:
            for told in (open_one, own):
                with pytest.raises(NotFoundHereError):
                    await load_referral(work, told.reference, to=Action.READ_REFERRAL)
            with pytest.raises(NotFoundHereError):
                await load_context(work, known.reference, to=Action.READ_CONTEXT)
    async with acting(world, world.larkmere, "manager") as work:
        await load_referral(work, own.reference, to=Action.READ_REFERRAL)


async def test_other_people_named_later_reach_what_followed_the_context(world: World) -> None:
    known = await add_context(world, world.larkmere, named=("specialist_manager",), lead=None)
    told = await add_referral(world, world.larkmere, state="decided", context=known, named=("specialist_manager",))
    people = world.larkmere.people
    named = [people[each].staff_id for each in ("specialist_manager", "locality_practitioner")]

    async def restrict(work: Work, row: ContextRow) -> None:
        await restriction.restrict(work, row, [each for each in named if each], "She takes over")

    await do(world, known, "specialist_manager", restrict, Action.RESTRICT_RECORD)
    async with acting(world, world.larkmere, "locality_practitioner") as work:
        await load_referral(work, told.reference, to=Action.READ_REFERRAL)


async def test_nobody_locks_the_door_behind_themselves_or_their_lead(world: World) -> None:
    known = await add_context(world, world.larkmere, lead="practitioner")
    me = world.larkmere.people["specialist_manager"].staff_id
    other = world.larkmere.people["manager"].staff_id
    assert me is not None
    assert other is not None

    def restricting(*named: Any) -> Verb:
        return lambda work, row: restriction.restrict(work, row, named, "Why")

    with pytest.raises(NobodyNamedError, match="Name yourself"):
        await do(world, known, "specialist_manager", restricting(other), Action.RESTRICT_RECORD)
    with pytest.raises(NobodyNamedError, match="Whoever leads it"):
        await do(world, known, "specialist_manager", restricting(me), Action.RESTRICT_RECORD)


async def test_lifting_a_restriction_opens_the_context_and_nothing_else(world: World) -> None:
    known = await add_context(world, world.larkmere, named=("specialist_manager",), lead=None)
    told = await add_referral(world, world.larkmere, state="decided", context=known, named=("specialist_manager",))

    async def lift(work: Work, row: ContextRow) -> None:
        await restriction.lift_restriction(work, row, "The enquiry is over")

    await do(world, known, "specialist_manager", lift, Action.RESTRICT_RECORD)
    async with acting(world, world.larkmere, "screener") as work:
        await load_context(work, known.reference, to=Action.READ_CONTEXT)
        with pytest.raises(NotFoundHereError):
            await load_referral(work, told.reference, to=Action.READ_REFERRAL)


async def test_a_note_stays_on_the_timeline(world: World) -> None:
    known = await add_context(world, world.larkmere)
    with pytest.raises(IncompleteError):
        await do(world, known, "practitioner", lambda work, row: service.add_note(work, row, "  "))
    await do(world, known, "practitioner", lambda work, row: service.add_note(work, row, "Light in the yard on"))
    assert await verbs_of(world, known) == ["open", "note"]


async def test_a_group_is_open_to_its_own_team_alone(world: World) -> None:
    known = await add_context(world, world.larkmere, kind="group", name="Friends on the 207")
    for person in ("screener", "manager", "locality_practitioner"):
        async with acting(world, world.larkmere, person) as work:
            with pytest.raises(NotFoundHereError):
                await load_context(work, known.reference, to=Action.READ_CONTEXT)
    async with acting(world, world.larkmere, "practitioner") as work:
        await load_context(work, known.reference, to=Action.READ_CONTEXT)


async def test_no_verb_reaches_the_other_council(world: World) -> None:
    known = await add_context(world, world.hallowdene)
    with pytest.raises(NotFoundHereError):
        await do(world, known, "practitioner", lambda work, row: service.add_note(work, row, "Seen"))


async def test_the_house_knows_each_colleague_once_and_nobody_elses(world: World) -> None:
    async with acting(world, world.larkmere, "screener") as work:
        house = await who_works_here(work)
    assert len({person.id for person in house.people}) == len(house.people) == len(PEOPLE)
    assert {team.kind for team in house.teams} == {"front_door", "specialist", "locality"}
    assert all(canary("larkmere") in person.name for person in house.people)
    places = house.places(Action.READ_REFERRAL)
    assert len([place for place in places if place.person is None]) == 3
    assert "Admin" not in " ".join(place.words("nobody yet") for place in places)
