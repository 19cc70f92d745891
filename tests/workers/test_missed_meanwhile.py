"""What happened while a restricted record had nobody left is told to whoever is named on it then, once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from asking import answer, ask
from casework import acting
from commonground.platform.outbox import FactKind
from commonground.platform.references import ReferenceKind
from commonground.tenants.keepers.load import load_left_alone
from commonground.tenants.keepers.service import name_keeper
from commonground.tenants.subject_access import service
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from stage import Stage

ALIKE, ASKED = "something_like_yours_came_in", "asked_about_yours"
KEEPER, NAME, PLACE = "specialist_manager", "Nesta Corbett", "Tollgate Skatepark"


@pytest.fixture(autouse=True)
async def _gone(stage: Stage) -> None:
    """Who was named on everything here has left, in both councils. No request of another test waits."""
    await stage.run("update tenants.access_requests set finished_at = now() where finished_at is null")
    for council in (stage.world.larkmere, stage.world.hallowdene):
        await stage.run("update council.staff set ended_at = now() where id = :id", id=stage.staff(council, "manager"))
    await carried_out(stage)


async def carried_out(stage: Stage) -> None:
    for fact in await stage.ask("select array_agg(id order by id) from system.outbox where done_at is null") or ():
        assert await carry_out(stage.worker, fact)


async def received(stage: Stage, council: TestCouncil, title: str = PLACE, **changes: Any) -> UUID:
    referral = await stage.referral(council, title=title, **changes)
    await stage.happens(council, "admin", FactKind.REFERRAL_RECEIVED, referral)
    return referral


async def searched(stage: Stage, council: TestCouncil, request: UUID, *, whole: bool = False) -> None:
    async with acting(stage.world, council, "ig_lead") as work:
        await service.search(work, await service.load_request(work, request, lock=True), whole=whole)
    await carried_out(stage)


async def named(stage: Stage, council: TestCouncil, record: UUID, by: str = "ig_lead") -> None:
    """On a context, and what follows of it is carried out."""
    reference = await stage.ask("select reference from tenants.contexts where id = :id", id=record)
    async with acting(stage.world, council, by) as work:
        alone = await load_left_alone(work, ReferenceKind.CONTEXT, reference, lock=True)
        await name_keeper(work, alone, stage.staff(council, KEEPER), "Joan has left")
    await carried_out(stage)


async def told(stage: Stage, council: TestCouncil, *kinds: str) -> list[tuple[str, str]]:
    return [each for each in await stage.who_was_told(council) if each[1] in kinds]


async def test_whoever_is_named_hears_of_the_open_referrals_that_are_like_it(stage: Stage) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    context = await stage.context(larkmere, named=("manager",), name=PLACE)
    await stage.context(hallowdene, named=("manager",), name=PLACE)
    reported = await received(stage, larkmere, title="Skatepark")
    await stage.report(larkmere, reported, where_said="the Tollgate skatepark")
    await received(stage, larkmere)
    await received(stage, larkmere, title="Millbank Arcade")
    await received(stage, larkmere, context_id=context, state="screening")
    await received(stage, larkmere, state="withdrawn")
    await received(stage, hallowdene)
    assert await told(stage, larkmere, ALIKE) == []
    await named(stage, larkmere, context)
    assert await told(stage, larkmere, ALIKE) == [(KEEPER, ALIKE)] * 2, "its own is no news, nor what is over"
    notices = [each for each in await stage.told(larkmere, KEEPER) if each.kind == ALIKE]
    assert {each.subject.id for each in notices} == {context}
    assert await told(stage, hallowdene, ALIKE) == []
    trail = "select array_agg(distinct action) from audit.entries where subject_id = :id"
    assert {"compared_with_open_referrals", f"told:{ALIKE}"} <= set(await stage.ask(trail, id=context))


async def test_and_of_those_that_are_like_a_part_of_it(stage: Stage) -> None:
    """Its people could not be told for a while of what came in about where its part lies."""
    larkmere = stage.world.larkmere
    circle = ("manager",)
    context = await stage.context(larkmere, named=circle, name=PLACE)
    part = await stage.context(larkmere, named=circle, name="Old bandstand", address="3 Quarry Lane", merged=True)
    await stage.run(
        "insert into tenants.context_merges (tenant_id, id, context_id, into_id, reason, moved, merged_at, merged_by)"
        " values (:council, gen_random_uuid(), :part, :whole, 'One', '{}', now(), :staff)",
        council=larkmere.id, part=part, whole=context, staff=stage.staff(larkmere, "manager"),
    )  # fmt: skip  # one statement
    reported = await received(stage, larkmere, title="Something")
    await stage.report(larkmere, reported, where_said="Where they meet", address="3 Quarry Lane")
    await named(stage, larkmere, context)
    assert await told(stage, larkmere, ALIKE) == [(KEEPER, ALIKE)]


async def test_a_lead_who_was_told_when_it_came_in_is_not_told_again(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner", named=("manager", "practitioner"), name=PLACE)
    await received(stage, larkmere)
    assert await told(stage, larkmere, ALIKE) == [("practitioner", ALIKE)]
    await named(stage, larkmere, context)
    assert await told(stage, larkmere, ALIKE) == [("practitioner", ALIKE)]


@pytest.mark.parametrize("by", ["ig_lead", "admin"])
async def test_and_of_who_asked_what_is_held_about_them_on_what_followed_too(stage: Stage, by: str) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    contexts = [
        await stage.context(council, named=("manager",), description=f"{NAME} sleeps there.")
        for council in (larkmere, hallowdene)
    ]
    referral = await stage.referral(larkmere, restricted=True, context_id=contexts[0], state="screening")
    await stage.name_on(larkmere, referral, "manager")
    await stage.report(larkmere, referral, what_said=f"{NAME} was there.")
    for council in (larkmere, hallowdene):
        await searched(stage, council, await ask(stage.world, council, NAME))
    await searched(stage, larkmere, await ask(stage.world, larkmere, "Somebody Else"))
    assert await told(stage, larkmere, ASKED) == []
    await named(stage, larkmere, contexts[0], by)
    assert await told(stage, larkmere, ASKED) == [(KEEPER, ASKED)] * 2
    notices = [each for each in await stage.told(larkmere, KEEPER) if each.kind == ASKED]
    assert {each.subject.id for each in notices} == {contexts[0], referral}
    assert await told(stage, hallowdene, ASKED) == []
    trail = "select count(*) from audit.entries where action like 'told:asked%'"
    assert await stage.ask(trail) == 0, "whoever searches reads the trail"
    request = await stage.ask("select id from tenants.access_requests where name = :name and tenant_id = :id"
                              " and finished_at is null", name=NAME, id=larkmere.id)  # fmt: skip
    await searched(stage, larkmere, request)
    assert await told(stage, larkmere, ASKED) == [(KEEPER, ASKED)] * 2, "once for one request"


async def test_whoever_names_and_could_read_it_hides_nothing_from_whoever_is_named(stage: Stage) -> None:
    """The searcher could not see it, whatever the one can who names somebody."""
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, named=("manager", "admin"), description=f"{NAME} sleeps there.")
    await searched(stage, larkmere, await ask(stage.world, larkmere, NAME))
    await named(stage, larkmere, context, "admin")
    assert (KEEPER, ASKED) in await told(stage, larkmere, ASKED)


async def test_but_not_after_the_answer_nor_by_parts_that_nobody_looked_for(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, named=("manager",), description="Young people, and one Amy.")
    await answer(stage.world, larkmere, await ask(stage.world, larkmere, "Amy Young"))
    await searched(stage, larkmere, await ask(stage.world, larkmere, "Amy Young"), whole=True)
    await ask(stage.world, larkmere, "Amy Young")
    await named(stage, larkmere, context)
    assert await told(stage, larkmere, ASKED) == []
