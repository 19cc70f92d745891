"""Putting referrals on a context, all or none; and taking one off again."""

from __future__ import annotations

import asyncio

import pytest

from casework import Known, Told, acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.platform.access.errors import LeadsOnError, NotFoundHereError
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts import merging
from commonground.tenants.contexts.load import load_context
from commonground.tenants.referrals.linking import Fate, Foreseen, NotOffError, foresee, link_all, take_off
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.several import Pick
from councils import World
from told import ask, lines_of, named_on, referral_of, rows, tell, trail_of


def pick(told: Told, version: int = 1) -> Pick:
    return Pick(told.reference, version)


async def linked(world: World, context: Known, *picks: Pick, by: str = "screener") -> tuple[list[Fate], bool]:
    async with acting(world, world.larkmere, by, keep=False) as work:
        _, found, done = await link_all(work, sorted(picks, key=lambda each: each.reference), context.reference)
        fates = {each.pick.reference: each.fate for each in found}
        if done:
            await work.commit()
        return [fates[each.reference] for each in picks], done


async def seen(work: Work, context: Known, *picks: Pick) -> list[Foreseen]:
    row = await load_context(work, context.reference, to=Action.READ_CONTEXT)
    return await foresee(work, picks, row)


async def test_all_of_them_are_put_there_and_each_says_so(world: World) -> None:
    context = await add_context(world, world.larkmere)
    old = await add_referral(world, world.larkmere, state="decided", outcome="advice", with_report=False)
    new = await add_referral(world, world.larkmere)
    assert await linked(world, context, pick(old), pick(new)) == ([Fate.LINK, Fate.LINK], True)
    for told, moved in ((old, ", and with the team that has it"), (new, "")):
        row = await referral_of(world, told)
        assert (row.context_id, row.version) == (context.id, 2)
        assert (await lines_of(world, told))[-1] == ("link", f"On {context.reference}{moved}")
        assert ("link_referral:link", told.reference, None) in await trail_of(world, told)
        facts = "select kind from system.outbox where subject_id = :id"
        assert [each.kind for each in await rows(world, facts, id=told.id)] == ["referral_linked"]
        line = "select count(*) from tenants.context_events where referral_id = :id and verb = 'link'"
        assert (await ask(world, line, id=told.id))[0] == 1
    teams = world.larkmere.teams
    assert (await referral_of(world, old)).team_id == teams["specialist"], "what is decided is with its context"
    assert (await referral_of(world, new)).team_id == teams["front_door"], "what is not stays where it is"
    assert await linked(world, context, pick(old, 2)) == ([Fate.LINKED], True)
    assert (await referral_of(world, old)).version == 2, "twice is once"


async def test_one_that_cannot_be_keeps_all_back(world: World) -> None:
    context, other = [await add_context(world, world.larkmere) for _ in range(2)]
    fine = await add_referral(world, world.larkmere)
    there = await add_referral(world, world.larkmere, context=other)
    fates, done = await linked(world, context, pick(fine), pick(there))
    assert (fates, done) == ([Fate.LINK, Fate.ELSEWHERE], False)
    fates, done = await linked(world, context, pick(fine, 7))
    assert (fates, done) == ([Fate.CHANGED], False)
    row = await referral_of(world, fine)
    assert (row.context_id, row.version) == (None, 1)


async def test_what_is_not_theirs_looks_like_nothing(world: World) -> None:
    context = await add_context(world, world.larkmere)
    hidden = await add_referral(world, world.larkmere, named=("manager",))
    foreign = await add_referral(world, world.hallowdene)
    group = await add_referral(world, world.larkmere, kind="group", team="locality")
    for told in (hidden, foreign, group):
        assert await linked(world, context, pick(told)) == ([Fate.NOT_FOUND], False)
        async with acting(world, world.larkmere, "screener") as work:
            (found,) = await seen(work, context, pick(told))
        assert (found.fate, found.title) == (Fate.NOT_FOUND, "")
    for missing in (
        await add_context(world, world.larkmere, named=("manager",), lead=None),
        await add_context(world, world.hallowdene),
    ):
        with pytest.raises(NotFoundHereError):
            await linked(world, missing, pick(hidden))
    with pytest.raises(NotFoundHereError):
        await linked(world, context, pick(hidden), by="ig_lead")


async def test_on_a_restricted_context_it_is_open_to_the_same_people(world: World) -> None:
    circle = ("screener", "specialist_manager")
    context = await add_context(world, world.larkmere, named=circle, lead="specialist_manager")
    free = await add_referral(world, world.larkmere)
    held = await add_referral(world, world.larkmere, state="screening", lead="second_screener")
    assert await linked(world, context, pick(held)) == ([Fate.NOT_NAMED], False)
    assert await linked(world, context, pick(free)) == ([Fate.LINK], True)
    row = await referral_of(world, free)
    assert (row.restricted, row.follows_context) == (True, True)
    assert set(await named_on(world, free)) == {world.larkmere.people[each].staff_id for each in circle}
    own = await add_referral(world, world.larkmere, named=("screener", "manager"))
    assert await linked(world, context, pick(own)) == ([Fate.LINK], True)
    assert set(await named_on(world, own)) == {world.larkmere.people["screener"].staff_id}
    assert not (await referral_of(world, own)).follows_context, "it had a circle of its own"


async def test_taken_off_a_restricted_context_it_keeps_that_circle_as_its_own(world: World) -> None:
    circle = ("screener", "specialist_manager")
    context, other = [await add_context(world, world.larkmere, named=circle, lead=None) for _ in range(2)]
    told = await add_referral(world, world.larkmere, context=context, named=circle, follows=True)
    async with acting(world, world.larkmere, "screener") as work:
        row = await load_referral(work, told.reference, to=Action.LINK_REFERRAL, lock=True)
        await take_off(work, row, "It is the other park.")
    assert not (await referral_of(world, told)).follows_context
    assert await linked(world, other, pick(told, 2)) == ([Fate.LINK], True)
    row = await referral_of(world, told)
    assert (row.restricted, row.follows_context) == (True, False)


async def test_a_restricted_one_says_nothing_before_its_reader_confirms(world: World) -> None:
    context = await add_context(world, world.larkmere)
    own = await add_referral(world, world.larkmere, named=("screener", "manager"))
    async with acting(world, world.larkmere, "screener") as work:
        object.__setattr__(work.actor, "confirmed_at", None)
        (found,) = await seen(work, context, pick(own))
    assert (found.fate, found.title) == (Fate.CONFIRM, "")


async def test_a_group_is_its_own_teams_alone(world: World) -> None:
    group = await add_context(world, world.larkmere, kind="group", team="front_door", lead=None)
    theirs = await add_referral(world, world.larkmere, team="locality")
    mine = await add_referral(world, world.larkmere)
    over = await add_referral(world, world.larkmere, state="decided", outcome="advice", team="locality")
    assert await linked(world, group, pick(theirs)) == ([Fate.GROUP], False)
    assert await linked(world, group, pick(mine), pick(over)) == ([Fate.LINK, Fate.LINK], True)
    row = await referral_of(world, over)
    assert (row.subject_kind, row.team_id) == ("group", world.larkmere.teams["front_door"])


async def test_work_that_goes_on_is_not_put_away_on_a_closed_context(world: World) -> None:
    closed = await add_context(world, world.larkmere, status="closed")
    for state, outcome in (("new", None), ("decided", "consultation"), ("needs_lead", "panel")):
        told = await add_referral(world, world.larkmere, state=state, outcome=outcome)
        assert await linked(world, closed, pick(told)) == ([Fate.CLOSED], False), state
    over = await add_referral(world, world.larkmere, state="decided", outcome="advice")
    old = await add_referral(world, world.larkmere, state="decided", outcome="panel", with_report=False)
    await tell(world, "update tenants.referrals set route = 'tracker' where id = :id", id=old.id)
    assert await linked(world, closed, pick(over), pick(old)) == ([Fate.LINK, Fate.LINK], True)


async def test_one_that_has_gone_into_another_leads_on(world: World) -> None:
    context, into = [await add_context(world, world.larkmere) for _ in range(2)]
    async with acting(world, world.larkmere, "practitioner") as work:
        row = await load_context(work, context.reference, to=Action.CHANGE_CONTEXT, lock=True)
        await merging.merge(work, row, into.reference, "One yard", version=1)
    with pytest.raises(LeadsOnError):
        await linked(world, context, pick(await add_referral(world, world.larkmere)))


async def test_two_at_once_put_each_once(world: World) -> None:
    context, other = [await add_context(world, world.larkmere) for _ in range(2)]
    told = [await add_referral(world, world.larkmere) for _ in range(4)]
    picks = [pick(each) for each in told]
    answers = await asyncio.gather(
        linked(world, context, *picks), linked(world, other, *reversed(picks), by="second_screener")
    )
    assert sorted(done for _, done in answers) == [False, True]
    assert {(await referral_of(world, each)).version for each in told} == {2}
    assert len({(await referral_of(world, each)).context_id for each in told}) == 1


async def test_it_is_taken_off_with_a_reason(world: World) -> None:
    context = await add_context(world, world.larkmere)
    told = await add_referral(world, world.larkmere, state="decided", outcome="advice", context=context)
    decided = await add_referral(world, world.larkmere, state="decided", outcome="added_to_context", context=context)
    async with acting(world, world.larkmere, "screener") as work:
        row = await load_referral(work, told.reference, to=Action.LINK_REFERRAL, lock=True)
        for reason in (" ", "x" * 1_001):
            with pytest.raises(IncompleteError):
                await take_off(work, row, reason)
        await take_off(work, row, "It is the other park.")
        with pytest.raises(NotOffError):
            await take_off(work, row, "Twice.")
        stands = await load_referral(work, decided.reference, to=Action.LINK_REFERRAL, lock=True)
        with pytest.raises(NotOffError):
            await take_off(work, stands, "What was decided stands on it.")
    assert (await referral_of(world, told)).context_id is None
    assert (await lines_of(world, told))[-1] == ("unlink", f"Off {context.reference}: It is the other park.")
    assert "unlink" in [verb for verb, _ in await lines_of(world, context)]
    assert await linked(world, context, pick(told, 2)) == ([Fate.LINK], True), "and put there again"


async def test_a_context_that_they_may_not_open_is_not_named(world: World) -> None:
    hidden = await add_context(world, world.larkmere, named=("manager",), lead=None)
    told = await add_referral(world, world.larkmere, context=hidden)
    async with acting(world, world.larkmere, "screener") as work:
        row = await load_referral(work, told.reference, to=Action.LINK_REFERRAL, lock=True)
        await take_off(work, row, "It is about another place.")
    assert (await lines_of(world, told))[-1] == ("unlink", "It is about another place.")
