"""What stops an offer that nobody has accepted: its day, the end of its agreement; and who never finds one."""

from __future__ import annotations

import pytest

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.errors import CrossingRefusedError
from commonground.platform.crossings.types import Act, Side, State
from commonground.platform.refusals import IncompleteError
from councils import World
from crossing_scene import AUTHOR, Crossings


async def test_an_agreement_that_ends_stops_what_was_offered_under_it(crossings: Crossings, world: World) -> None:
    agreement = await crossings.agree(world.larkmere, world.hallowdene)
    crossing = await crossings.sent(world.larkmere, world.hallowdene, no_agreement_reason="")
    opened = await crossings.sent(world.larkmere, world.hallowdene, no_agreement_reason="")
    declined = await crossings.sent(world.larkmere, world.hallowdene, no_agreement_reason="")
    await crossings.act(world.hallowdene, opened, Act.ACCEPT)
    await crossings.withdraw_agreement(agreement, world.larkmere)
    assert (await crossings.view(world.hallowdene, crossing)).standing is State.STOPPED
    for council, what in ((world.hallowdene, Act.ACCEPT), (world.hallowdene, Act.ACKNOWLEDGE),
                          (world.hallowdene, Act.QUERY), (world.larkmere, Act.ESCALATE)):  # fmt: skip
        with pytest.raises(CrossingRefusedError, match="No agreement"):
            await crossings.act(council, crossing, what)
    await crossings.act(world.larkmere, crossing, Act.WITHDRAW, AUTHOR)
    await crossings.act(world.hallowdene, declined, Act.DECLINE)
    await crossings.act(world.hallowdene, opened, Act.SAY)  # what crossed has crossed
    own_reason = await crossings.sent(world.larkmere, world.hallowdene)
    assert (await crossings.view(world.hallowdene, own_reason)).standing is State.SENT


@pytest.mark.parametrize("first", [None, Act.ACKNOWLEDGE, Act.QUERY])
async def test_by_its_day_it_is_over(crossings: Crossings, world: World, first: Act | None) -> None:
    larkmere, hallowdene = world.larkmere, world.hallowdene
    crossing, lasts = [await crossings.sent(larkmere, hallowdene) for _ in range(2)]
    theirs = await crossings.sent(hallowdene, larkmere)
    opened = await crossings.sent(larkmere, hallowdene)
    await crossings.act(hallowdene, opened, Act.ACCEPT)
    if first:
        await crossings.act(hallowdene, crossing, first)
    for each in (crossing, theirs, opened):
        await crossings.days_pass(each)
    # At once, whatever the row says still.
    assert (await crossings.view(hallowdene, crossing)).standing is State.EXPIRED
    for what in (Act.ACCEPT, Act.DECLINE):
        assert await crossings.answer_to(hallowdene, crossing, what) == "expired"
    assert await crossings.answer_to(larkmere, crossing, Act.ESCALATE) == "expired"
    assert await crossings.answer_to(larkmere, crossing, Act.WITHDRAW) == "done", "that only erases it sooner"
    assert await crossings.expire(larkmere) == 1
    assert await crossings.expire(larkmere) == 0
    states = [(await crossings.view(larkmere, each)).state for each in (crossing, lasts, theirs, opened)]
    assert states == [State.EXPIRED, State.SENT, State.SENT, State.ACCEPTED]
    assert await crossings.packages(larkmere, crossing, "sent") == [(1, "")]
    assert await crossings.how_it_stands(crossing) == ("over", "{}")
    step = (await crossings.steps(hallowdene, crossing))[-1]
    assert (step.side, step.act, step.by_name, step.to_state) == (Side.CLOCK, Act.EXPIRE, "", State.EXPIRED)
    assert [r[2] for r in await crossings.receipts(hallowdene, crossing)] == ["expire"]
    assert (await crossings.facts(larkmere, crossing))[-1] == "crossing_answered"
    assert (await crossings.facts(hallowdene, crossing))[-1] == "crossing_changed"
    await crossings.expire(hallowdene)


async def test_who_is_no_party_finds_nothing(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    glanwern = await crossings.third()
    for what in Act:
        assert await crossings.answer_to(glanwern, crossing, what) is None
    with pytest.raises(NotFoundHereError):
        await crossings.act(glanwern, crossing, Act.ACCEPT)
    assert await crossings.steps(glanwern, crossing) == []
    assert await crossings.trail(glanwern, crossing) == []


async def test_long_words_are_refused_before_anything(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    with pytest.raises(IncompleteError, match="2,000"):
        await crossings.act(world.hallowdene, crossing, Act.QUERY, words="x" * 2_001)
    assert (await crossings.view(world.larkmere, crossing)).state is State.SENT
