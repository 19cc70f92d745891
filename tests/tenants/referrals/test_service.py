"""The verbs against a real database, with two councils in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from casework import ARRIVED, Told, acting, add_message, add_referral, as_owner
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts.service import NotNamedError
from commonground.tenants.referrals import service
from commonground.tenants.referrals.errors import NotNowError, ReasonMissingError, WordsRefusedError
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.queries import Holder
from commonground.tenants.referrals.said import said_of
from commonground.tenants.referrals.types import Asked, AskForMore
from councils import TestCouncil, World

NOON = ARRIVED + timedelta(hours=15)
Verb = Callable[[Work, ReferralRow], Awaitable[None]]


async def do(world: World, told: Told, person: str, to: Action, verb: Verb, council: TestCouncil | None = None) -> None:
    async with acting(world, council or world.larkmere, person, now=NOON) as work:
        await verb(work, await load_referral(work, told.reference, to=to, lock=True))


async def now_in(world: World, told: Told) -> Any:
    async with as_owner(world.database) as engine, engine.connect() as connection:
        rows = await connection.execute(text("select * from tenants.referrals where id = :id"), {"id": told.id})
        return rows.one()


async def written(world: World, told: Told, table: str, column: str = "referral_id") -> list[Any]:
    async with as_owner(world.database) as engine, engine.connect() as connection:
        query = f"select * from {table} where {column} = :id order by id"
        return list((await connection.execute(text(query), {"id": told.id})).all())


async def test_whoever_takes_it_screens_it(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    await do(world, told, "screener", Action.SCREEN_REFERRAL, service.take)
    row = await now_in(world, told)
    assert (row.state, row.lead_id, row.version) == ("screening", world.larkmere.people["screener"].staff_id, 2)
    assert [line.verb for line in await written(world, told, "tenants.referral_events")] == ["receive", "take"]
    trail = await written(world, told, "audit.entries", "subject_id")
    assert [(entry.action, entry.reference) for entry in trail] == [("screen_referral:take", told.reference)]
    facts = await written(world, told, "system.outbox", "subject_id")
    assert [fact.kind for fact in facts] == ["referral_allocated"]


async def test_the_second_to_take_it_hears_that_it_is_taken(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    await do(world, told, "screener", Action.SCREEN_REFERRAL, service.take)
    with pytest.raises(NotNowError, match="being screened"):
        await do(world, told, "second_screener", Action.SCREEN_REFERRAL, service.take)


def closing(reason: str) -> Verb:
    return lambda work, row: service.close_withdrawn(work, row, reason)


async def test_somebody_who_has_read_it_closes_it_as_withdrawn_and_says_why(world: World) -> None:
    told = await add_referral(
        world, world.larkmere, state="screening", lead="screener", attention="danger", danger="yes", wished=True
    )
    with pytest.raises(ReasonMissingError):
        await do(world, told, "screener", Action.SCREEN_REFERRAL, closing("  "))
    await do(world, told, "screener", Action.SCREEN_REFERRAL, closing("They rang: it was a film set."))
    row = await now_in(world, told)
    assert (row.state, row.attention, row.outcome) == ("withdrawn", None, None)
    line = (await written(world, told, "tenants.referral_events"))[-1]
    assert (line.verb, line.words) == ("close_withdrawn", "They rang: it was a film set.")
    assert line.staff_id == world.larkmere.people["screener"].staff_id
    assert "referral_decided" in [fact.kind for fact in await written(world, told, "system.outbox", "subject_id")]

    reopened: Verb = lambda work, row: service.reopen(work, row, "It was not.", keep=False)  # noqa: E731  # as above
    await do(world, told, "screener", Action.REOPEN_REFERRAL, reopened)
    row = await now_in(world, told)
    assert (row.state, row.attention) == ("new", "danger")


async def test_nobody_closes_as_withdrawn_what_nobody_asked_to_withdraw(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    with pytest.raises(NotNowError, match="close it as withdrawn"):
        await do(world, told, "screener", Action.SCREEN_REFERRAL, closing("It bores me."))
    with pytest.raises(NotFoundHereError):
        await do(world, told, "screener", Action.SCREEN_REFERRAL, closing("Not mine."), world.hallowdene)


async def test_a_question_to_the_reporter_stops_the_clock_until_the_answer(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    due = (await now_in(world, told)).decision_due_at

    async def ask(work: Work, row: ReferralRow) -> None:
        question = AskForMore(asked=Asked.REPORTER, question="Which days is it worst?")
        await service.ask_for_more(work, row, question, await said_of(work, row.id))

    await do(world, told, "screener", Action.SCREEN_REFERRAL, ask)
    row = await now_in(world, told)
    assert (row.state, row.asked, row.paused_at) == ("waiting", "reporter", NOON)
    assert told.report_id is not None
    message = (await written(world, Told(told.report_id, "", None, ""), "tenants.report_messages", "report_id"))[0]
    assert (message.kind, message.body) == ("question", "Which days is it worst?")
    async with acting(world, world.larkmere, "screener", now=NOON + timedelta(days=1)) as work:
        waiting = await load_referral(work, told.reference, to=Action.SCREEN_REFERRAL, lock=True)
        await service.resume(work, waiting, "They rang.")
    row = await now_in(world, told)
    assert (row.state, row.paused_at, row.asked) == ("screening", None, None)
    assert row.decision_due_at > due
    assert row.paused_for == timedelta(days=1)


async def test_a_question_brings_back_no_name_that_came_later(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    await add_message(world, world.larkmere, told, "news", "Ask Kayden about it.", "Ask [name hidden] about it.")

    async def ask(work: Work, row: ReferralRow) -> None:
        question = AskForMore(asked=Asked.REPORTER, question="Where did you meet kayden?")
        await service.ask_for_more(work, row, question, await said_of(work, row.id))

    with pytest.raises(WordsRefusedError, match="hidden in the report"):
        await do(world, told, "screener", Action.SCREEN_REFERRAL, ask)


async def test_a_question_needs_words_and_somebody_to_read_them(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", with_report=False)

    async def ask(work: Work, row: ReferralRow) -> None:
        await service.ask_for_more(work, row, AskForMore(asked=Asked.REPORTER, question="Where?"), None)

    with pytest.raises(WordsRefusedError, match="no way to ask"):
        await do(world, told, "screener", Action.SCREEN_REFERRAL, ask)
    assert (await now_in(world, told)).state == "screening"


async def test_escalated_work_comes_back_to_whom_it_came_from(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")

    async def escalate(work: Work, row: ReferralRow) -> None:
        await service.escalate(work, row, "A child may be in a car with an adult tonight.")

    await do(world, told, "screener", Action.ESCALATE_REFERRAL, escalate)
    assert (await now_in(world, told)).state == "escalated"
    await do(world, told, "manager", Action.SCREEN_REFERRAL, service.hand_back)
    row = await now_in(world, told)
    assert (row.state, row.lead_id) == ("screening", world.larkmere.people["screener"].staff_id)
    assert "referral_escalated" in [f.kind for f in await written(world, told, "system.outbox", "subject_id")]


async def test_handing_back_puts_it_before_the_team_again(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    await do(world, told, "screener", Action.SCREEN_REFERRAL, service.hand_back)
    row = await now_in(world, told)
    assert (row.state, row.lead_id) == ("new", None)


async def test_moving_it_needs_a_reason(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    holder = Holder(world.larkmere.teams["front_door"], None)

    async def reassign(work: Work, row: ReferralRow) -> None:
        await service.reassign(work, row, holder, "  ")

    with pytest.raises(ReasonMissingError):
        await do(world, told, "screener", Action.REASSIGN_REFERRAL, reassign)


async def test_given_to_another_team_it_is_theirs(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    specialist = world.larkmere.people["practitioner"].staff_id

    async def reassign(work: Work, row: ReferralRow) -> None:
        await service.reassign(work, row, Holder(world.larkmere.teams["specialist"], specialist), "Closest fit")

    await do(world, told, "screener", Action.REASSIGN_REFERRAL, reassign)
    row = await now_in(world, told)
    assert (row.state, row.lead_id, row.team_id) == ("screening", specialist, world.larkmere.teams["specialist"])
    with pytest.raises(NotFoundHereError):
        await do(world, told, "screener", Action.REASSIGN_REFERRAL, reassign)


async def test_a_restricted_referral_goes_only_to_somebody_named_or_to_nobody_yet(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", named=("screener", "manager"))

    def reassigning(person: str | None) -> Verb:
        staff = world.larkmere.people[person].staff_id if person else None
        holder = Holder(world.larkmere.teams["front_door"], staff)
        return lambda work, row: service.reassign(work, row, holder, "Holiday")

    with pytest.raises(NotNamedError):
        await do(world, told, "screener", Action.REASSIGN_REFERRAL, reassigning("second_screener"))
    await do(world, told, "screener", Action.REASSIGN_REFERRAL, reassigning("manager"))
    assert (await now_in(world, told)).lead_id == world.larkmere.people["manager"].staff_id
    await do(world, told, "manager", Action.REASSIGN_REFERRAL, reassigning(None))
    assert (await now_in(world, told)).lead_id is None


async def test_what_needs_a_lead_is_done_when_somebody_leads(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="needs_lead")
    lead = world.larkmere.people["practitioner"].staff_id

    async def give(work: Work, row: ReferralRow) -> None:
        await service.give_lead(work, row, Holder(world.larkmere.teams["specialist"], lead))

    async def give_nobody(work: Work, row: ReferralRow) -> None:
        await service.give_lead(work, row, Holder(world.larkmere.teams["specialist"], None))

    with pytest.raises(IncompleteError):
        await do(world, told, "manager", Action.REASSIGN_REFERRAL, give_nobody)
    await do(world, told, "manager", Action.REASSIGN_REFERRAL, give)
    row = await now_in(world, told)
    assert (row.state, row.lead_id, row.outcome) == ("decided", lead, "consultation")


async def test_reopening_keeps_the_decision_in_the_history_alone(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="decided", outcome="advice")

    async def reopen(work: Work, row: ReferralRow) -> None:
        await service.reopen(work, row, "A second report about the same yard", keep=True)

    await do(world, told, "screener", Action.REOPEN_REFERRAL, reopen)
    row = await now_in(world, told)
    assert (row.state, row.outcome, row.rationale, row.decided_by) == ("screening", None, "", None)
    assert row.decision_due_at > NOON
    assert "referral_reopened" in [f.kind for f in await written(world, told, "system.outbox", "subject_id")]


async def test_looking_at_names_is_in_history_and_trail(world: World) -> None:
    told = await add_referral(world, world.larkmere, masked="Most evenings [name]")
    await do(world, told, "screener", Action.READ_NAMES, service.look_at_names)
    assert [e.action for e in await written(world, told, "audit.entries", "subject_id")] == ["read_names"]
    assert [e.verb for e in await written(world, told, "tenants.referral_events")] == ["receive", "read_names"]
    assert (await now_in(world, told)).version == 1


async def test_no_verb_reaches_the_other_council(world: World) -> None:
    told = await add_referral(world, world.hallowdene)
    with pytest.raises(NotFoundHereError):
        await do(world, told, "screener", Action.SCREEN_REFERRAL, service.take)
    assert (await now_in(world, told)).state == "new"


async def test_another_role_reaches_no_verb(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    for person in ("practitioner", "admin", "specialist_manager"):
        with pytest.raises(NotFoundHereError):
            await do(world, told, person, Action.SCREEN_REFERRAL, service.take)
