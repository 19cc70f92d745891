"""Whoever is given an action hears of it, before its day and once it is over; where they are gone, whoever leads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.identity.passes import open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import begin
from commonground.tenants.actions.models import ContextAction
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil, canary
from stage import Stage

GIVEN, SOON, OVERDUE = "action_given", "action_due_soon", "action_overdue"


@pytest.fixture(autouse=True)
async def nothing_to_do(stage: Stage) -> None:
    await stage.run("truncate tenants.context_actions")


async def action(
    stage: Stage, council: TestCouncil, context: UUID, owner: str = "practitioner", *, days: int = 1, **more: object
) -> UUID:
    now = datetime.now(UTC)
    values = {
        "tenant_id": council.id, "id": uuid4(), "context_id": context, "what": f"Ask {canary(council.slug)}",
        "owner_id": stage.staff(council, owner), "due_on": (now + timedelta(days=days)).date(),
        "added_by": stage.staff(council, "specialist_manager"), "added_at": now,
    }  # fmt: skip  # a row
    async with acting_as_setup(stage.world.database.owner_url) as connection:
        await connection.execute(insert(ContextAction), values | more)
    return UUID(str(values["id"]))


async def give(stage: Stage, council: TestCouncil, who: str, action_id: UUID) -> None:
    async with begin(stage.app) as work:
        assert await open_session(work, await stage.world.token(council, who))
        fact = await publish(work, Fact(FactKind.ACTION_GIVEN, "context_action", action_id))
        await work.commit()
    assert await carry_out(stage.worker, fact)


async def look(stage: Stage, council: TestCouncil) -> None:
    """What the schedule does once a day."""
    async with begin(stage.app) as work:
        assert await open_session(work, await stage.world.token(council, "admin"))
        fact = await publish(work, Fact(FactKind.ACTIONS_DUE, "council", council.id))
        await work.commit()
    assert await carry_out(stage.worker, fact)


async def test_whoever_is_given_one_hears_of_it_and_reads_nothing_but_where(stage: Stage) -> None:
    here = stage.world.larkmere
    context = await stage.context(here, lead="specialist_manager")
    given = await action(stage, here, context)
    await give(stage, here, "specialist_manager", given)
    assert await stage.who_was_told(here) == [("practitioner", GIVEN)]
    (told,) = await stage.told(here, "practitioner")
    reference = await stage.ask("select reference from tenants.contexts where id = :id", id=context)
    assert (told.subject.kind, told.subject.id, told.subject.reference) == ("context", context, reference)
    assert await stage.who_was_told(stage.world.hallowdene) == []


async def test_of_what_is_over_or_gone_by_then_nobody_hears(stage: Stage) -> None:
    here = stage.world.larkmere
    context = await stage.context(here, lead="specialist_manager")
    over = await action(
        stage, here, context, status="done", ended_at=datetime.now(UTC), ended_by=stage.staff(here, "practitioner")
    )
    for each in (over, uuid4()):
        await give(stage, here, "specialist_manager", each)
    await look(stage, here)
    assert await stage.who_was_told(here) == []


async def test_it_is_told_once_before_its_day_and_once_after(stage: Stage) -> None:
    here = stage.world.larkmere
    context = await stage.context(here, lead="specialist_manager")
    due = await action(stage, here, context, days=2)
    await action(stage, here, context, days=4)
    await action(stage, here, context, days=-9)
    theirs = await stage.context(stage.world.hallowdene)
    await action(stage, stage.world.hallowdene, theirs)
    for _ in range(3):
        await look(stage, here)
    assert await stage.who_was_told(here) == [("practitioner", SOON)]
    await stage.run("update tenants.context_actions set due_on = current_date - 2 where id = :id", id=due)
    for _ in range(3):
        await look(stage, here)
    assert await stage.who_was_told(here) == [("practitioner", SOON), ("practitioner", OVERDUE)]
    said = "select count(*) from audit.entries where subject_id = :id and action like 'told:action%'"
    assert await stage.ask(said, id=context) == 2, "a look that finds nothing new says nothing"
    assert await stage.who_was_told(stage.world.hallowdene) == []


async def test_where_its_owner_has_left_or_lost_the_context_the_lead_hears(stage: Stage) -> None:
    here = stage.world.larkmere
    led = await stage.context(here, lead="specialist_manager")
    nobodys = await stage.context(here)
    hidden = await stage.context(here, lead="specialist_manager", named=("specialist_manager",))
    for context in (led, nobodys):
        await action(stage, here, context)
    await action(stage, here, hidden, days=-1)
    left = "update council.staff set ended_at = {} where id = :id"
    await stage.run(left.format("now()"), id=stage.staff(here, "practitioner"))
    try:
        await look(stage, here)
    finally:
        await stage.run(left.format("null"), id=stage.staff(here, "practitioner"))
    told = await stage.who_was_told(here)
    assert {person for person, _ in told} == {"specialist_manager"}
    assert sorted(kind for _, kind in told) == [SOON, SOON, OVERDUE]
