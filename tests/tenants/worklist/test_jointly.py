"""What waits of joint concerns: for whom, and no longer than it does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from casework import acting
from commonground.platform.joint import service as shared
from commonground.platform.joint.types import JointAct, PartKind
from commonground.tenants.worklist.items import Item, Task
from commonground.tenants.worklist.kinds import Whose
from commonground.tenants.worklist.queries import Wanted, waiting
from councils import TestCouncil, World
from jointly import Begun, add, agree, begin, check, do, invite, join, joined, minuted, third_council
from told import tell

BOSS = "specialist_manager"


@pytest.fixture(scope="module")
def third(world: World) -> TestCouncil:
    return asyncio.run(third_council(world))


async def waits(
    world: World, council: TestCouncil, person: str, task: Task, begun: Begun, whose: Whose = Whose.ME
) -> Item | None:
    async with acting(world, council, person, keep=False) as work:
        found = await waiting(work, Wanted(whose=whose, task=task))
    lines = [each for each in found.items if each.reference == begun.reference]
    assert len(lines) <= 1
    return lines[0] if lines else None


async def test_asked_to_join_it_waits_for_whoever_may_answer_and_says_no_word(world: World) -> None:
    begun = await begin(world, title="Title that is a marked-title")
    here, there = world.larkmere, world.hallowdene
    assert await waits(world, there, BOSS, Task.JOINT_ASKED, begun) is None
    await invite(world, begun, there)
    for person in (BOSS, "manager"):
        found = await waits(world, there, person, Task.JOINT_ASKED, begun)
        assert found is not None
        assert (found.title, found.place) == ("", f"/joint/{begun.reference}/answer")
    assert await waits(world, there, "practitioner", Task.JOINT_ASKED, begun) is None
    assert await waits(world, here, BOSS, Task.JOINT_ASKED, begun) is None, "they ask"
    await join(world, begun, there)
    assert await waits(world, there, BOSS, Task.JOINT_ASKED, begun) is None


async def test_minutes_wait_for_a_colleague_and_given_back_for_their_writer(world: World) -> None:
    here, there = world.larkmere, world.hallowdene
    begun, day = await joined(world, there), datetime.now(UTC).date()
    meeting = await add(world, begun, here, there, kind=PartKind.MEETING, due_on=day)
    made = await minuted(world, begun, meeting, here)
    seen = await waits(world, here, BOSS, Task.JOINT_MINUTES, begun)
    assert seen is not None
    assert seen.place == f"/joint/{begun.reference}/minutes/{made}"
    for council, person in ((here, "practitioner"), (here, "manager"), (there, BOSS)):
        assert await waits(world, council, person, Task.JOINT_MINUTES, begun, Whose.TEAM) is None, person
    await check(world, made, here, publish=False)
    back = await waits(world, here, "practitioner", Task.JOINT_MINUTES, begun)
    assert back is not None
    assert back.place == f"/joint/{begun.reference}/parts/{meeting}/minutes"
    assert await waits(world, here, BOSS, Task.JOINT_MINUTES, begun) is None
    made = await minuted(world, begun, meeting, here)
    assert await waits(world, here, "practitioner", Task.JOINT_MINUTES, begun) is None
    await check(world, made, here, publish=True)
    assert await waits(world, here, BOSS, Task.JOINT_MINUTES, begun) is None


async def test_an_action_waits_for_the_council_that_does_it_while_the_agreement_stands(
    world: World, third: TestCouncil
) -> None:
    here = world.larkmere
    agreement = await agree(world, here, third)
    begun = await begin(world)
    await invite(world, begun, third, words="")
    await join(world, begun, third)
    day = datetime.now(UTC).date()
    part = await add(world, begun, here, third, kind=PartKind.ACTION, due_on=day, doer_id=third.id)
    found = await waits(world, third, BOSS, Task.JOINT_ACTION, begun)
    assert found is not None
    assert found.due_at is not None
    assert (found.place, found.title) == (f"/joint/{begun.reference}/parts/{part}/done", "Young people on a bus")
    assert await waits(world, third, "practitioner", Task.JOINT_ACTION, begun) is None
    assert await waits(world, third, "practitioner", Task.JOINT_ACTION, begun, Whose.TEAM) is not None
    assert await waits(world, third, "manager", Task.JOINT_ACTION, begun, Whose.TEAM) is None, "another team"
    assert await waits(world, here, BOSS, Task.JOINT_ACTION, begun, Whose.TEAM) is None, "the others do it"
    signed = "update crossing.agreement_signatures set withdrawn_at = {} where agreement_id = :id"
    await tell(world, signed.format("now()"), id=agreement)
    assert await waits(world, third, BOSS, Task.JOINT_ACTION, begun) is None
    await tell(world, signed.format("null"), id=agreement)
    async with acting(world, third, BOSS) as work:
        await shared.done(work, part, "Two drivers were briefed.")
    assert await waits(world, third, BOSS, Task.JOINT_ACTION, begun) is None


async def test_a_change_of_lead_waits_for_the_lead_though_its_agreement_is_over(
    world: World, third: TestCouncil
) -> None:
    here = world.larkmere
    agreement, begun = await agree(world, here, third), await begin(world)
    await invite(world, begun, third, words="")
    await join(world, begun, third)
    await do(world, begun, here, JointAct.PROPOSE_LEAD, council=third.id)
    await do(world, begun, third, JointAct.TAKE_LEAD)
    await tell(world, "update crossing.agreement_signatures set withdrawn_at = now() where agreement_id = :id",
               id=agreement)  # fmt: skip
    await do(world, begun, here, JointAct.PROPOSE_LEAD, council=here.id)
    assert await waits(world, third, BOSS, Task.JOINT_LEAD, begun) is not None
    await do(world, begun, third, JointAct.TAKE_LEAD)
    assert await waits(world, here, BOSS, Task.JOINT_LEAD, begun) is None


async def test_a_change_of_lead_waits_for_the_other_side(world: World) -> None:
    here, there = world.larkmere, world.hallowdene
    begun = await joined(world, there)
    for proposer, other in ((here, there), (there, here)):
        await do(world, begun, proposer, JointAct.PROPOSE_LEAD, council=there.id)
        found = await waits(world, other, BOSS, Task.JOINT_LEAD, begun)
        assert found is not None
        assert found.place == f"/joint/{begun.reference}"
        assert await waits(world, proposer, BOSS, Task.JOINT_LEAD, begun) is None
        await do(world, begun, other, JointAct.REFUSE_LEAD)
        assert await waits(world, other, BOSS, Task.JOINT_LEAD, begun) is None
