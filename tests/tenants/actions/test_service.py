"""Actions on a context of a real council: added, moved, done and dropped, and seen by nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from casework import ARRIVED, Known, acting, add_context
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.actions import service
from commonground.tenants.actions.queries import ActionLine, Charge, charge_of
from commonground.tenants.actions.rules import ActionInput, ActionStatus, OutcomeInput
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.my_work import on_contexts
from councils import World
from told import context_of, lines_of

NOON = ARRIVED + timedelta(hours=15)
TODAY = NOON.date()


def staff(world: World, person: str, slug: str = "larkmere") -> UUID:
    found = getattr(world, slug).people[person].staff_id
    assert isinstance(found, UUID)
    return found


async def loaded(work: Work, known: Known) -> ContextRow:
    return await load_context(work, known.reference, to=Action.CHANGE_CONTEXT, lock=True)


def typed(world: World, owner: str = "practitioner", what: str = "Ask the owner what they see") -> ActionInput:
    return ActionInput(what=what, owner_id=staff(world, owner), due_on=TODAY, playbook="shop", step=3)


async def add(world: World, known: Known, action: ActionInput, person: str = "specialist_manager") -> UUID:
    async with acting(world, world.larkmere, person, now=NOON) as work:
        return await service.add_action(work, await loaded(work, known), action)


async def settle(world: World, known: Known, action_id: UUID, outcome: OutcomeInput, version: int = 1) -> None:
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await loaded(work, known)
        action = await service.load_action(work, row, action_id, lock=True)
        await service.settle_action(work, row, action, outcome, version=version)


async def listed(world: World, known: Known) -> list[ActionLine]:
    async with acting(world, world.larkmere, "practitioner", now=NOON, keep=False) as work:
        return list((await charge_of(work, known.id)).actions)


async def mine(world: World, person: str, slug: str = "larkmere") -> list[UUID]:
    async with acting(world, getattr(world, slug), person, now=NOON, keep=False) as work:
        return [each.id for each in (await on_contexts(work)).to_do]


async def test_a_step_becomes_an_action_with_an_owner_and_is_done(world: World) -> None:
    known = await add_context(world, world.larkmere)
    made = await add(world, known, typed(world))
    (line,) = await listed(world, known)
    assert (line.id, line.status, line.playbook, line.step) == (made, ActionStatus.OPEN, "shop", 3)
    assert line.owner == world.larkmere.people["practitioner"].name
    assert made in await mine(world, "practitioner")
    assert made not in await mine(world, "specialist_manager")
    assert made not in await mine(world, "practitioner", "hallowdene")
    await settle(world, known, made, OutcomeInput(status=ActionStatus.DONE, owner_id=None, due_on=None))
    assert made not in await mine(world, "practitioner")
    (line,) = await listed(world, known)
    assert line.status is ActionStatus.DONE
    assert [verb for verb, _ in await lines_of(world, known)] == ["add_action", "do_action"]
    assert (await context_of(world, known)).version == 3


async def test_it_is_moved_and_then_dropped_with_its_reason(world: World) -> None:
    known = await add_context(world, world.larkmere)
    made = await add(world, known, typed(world))
    moved = OutcomeInput(
        status=ActionStatus.OPEN, owner_id=staff(world, "specialist_manager"), due_on=TODAY + timedelta(days=3)
    )
    await settle(world, known, made, moved)
    assert made in await mine(world, "specialist_manager")
    with pytest.raises(ChangedMeanwhileError):
        await settle(world, known, made, moved)
    dropped = replace(moved, status=ActionStatus.DROPPED, reason="The shop has closed")
    await settle(world, known, made, dropped, version=2)
    (line,) = await listed(world, known)
    assert (line.status, line.reason, line.due_on) == (
        ActionStatus.DROPPED,
        "The shop has closed",
        TODAY + timedelta(days=3),
    )
    with pytest.raises(service.ActionOverError):
        await settle(world, known, made, dropped, version=3)
    assert (await lines_of(world, known))[-1] == ("drop_action", "Ask the owner what they see. The shop has closed")


async def test_nobody_is_given_what_they_cannot_open(world: World) -> None:
    known = await add_context(world, world.larkmere, named=("specialist_manager", "practitioner"), lead=None)
    for owner in ("screener", "ig_lead"):
        with pytest.raises(IncompleteError):
            await add(world, known, typed(world, owner))
    with pytest.raises(IncompleteError):
        await add(world, known, replace(typed(world), owner_id=staff(world, "practitioner", "hallowdene")))
    made = await add(world, known, typed(world))
    assert made in await mine(world, "practitioner"), "named on it"


async def test_an_action_is_found_through_its_own_context_alone(world: World) -> None:
    known, other = await add_context(world, world.larkmere), await add_context(world, world.larkmere)
    made = await add(world, known, typed(world))
    async with acting(world, world.larkmere, "practitioner", now=NOON, keep=False) as work:
        row = await load_context(work, other.reference, to=Action.CHANGE_CONTEXT)
        with pytest.raises(NotFoundHereError):
            await service.load_action(work, row, made)
    async with acting(world, world.hallowdene, "practitioner", keep=False) as work:
        assert await charge_of(work, known.id) == Charge("", "", ())


async def test_who_presses_twice_adds_one_and_another_person_or_day_is_another(world: World) -> None:
    known = await add_context(world, world.larkmere)
    first = await add(world, known, typed(world))
    assert await add(world, known, typed(world)) == first
    assert [verb for verb, _ in await lines_of(world, known)] == ["add_action"]
    others = {
        await add(world, known, typed(world), "practitioner"),
        await add(world, known, typed(world, "consultant")),
        await add(world, known, typed(world, what="Ask the neighbours what they see")),
    }
    assert len(others | {first}) == 4
    async with acting(world, world.larkmere, "specialist_manager", now=NOON + timedelta(minutes=2)) as work:
        later = await service.add_action(work, await loaded(work, known), typed(world))
    assert later != first, "later it is meant"
