"""Everybody who answers for access is told when something will be kept for less time; who chose it knows."""

from __future__ import annotations

import pytest

from casework import acting
from commonground.tenants.retention.schedule import choose
from commonground.tenants.retention.types import CountedFrom, Period, RecordType
from commonground.workers.actors.carry_out import carry_out
from stage import Stage

WAITING = "select array_agg(id) from system.outbox where kind = 'kept_shorter' and done_at is null"
NOTICE = "select array_agg(distinct subject_kind || coalesce(reference, '')) from council.notifications"


@pytest.mark.parametrize(("months", "told"), [(1, [("admin", "kept_shorter")]), (60, [])])
async def test_the_others_hear_of_it_before_it_begins(stage: Stage, months: int, told: list[tuple[str, str]]) -> None:
    """And of what is kept longer, nobody: nothing goes by it."""
    world = stage.world
    async with acting(world, world.larkmere, "ig_lead") as work:
        await choose(work, RecordType.NOTICE, Period.of(months), CountedFrom.GIVEN, "Ours, about Ayesha Khan")
    for fact in await stage.ask(WAITING) or ():
        assert await carry_out(stage.worker, fact)
    assert await stage.who_was_told(world.larkmere) == told
    assert await stage.who_was_told(world.hallowdene) == []
    assert await stage.ask(NOTICE) == (["retention"] if told else None), "no reference, and no place for words"
