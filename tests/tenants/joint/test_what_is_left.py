"""What is left of a joint concern's parts for whom: after an agreement, a council, a partner is out of it."""

from __future__ import annotations

import asyncio

import pytest

from casework import acting
from commonground.platform.joint import queries
from commonground.platform.joint import service as shared
from commonground.platform.joint.rules import read_by, shown_to
from commonground.platform.joint.types import JointAct, PartKind, PartState
from commonground.platform.refusals import IncompleteError
from commonground.tenants.joint import service
from councils import TestCouncil, World
from jointly import (
    Begun,
    add,
    agree,
    begin,
    check,
    do,
    invite,
    join,
    joined,
    let_in,
    minuted,
    parts,
    third_council,
)
from told import ask, tell

BOSS = "specialist_manager"


@pytest.fixture(scope="module")
def third(world: World) -> TestCouncil:
    return asyncio.run(third_council(world, "southmere"))


async def test_an_agreement_that_was_over_stays_so_when_the_council_leaves(world: World, third: TestCouncil) -> None:
    agreement = await agree(world, world.larkmere, third)
    begun = await begin(world)
    await invite(world, begun, third, words="")
    await join(world, begun, third)
    for words in ("One", "Two"):
        await add(world, begun, third, world.larkmere, words=words)
    [_, one] = await parts(world, begun, third)
    async with acting(world, third, BOSS) as work:
        await service.withdraw(work, one, "why-words")
    assert await _over(world, begun) == [(PartState.STANDS, ""), (PartState.WITHDRAWN, "why-words")]
    await tell(world, "update crossing.agreements set ended_at = now() where id = :id", id=agreement)
    assert await _over(world, begun) == [(PartState.WITHDRAWN, "")], "the proof stays, and no word"
    await do(world, begun, third, JointAct.LEAVE, words="leave-words")
    assert await _over(world, begun) == [(PartState.LEFT, ""), (PartState.WITHDRAWN, "")]
    async with acting(world, world.larkmere, BOSS) as work:
        found = await queries.round_of(work, begun.id)
        assert found is not None
        lines = read_by(await queries.steps_of(work, begun.id), found.parties, world.larkmere.id)
        assert not {"why-words", "leave-words"} & {each.words for each in lines}


async def test_between_two_that_were_asked_their_own_agreement_counts(world: World, third: TestCouncil) -> None:
    there, begun = world.hallowdene, await begin(world)
    for council in (there, third):
        await invite(world, begun, council)
        await join(world, begun, council)
    between = await agree(world, there, third)
    await add(world, begun, there, third, world.larkmere)
    [made] = await parts(world, begun, there)
    async with acting(world, there, BOSS) as work:
        await service.withdraw(work, made, "why-words")
    assert [await _over(world, begun, each) for each in (world.larkmere, third)] == [
        [(PartState.WITHDRAWN, "why-words")]] * 2  # fmt: skip  # alike
    await tell(world, "update crossing.agreements set ended_at = now() where id = :id", id=between)
    assert await _over(world, begun, third) == [(PartState.WITHDRAWN, "")]
    assert await _over(world, begun) == [(PartState.WITHDRAWN, "why-words")], "whom it joined for a reason"
    await do(world, begun, there, JointAct.LEAVE, words="leave-words")
    async with acting(world, third, BOSS) as work:
        found = await queries.round_of(work, begun.id)
        assert found is not None
        lines = read_by(await queries.steps_of(work, begun.id), found.parties, third.id)
        assert not {"why-words", "leave-words"} & {each.words for each in lines}


async def test_why_a_council_left_is_read_by_those_it_worked_with(world: World) -> None:
    begun = await joined(world, world.hallowdene)
    await add(world, begun, world.hallowdene, world.larkmere)
    await do(world, begun, world.hallowdene, JointAct.LEAVE, words="leave-words")
    assert await _over(world, begun) == [(PartState.LEFT, "leave-words")]


async def _over(world: World, begun: Begun, council: TestCouncil | None = None) -> list[tuple[PartState, str]]:
    """How each part stands that the council, Larkmere, is shown, and what was said when it went."""
    async with acting(world, council or world.larkmere, BOSS) as work:
        found = await queries.round_of(work, begun.id)
        assert found is not None
        seen = shown_to(await queries.parts_of(work, begun.id), found.parties, (council or world.larkmere).id)
        return [(each.state, each.over_words) for each in seen]


async def test_what_coordinators_say_to_each_other_no_partner_is_shown(world: World) -> None:
    begun = await joined(world, world.hallowdene)
    guest = await let_in(world, begun, world.larkmere)
    made = await add(world, begun, world.larkmere, world.hallowdene, kind=PartKind.MESSAGE)
    async with acting(world, world.larkmere, BOSS) as work:
        with pytest.raises(IncompleteError):
            await shared.show(work, made, [world.hallowdene.id], [guest])
        await shared.show(work, made, [], [])
    with pytest.raises(IncompleteError):
        await add(world, begun, world.larkmere, kind=PartKind.MESSAGE, guests=(guest,))


async def test_minutes_reach_those_of_the_meeting_who_are_still_in(world: World, third: TestCouncil) -> None:
    begun = await joined(world, world.hallowdene, third)
    guest = await let_in(world, begun, world.larkmere)
    due = (await ask(world, "select current_date + 7 as day")).day
    meeting = await add(world, begun, world.larkmere, world.hallowdene, third, kind=PartKind.MEETING, due_on=due,
                        guests=(guest,))  # fmt: skip  # one call
    waiting = await minuted(world, begun, meeting, world.larkmere)
    async with acting(world, world.larkmere, BOSS) as work:
        await shared.end_guest(work, guest)
    await tell(world, "update crossing.joint_parties set agreement_id = id where concern_id = :id and council_id ="
               " :council", id=begun.id, council=third.id)  # fmt: skip
    await check(world, waiting, world.larkmere, publish=True)
    [minutes, _] = await parts(world, begun, world.larkmere)
    assert (minutes.kind, minutes.guests) == (PartKind.MINUTES, ())
    assert set(minutes.seen_by) == {world.larkmere.id, world.hallowdene.id}
