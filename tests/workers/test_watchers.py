"""Whoever watches a context hears that it changed, as long as they may open it."""

from __future__ import annotations

from commonground.platform.ids import uuid7
from commonground.platform.outbox import FactKind
from stage import Stage

CHANGED = "context_changed"


async def watch(stage: Stage, context: object, *people: str) -> None:
    council = stage.world.larkmere
    for person in people:
        await stage.run(
            "insert into tenants.context_watchers (tenant_id, id, context_id, staff_id, since) values (:council, :id,"
            " :context, :staff, now())",
            council=council.id, id=uuid7(), context=context, staff=council.people[person].staff_id,
        )  # fmt: skip  # one statement


async def test_watchers_of_any_team_hear_and_whoever_changed_it_does_not(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere)
    await watch(stage, context, "screener", "practitioner", "locality_practitioner")
    await stage.happens(larkmere, "practitioner", FactKind.CONTEXT_CHANGED, context)
    assert await stage.who_was_told(larkmere) == [("locality_practitioner", CHANGED), ("screener", CHANGED)]
    assert await stage.who_was_told(stage.world.hallowdene) == []


async def test_who_may_not_open_it_any_more_hears_nothing(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, named=("practitioner",))
    await watch(stage, context, "screener", "practitioner")
    await stage.happens(larkmere, "specialist_manager", FactKind.CONTEXT_CHANGED, context)
    assert await stage.who_was_told(larkmere) == [("practitioner", CHANGED)]
    group = await stage.context(larkmere, kind="group")
    await watch(stage, group, "locality_practitioner")
    await stage.happens(larkmere, "specialist_manager", FactKind.CONTEXT_CHANGED, group)
    assert await stage.who_was_told(larkmere) == [("practitioner", CHANGED)]
