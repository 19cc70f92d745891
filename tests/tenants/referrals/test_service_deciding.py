"""Deciding against a real database: what is written, leads, replies, and two people at once."""

from __future__ import annotations

import asyncio

import pytest

from casework import acting, add_context, add_message, add_referral
from commonground.platform.access import Action
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, RefusedError
from commonground.tenants.contexts.types import ContextInput, ContextKind
from commonground.tenants.pathways.service import pathways_of, set_pathway
from commonground.tenants.pathways.types import Pathway, StepPlan
from commonground.tenants.referrals.errors import DecisionIncompleteError, NotNowError
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.queries import grounds_for
from commonground.tenants.referrals.service import reopen
from commonground.tenants.referrals.types import NoReply, NoReplyReason, Outcome, Reply, Weighed
from councils import World
from decided import NOON, THANKS, WHY, decided, screened
from told import referral_of, rows, tell


async def test_a_decision_is_written_whole(world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT, context=context)
    row = await referral_of(world, told)
    assert (row.state, row.outcome, row.rationale, row.context_id) == ("decided", "added_to_context", WHY, context.id)
    assert (row.decided_at, row.decided_by) == (NOON, world.larkmere.people["screener"].staff_id)
    message = (await rows(world, "select * from tenants.report_messages where report_id = :id", id=told.report_id))[0]
    assert (message.kind, message.body, message.staff_id) == ("reply", THANKS.words, row.decided_by)
    line = (await rows(world, "select * from tenants.context_events where referral_id = :id", id=told.id))[0]
    assert (line.verb, line.context_id) == ("link", context.id)
    history = await rows(world, "select * from tenants.referral_events where referral_id = :id order by id", id=told.id)
    assert history[-1].words == f"Add to the context, no further action yet. {WHY}"
    facts = await rows(world, "select kind from system.outbox where subject_id = :id", id=told.id)
    assert [fact.kind for fact in facts] == ["referral_decided"]


async def test_what_was_weighed_stands_until_it_is_taken_up_again(world: World) -> None:
    told = await screened(world)
    weighed = Weighed(frequency="most_days", severity="some_harm", guardianship="nobody", response="Friday patrols.")
    await decided(world, told, weighed=weighed)
    row = await referral_of(world, told)
    assert (row.frequency, row.severity, row.trajectory, row.guardianship) == ("most_days", "some_harm", None, "nobody")
    assert row.response == weighed.response
    async with acting(world, world.larkmere, "manager") as work:
        again = await load_referral(work, told.reference, to=Action.REOPEN_REFERRAL, lock=True)
        await reopen(work, again, "They rang once more.", keep=False)
    row = await referral_of(world, told)
    assert (row.frequency, row.severity, row.trajectory, row.guardianship, row.response) == (None, None, None, None, "")


async def test_work_that_goes_on_waits_for_a_lead(world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    await decided(world, told, outcome=Outcome.CONSULTATION, context=context)
    row = await referral_of(world, told)
    assert (row.state, row.lead_id, row.team_id) == ("needs_lead", None, world.larkmere.teams["specialist"])


async def test_what_stands_on_a_context_is_open_to_whoever_leads_it(world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT, context=context)
    for person in ("practitioner", "screener", "second_screener"):
        async with acting(world, world.larkmere, person) as work:
            await load_referral(work, told.reference, to=Action.READ_REFERRAL)


@pytest.mark.parametrize(
    ("outcome", "status", "again"),
    [(Outcome.CONSULTATION, "active", ["reopen"]), (Outcome.ADDED_TO_CONTEXT, "closed", [])],
)
async def test_work_that_goes_on_takes_a_closed_context_up_again(
    world: World, outcome: Outcome, status: str, again: list[str]
) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere, status="closed")
    await decided(world, told, outcome=outcome, context=context)
    (row,) = await rows(world, "select status from tenants.contexts where id = :id", id=context.id)
    assert row.status == status
    lines = await rows(world, "select * from tenants.context_events where context_id = :id order by id", id=context.id)
    assert [line.verb for line in lines] == ["open", *again, "link"]
    said = [(line.words, line.referral_id) for line in lines if line.verb == "reopen"]
    assert said == [("Work goes on.", None)] * len(again), "whoever may not open it learns nothing of it"
    assert [line.referral_id for line in lines if line.verb == "link"] == [told.id]


async def test_a_lead_can_be_given_with_the_decision(world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    await decided(world, told, outcome=Outcome.CONSULTATION, context=context, place="practitioner")
    row = await referral_of(world, told)
    assert (row.state, row.lead_id) == ("decided", world.larkmere.people["practitioner"].staff_id)
    assert row.team_id == world.larkmere.teams["specialist"]
    facts = await rows(world, "select kind from system.outbox where subject_id = :id order by kind", id=told.id)
    assert [fact.kind for fact in facts] == ["referral_allocated", "referral_decided"]


async def test_a_new_context_is_made_with_it(world: World) -> None:
    told = await screened(world, kind=None)
    new = ContextInput(kind=ContextKind.PLACE, name="  Vape shop,  Station Parade ", postcode="lm42qt")
    await decided(world, told, outcome=Outcome.SINGLE_AGENCY, new=new)
    row = await referral_of(world, told)
    made = (await rows(world, "select * from tenants.contexts where id = :id", id=row.context_id))[0]
    assert (made.name, made.postcode, made.team_id) == ("Vape shop, Station Parade", "LM4 2QT", row.team_id)
    assert row.subject_kind == "place"
    lines = await rows(world, "select verb from tenants.context_events where context_id = :id order by id", id=made.id)
    assert [line.verb for line in lines] == ["open", "link"]


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        ("We already know about this young person.", "en"),
        ("Other residents have told us the same.", "en"),
        ("Mae rydym eisoes yn gwybod am hyn.", "cy"),
    ],
)
async def test_a_reply_that_confirms_something_is_not_sent(world: World, words: str, lang: str) -> None:
    told = await screened(world, lang=lang)
    with pytest.raises(DecisionIncompleteError):
        await decided(world, told, feedback=Reply(words=words, lang=lang))
    assert not await rows(world, "select 1 from tenants.report_messages where report_id = :id", id=told.report_id)


async def test_a_masked_word_never_comes_back_in_a_reply(world: World) -> None:
    told = await screened(world, what="Jaydon waits there every day.", masked="[name hidden] waits there every day.")
    with pytest.raises(DecisionIncompleteError, match="hidden in the report"):
        await decided(world, told, feedback=Reply(words="Thank you. We will look after Jaydon."))


@pytest.mark.parametrize("subject", ["group", "unsure"])
async def test_a_name_in_the_description_of_a_group_never_comes_back(world: World, subject: str) -> None:
    told = await screened(world, kind=None, subject=subject, where="Prilow Tander and her friends")
    hidden = "update tenants.reports set shown = shown || jsonb_build_object('where_said', cast(:words as text))"
    await tell(world, f"{hidden} where id = :id", words="[name hidden] and her friends", id=told.report_id)
    with pytest.raises(DecisionIncompleteError, match="hidden in the report"):
        await decided(world, told, feedback=Reply(words="Somebody has talked with Prilow Tander."))


async def test_a_name_in_later_news_never_comes_back(world: World) -> None:
    told = await screened(world)
    await add_message(world, world.larkmere, told, "news", "Ask Kayden about it.", "Ask [name hidden] about it.")
    await add_message(world, world.larkmere, told, "withdrawal", "Tyreese is angry.", "[name hidden] is angry.")
    for name in ("Kayden", "tyreese"):
        with pytest.raises(DecisionIncompleteError, match="hidden in the report"):
            await decided(world, told, feedback=Reply(words=f"Thank you. We keep an eye on {name}."))


async def test_no_reply_needs_its_reason(world: World) -> None:
    told = await screened(world)
    with pytest.raises(DecisionIncompleteError):
        await decided(world, told, feedback=None)
    await decided(world, told, feedback=NoReply(reason=NoReplyReason.COULD_PUT_SOMEBODY_AT_RISK))
    row = await referral_of(world, told)
    assert row.no_reply_reason == "could_put_somebody_at_risk"
    assert not await rows(world, "select 1 from tenants.report_messages where report_id = :id", id=told.report_id)


async def test_what_came_another_way_has_nobody_to_answer_here(world: World) -> None:
    told = await screened(world, with_report=False)
    with pytest.raises(DecisionIncompleteError, match="no way to answer"):
        await decided(world, told)
    await decided(world, told, feedback=NoReply(reason=NoReplyReason.TOLD_ALREADY))
    assert (await referral_of(world, told)).no_reply_reason == "told_already"


async def test_everything_lacking_is_said_at_once(world: World) -> None:
    told = await screened(world)
    with pytest.raises(IncompleteError) as refused:
        await decided(world, told, outcome=Outcome.CONTEXT_ASSESSMENT, feedback=Reply(words=""), why=" ")
    assert {problem.field for problem in refused.value.problems} == {"rationale", "subject", "reply"}
    assert (await referral_of(world, told)).version == 1


async def test_the_other_councils_context_is_not_there(world: World) -> None:
    told, theirs = await screened(world), await add_context(world, world.hallowdene)
    async with acting(world, world.larkmere, "screener") as work:
        row = await load_referral(work, told.reference, to=Action.SCREEN_REFERRAL)
        assert (await grounds_for(work, row, context=theirs.reference)).context is None
        for place in (world.hallowdene.place("screener"), world.hallowdene.place("front_door")):
            assert (await grounds_for(work, row, place=place)).holder is None
        assert (await grounds_for(work, row, place=world.larkmere.place("screener", "specialist"))).holder is None


async def test_of_two_who_decide_one_is_written_and_the_other_hears_of_it(world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    results = await asyncio.gather(
        decided(world, told, person="screener", outcome=Outcome.ADVICE),
        decided(world, told, person="second_screener", outcome=Outcome.ADDED_TO_CONTEXT, context=context),
        return_exceptions=True,
    )
    quicker = [each for each in results if each is None]
    slower = [each for each in results if isinstance(each, RefusedError)]
    assert (len(quicker), len(slower)) == (1, 1)
    assert isinstance(slower[0], ChangedMeanwhileError)
    lines = await rows(
        world, "select 1 from tenants.referral_events where referral_id = :id and verb = 'decide'", id=told.id
    )
    assert len(lines) == 1
    assert len(await rows(world, "select 1 from tenants.report_messages where report_id = :id", id=told.report_id)) == 1


async def test_what_was_not_taken_is_not_decided(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    with pytest.raises(NotNowError, match="Nobody has begun to screen this"):
        await decided(world, told)


async def _places_are_the_councils(world: World) -> int:
    """What Larkmere does about places: it rings somebody where nothing else follows, and never signposts."""
    async with acting(world, world.larkmere, "admin") as work:
        known = await pathways_of(work, "place")
        ring = Pathway(outcome=Outcome.ADDED_TO_CONTEXT, steps=(StepPlan("Ring the owner", 2),))
        await set_pathway(work, "place", ring, version=known.version)
        never = Pathway(outcome=Outcome.SIGNPOST, offered=False)
        await set_pathway(work, "place", never, version=known.version + 1)
    return known.version + 2


@pytest.mark.parametrize("how", ["one that is there", "a new one"])
async def test_what_nobody_knew_the_type_of_is_decided_under_the_pathways_of_its_context(
    world: World, how: str
) -> None:
    version, told = await _places_are_the_councils(world), await screened(world, kind=None)
    new = ContextInput(kind=ContextKind.PLACE, name="Car park, Weir Road") if how == "a new one" else None
    context = None if new else await add_context(world, world.larkmere)
    with pytest.raises(DecisionIncompleteError) as refused:
        await decided(world, told, outcome=Outcome.SIGNPOST, context=context, new=new)
    assert [problem.field for problem in refused.value.problems] == ["outcome"]
    assert (await referral_of(world, told)).state == "screening"
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT, context=context, new=new)
    row = await referral_of(world, told)
    assert (row.pathway_kind, row.pathway_version) == ("place", version)
    (step,) = await rows(world, "select * from tenants.referral_steps where referral_id = :id", id=told.id)
    assert (step.what, step.origin, step.due_at is not None) == ("Ring the owner", "council_policy", True)


async def test_without_a_context_nobody_knows_its_type_and_ours_stand(world: World) -> None:
    await _places_are_the_councils(world)
    told = await screened(world, kind=None)
    await decided(world, told, outcome=Outcome.SIGNPOST)
    row = await referral_of(world, told)
    assert (row.pathway_kind, row.pathway_version) == (None, 0)


async def test_what_turns_out_to_be_about_a_group_is_decided_under_the_pathways_of_groups(world: World) -> None:
    await _places_are_the_councils(world)
    told, group = await screened(world), await add_context(world, world.larkmere, kind="group", team="front_door")
    await decided(world, told, outcome=Outcome.ADDED_TO_CONTEXT, context=group)
    row = await referral_of(world, told)
    assert (row.subject_kind, row.pathway_kind, row.pathway_version) == ("group", "group", 0)
