"""What people do with contexts, against a real database with two councils in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from casework import ARRIVED, Known, acting, add_context, add_referral
from commonground.platform.access import Action, Held
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.audit import ON_RECORD
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts import service
from commonground.tenants.contexts.colleagues import who_works_here
from commonground.tenants.contexts.errors import ContextReasonMissingError, ContextStandsAlreadyError
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.service import NotNamedError
from commonground.tenants.contexts.types import ContextInput, ContextKind
from commonground.tenants.referrals.load import load_referral
from councils import PEOPLE, World, canary
from told import context_of, lines_of, referral_of, rows, trail_of

NOON = ARRIVED + timedelta(hours=15)
Verb = Callable[[Work, ContextRow], Awaitable[None]]


async def do(world: World, known: Known, person: str, verb: Verb, to: Action = Action.CHANGE_CONTEXT) -> None:
    async with acting(world, world.larkmere, person, now=NOON) as work:
        await verb(work, await load_context(work, known.reference, to=to, lock=True))


async def test_a_context_is_opened_with_timeline_and_trail(world: World) -> None:
    async with acting(world, world.larkmere, "screener", now=NOON) as work:
        typed = ContextInput(kind=ContextKind.PLACE, name=" Elm  Park bandstand", aliases=("The stand", "the Stand "))
        made = await service.open_context(work, typed, team_id=world.larkmere.teams["front_door"])
    known = Known(made.id, made.reference)
    row = await context_of(world, known)
    assert (row.name, row.aliases, row.status, row.version) == ("Elm Park bandstand", ["The stand"], "active", 1)
    timeline = await rows(world, "select verb from tenants.context_events where context_id = :id", id=known.id)
    assert [line.verb for line in timeline] == ["open"]
    assert await trail_of(world, known) == [("change_context", known.reference, None)]


async def test_a_change_says_what_it_was_before(world: World) -> None:
    known = await add_context(world, world.larkmere, name="Spoon")
    mark = canary("larkmere")

    async def change(work: Work, row: ContextRow) -> None:
        typed = ContextInput(kind=ContextKind.PLACE, name="Golden Spoon", venue="takeaway", description=row.description)
        await service.change_context(work, row, typed, version=1)

    await do(world, known, "practitioner", change)
    assert (await context_of(world, known)).version == 2
    ((verb, words),) = await lines_of(world, known)
    assert verb == "change"
    assert words.startswith(
        f"Name: was “Spoon {mark}”, now “Golden Spoon”\nAddress: was “14 Mill Lane {mark}”, now empty"
    )


async def test_two_who_change_it_see_each_other(world: World) -> None:
    known = await add_context(world, world.larkmere)

    async def change(work: Work, row: ContextRow) -> None:
        await service.change_context(work, row, ContextInput(kind=ContextKind.PLACE, name="Mine"), version=1)

    await do(world, known, "practitioner", change)
    with pytest.raises(ChangedMeanwhileError):
        await do(world, known, "screener", change)


async def test_saving_what_stands_there_already_changes_nothing(world: World) -> None:
    known = await add_context(world, world.larkmere)

    async def change(work: Work, row: ContextRow) -> None:
        typed = ContextInput(
            kind=ContextKind.PLACE, name=row.name, address=row.address, description=row.description, venue=row.venue
        )
        await service.change_context(work, row, typed, version=1)

    await do(world, known, "practitioner", change)
    assert (await context_of(world, known)).version == 1
    assert await lines_of(world, known) == []


def giving(world: World, lead: str | None, *, team: str = "specialist", reason: str = "Closest fit") -> Verb:
    council = world.larkmere
    person = council.people[lead].staff_id if lead else None
    return lambda work, row: service.give_lead(work, row, team_id=council.teams[team], lead_id=person, reason=reason)


async def test_whoever_leads_it_can_open_what_was_decided_about_it(world: World) -> None:
    known = await add_context(world, world.larkmere, team="front_door", lead=None)
    other = await add_context(world, world.larkmere, team="front_door", lead=None)
    decided = await add_referral(world, world.larkmere, state="decided", lead="screener", context=known)
    staying = [
        await add_referral(world, world.larkmere, state="screening", lead="screener", context=known),
        await add_referral(world, world.larkmere, state="decided", team="locality", context=known),
        await add_referral(world, world.larkmere, state="decided", lead="screener", context=other),
        await add_referral(world, world.larkmere, state="decided", lead="screener"),
    ]
    before = [await referral_of(world, told) for told in staying]
    await do(world, known, "screener", giving(world, "practitioner", reason=" Closest fit "))
    row = await context_of(world, known)
    specialist, lead = world.larkmere.teams["specialist"], world.larkmere.people["practitioner"].staff_id
    assert (row.team_id, row.lead_id, row.version, row.changed_at) == (specialist, lead, 2, NOON)
    assert await lines_of(world, known) == [("give_lead", "Closest fit")]
    assert await trail_of(world, known) == [("change_context", known.reference, ON_RECORD)]
    facts = await rows(world, "select kind from system.outbox where subject_id = :id", id=known.id)
    assert [fact.kind for fact in facts] == ["context_lead_given"]

    moved = await referral_of(world, decided)
    assert (moved.team_id, moved.version, moved.changed_at) == (specialist, 2, NOON)
    assert await lines_of(world, decided) == [("reassign", "With its context")]
    assert [await referral_of(world, told) for told in staying] == before
    async with acting(world, world.larkmere, "practitioner") as work:
        await load_referral(work, decided.reference, to=Action.READ_REFERRAL)
        with pytest.raises(NotFoundHereError):
            await load_referral(work, staying[0].reference, to=Action.READ_REFERRAL)


async def test_a_lead_needs_a_reason(world: World) -> None:
    known = await add_context(world, world.larkmere)
    with pytest.raises(IncompleteError, match="Say why"):
        await do(world, known, "practitioner", giving(world, None, reason=" "))


async def test_a_restricted_context_is_led_by_somebody_named_or_nobody(world: World) -> None:
    circle = ("specialist_manager", "locality_practitioner")
    known = await add_context(world, world.larkmere, named=circle, lead="specialist_manager")
    with pytest.raises(NotNamedError):
        await do(world, known, "specialist_manager", giving(world, "practitioner"))
    await do(world, known, "specialist_manager", giving(world, "locality_practitioner", team="locality"))
    assert (await context_of(world, known)).lead_id == world.larkmere.people["locality_practitioner"].staff_id
    await do(world, known, "specialist_manager", giving(world, None, team="locality"))
    assert (await context_of(world, known)).lead_id is None


async def test_closing_and_reopening_need_reasons_and_fit_the_state(world: World) -> None:
    known = await add_context(world, world.larkmere)

    def setting(verb: ContextVerb, reason: str) -> Verb:
        return lambda work, row: service.set_status(work, row, verb, reason)

    with pytest.raises(ContextReasonMissingError):
        await do(world, known, "practitioner", setting(ContextVerb.CLOSE, ""))
    await do(world, known, "practitioner", setting(ContextVerb.CLOSE, "Quiet for three months"))
    assert (await context_of(world, known)).status == "closed"
    with pytest.raises(ContextStandsAlreadyError):
        await do(world, known, "practitioner", setting(ContextVerb.CLOSE, "Again"))
    await do(world, known, "practitioner", setting(ContextVerb.REOPEN, "A new report"))
    assert await lines_of(world, known) == [("close", "Quiet for three months"), ("reopen", "A new report")]


async def test_a_note_stays_on_the_timeline(world: World) -> None:
    known = await add_context(world, world.larkmere)
    with pytest.raises(IncompleteError):
        await do(world, known, "practitioner", lambda work, row: service.add_note(work, row, "  "))
    await do(world, known, "practitioner", lambda work, row: service.add_note(work, row, "Light in the yard on"))
    assert await lines_of(world, known) == [("note", "Light in the yard on")]


async def test_a_note_sent_twice_stands_once(world: World) -> None:
    known, other = [await add_context(world, world.larkmere) for _ in range(2)]

    async def note(on: Known, person: str, words: str, minutes: int = 0) -> None:
        async with acting(world, world.larkmere, person, now=NOON + timedelta(minutes=minutes)) as work:
            await service.add_note(work, await load_context(work, on.reference, to=Action.CHANGE_CONTEXT), words)

    for words in ("Bins moved", " Bins moved\n"):
        await note(known, "practitioner", words)
    assert await lines_of(world, known) == [("note", "Bins moved")]
    assert (await context_of(world, known)).version == 2, "nobody is told that it changed again"
    await note(known, "screener", "Bins moved")
    await note(known, "practitioner", "Bins moved back")
    await note(known, "practitioner", "Bins moved", minutes=5)
    await note(other, "practitioner", "Bins moved")
    assert len(await lines_of(world, known)) == 4
    assert len(await lines_of(world, other)) == 1


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
    places = house.places(Action.READ_REFERRAL, Held(None, None), Action.REASSIGN_REFERRAL)
    assert len([place for place in places if place.person is None]) == 3
    assert "Admin" not in " ".join(place.words("nobody yet") for place in places)
