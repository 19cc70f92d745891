"""Whoever watches a context hears that it changed, as long as they may open it."""

from __future__ import annotations

from datetime import UTC, datetime

from casework import acting
from commonground.platform.access import Action
from commonground.platform.ids import uuid7
from commonground.platform.outbox import FactKind
from commonground.tenants.around.service import relate
from commonground.tenants.around.types import RelationKind
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.merging import merge
from commonground.workers.actors.carry_out import carry_out
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


async def joins(stage: Stage, context: object, fact: FactKind, *, by: str = "screener", **changes: object) -> None:
    decided = {"state": "decided", "outcome": "added_to_context", "rationale": "Because.", "context_id": context,
               "decided_by": stage.staff(stage.world.larkmere, "screener")}  # fmt: skip  # one row
    referral = await stage.referral(stage.world.larkmere, **(decided | changes))  # type: ignore[arg-type]  # columns
    await stage.happens(stage.world.larkmere, by, fact, referral)


async def test_watchers_hear_of_a_contact_that_joined_it_and_the_lead_once(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner")
    await watch(stage, context, "practitioner", "consultant", "screener")
    await joins(stage, context, FactKind.REFERRAL_DECIDED, team="specialist")
    assert await stage.who_was_told(larkmere) == [("consultant", CHANGED), ("practitioner", "contact_joined_yours")]
    assert await stage.who_was_told(stage.world.hallowdene) == []


async def test_watchers_hear_once_of_what_was_linked_together(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere)
    await watch(stage, context, "consultant")
    first, second = [
        await stage.referral(
            larkmere, team="specialist", context_id=context, received_at=datetime(2026, 1, month, tzinfo=UTC)
        )
        for month in (1, 2)
    ]
    facts = [
        *await stage.publish(larkmere, "screener", FactKind.REFERRAL_LINKED, first),
        *await stage.publish(larkmere, "screener", FactKind.REFERRAL_LINKED, second),
    ]
    await stage.run("update system.outbox set occurred_at = now() where id = any(:ids)", ids=facts)
    for fact in facts:
        assert await carry_out(stage.worker, fact)
    assert await stage.who_was_told(larkmere) == [("consultant", CHANGED)]


async def test_whoever_may_not_open_what_joined_hears_nothing_of_it(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere)
    await watch(stage, context, "locality_practitioner", "practitioner")
    for fact in (FactKind.REFERRAL_DECIDED, FactKind.REFERRAL_LINKED):
        await joins(stage, context, fact, restricted=True)
        await joins(stage, context, fact, subject_kind="group", team="specialist")
        assert ("locality_practitioner", CHANGED) not in await stage.who_was_told(larkmere)
    assert ("practitioner", CHANGED) in await stage.who_was_told(larkmere), "a group of their own team is open to them"


async def carried_out(stage: Stage) -> None:
    waiting = "select coalesce(array_agg(id order by id), '{}') from system.outbox where done_at is null"
    for fact in await stage.ask(waiting):
        assert await carry_out(stage.worker, fact)


async def test_two_records_put_together_are_one_change_and_who_led_one_hears_of_it(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    one, other = await stage.context(larkmere, lead="practitioner"), await stage.context(larkmere, lead="consultant")
    await watch(stage, other, "specialist_manager", "consultant")
    await stage.referral(larkmere, team="specialist", context_id=one, state="decided", outcome="added_to_context",
                         rationale="It belongs there", decided_by=stage.staff(larkmere, "screener"),
                         decided_at=datetime.now(UTC))  # fmt: skip  # a row
    part, into = [await stage.ask("select reference from tenants.contexts where id = :id", id=each)
                  for each in (one, other)]  # fmt: skip  # two
    async with acting(stage.world, larkmere, "specialist_manager") as work:
        await merge(work, await load_context(work, part, to=Action.CHANGE_CONTEXT), into, "The same", version=1)
    await carried_out(stage)
    assert await stage.who_was_told(larkmere) == [("consultant", CHANGED), ("practitioner", CHANGED)]
    assert [each.subject.id for each in await stage.told(larkmere, "practitioner")] == [one]


async def reference_of(stage: Stage, context: object) -> str:
    return str(await stage.ask("select reference from tenants.contexts where id = :id", id=context))


async def test_of_a_relation_those_hear_who_may_open_both(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    yard, hidden = await stage.context(larkmere), await stage.context(larkmere, named=("practitioner", "consultant"))
    await watch(stage, yard, "screener", "consultant")
    async with acting(stage.world, larkmere, "practitioner") as work:
        row = await load_context(work, await reference_of(stage, yard), to=Action.CHANGE_CONTEXT)
        await relate(work, row, RelationKind.OPPOSITE, await reference_of(stage, hidden))
    await carried_out(stage)
    assert await stage.who_was_told(larkmere) == [("consultant", CHANGED)]
    async with acting(stage.world, larkmere, "practitioner") as work:
        row = await load_context(work, await reference_of(stage, yard), to=Action.CHANGE_CONTEXT)
        await relate(work, row, RelationKind.OPPOSITE, await reference_of(stage, await stage.context(larkmere)))
    await carried_out(stage)
    assert ("screener", CHANGED) in await stage.who_was_told(larkmere)


async def test_whoever_put_it_there_is_nobody_to_tell(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere)
    await watch(stage, context, "consultant")
    await joins(stage, context, FactKind.REFERRAL_LINKED, by="consultant", team="specialist")
    assert await stage.who_was_told(larkmere) == []
    assert await stage.ask("select count(*) from audit.entries where action = 'told:nobody'") == 0
