"""Whoever answers for access hears of what another council does with an agreement, without a word of it."""

from __future__ import annotations

from agreeing import name_keepers, propose, sign, third_council, withdraw
from commonground.workers.actors.carry_out import carry_out
from stage import Stage

WAITING = "select array_agg(id) from system.outbox where kind like 'agreement_%' and done_at is null"
NOTICE = (
    "select array_agg(distinct subject_kind || coalesce(reference, '')) from council.notifications"
    " where kind like 'agreement_%'"
)


async def _told(stage: Stage) -> None:
    for fact in await stage.ask(WAITING) or ():
        assert await carry_out(stage.worker, fact)


async def test_the_other_councils_leads_hear_of_each_step(stage: Stage) -> None:
    world = stage.world
    ours, theirs, third = world.larkmere, world.hallowdene, await third_council(world)
    await name_keepers(world, ours, theirs, third)
    made = await propose(world, ours, theirs)
    await _told(stage)
    assert await stage.who_was_told(theirs) == [("ig_lead", "agreement_proposed")]
    await sign(world, theirs, made)
    await _told(stage)
    await withdraw(world, theirs, made, "A secret reason")
    await _told(stage)
    assert sorted(await stage.who_was_told(ours)) == [
        ("ig_lead", "agreement_signed"), ("ig_lead", "agreement_withdrawn"),
    ]  # fmt: skip
    assert await stage.who_was_told(theirs) == [("ig_lead", "agreement_proposed")]
    assert await stage.who_was_told(third) == []
    assert await stage.ask(NOTICE) == ["agreement"], "no reference, and no place for words"
