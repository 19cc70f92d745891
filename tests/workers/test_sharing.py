"""Who is told of what is shared with a partner: the second person, the sponsor, the partner; each while it is so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from casework import Known, acting
from commonground.platform.identity.passes import open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import begin
from commonground.tenants.sharing.service import end_all_with
from commonground.tenants.sharing.types import Verb
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from inviting import another_partner, end, invite, pass_time, settle
from stage import Stage

_FACTS = "select array_agg(id order by occurred_at, id) from system.outbox where done_at is null"


@pytest.fixture(autouse=True)
async def nothing_shared(stage: Stage) -> None:
    await stage.run("truncate tenants.partner_invitations")


async def carry(stage: Stage) -> None:
    for fact in await stage.ask(_FACTS) or ():
        assert await carry_out(stage.worker, fact)


async def known(stage: Stage, council: TestCouncil, **more: str) -> Known:
    context = await stage.context(council, lead="practitioner", **more)
    return Known(context, await stage.ask("select reference from tenants.contexts where id = :id", id=context))


async def look(stage: Stage, council: TestCouncil) -> None:
    """What the schedule does once a day."""
    async with begin(stage.app) as work:
        assert await open_session(work, await stage.world.token(council, "admin"))
        await publish(work, Fact(FactKind.SHARING_DUE, "council", council.id))
        await work.commit()
    await carry(stage)


async def test_the_one_who_is_invited_is_told_and_nobody_else(stage: Stage) -> None:
    here = stage.world.larkmere
    await another_partner(stage.world, here, "invited_colleague", organisation=here.organisation)
    await invite(stage.world, here, await known(stage, here))
    await carry(stage)
    assert await stage.who_was_told(here) == [("partner", "partner_invited")]
    assert await stage.who_was_told(stage.world.hallowdene) == []
    (told,) = await stage.told(here, "partner")
    assert told.subject.kind == "shared"


async def test_an_invitation_that_ended_before_its_fact_was_carried_out_is_told_to_nobody(stage: Stage) -> None:
    here = stage.world.larkmere
    context = await known(stage, here)
    made = await invite(stage.world, here, context)
    await end(stage.world, here, context, made)
    await carry(stage)
    assert await stage.who_was_told(here) == []


async def test_a_proposal_is_told_to_who_may_agree_and_its_decision_to_the_sponsor(stage: Stage) -> None:
    here = stage.world.larkmere
    made = await invite(stage.world, here, await known(stage, here, kind="group"), by="specialist_manager")
    await carry(stage)
    assert await stage.who_was_told(here) == [("ig_lead", "sharing_waits")], "the sponsor is no second person"
    await settle(stage.world, here, made, "ig_lead", Verb.REFUSE)
    await carry(stage)
    assert ("specialist_manager", "sharing_decided") in await stage.who_was_told(here)
    again = await invite(stage.world, here, await known(stage, here, kind="group"))
    await carry(stage)
    assert ("specialist_manager", "sharing_waits") in await stage.who_was_told(here)
    await settle(stage.world, here, again, "specialist_manager")
    await carry(stage)
    told = await stage.who_was_told(here)
    assert ("partner", "partner_invited") in told
    assert ("practitioner", "sharing_decided") in told
    assert ("manager", "sharing_waits") not in told


async def refused(stage: Stage, _context: Known, made: UUID) -> None:
    await settle(stage.world, stage.world.larkmere, made, "ig_lead", Verb.REFUSE)


async def agreed(stage: Stage, _context: Known, made: UUID) -> None:
    await settle(stage.world, stage.world.larkmere, made, "ig_lead")


async def taken_back(stage: Stage, context: Known, made: UUID) -> None:
    await end(stage.world, stage.world.larkmere, context, made, by="specialist_manager")


async def with_the_organisation(stage: Stage, _context: Known, _made: UUID) -> None:
    organisation = stage.world.larkmere.organisation
    assert organisation is not None
    async with acting(stage.world, stage.world.larkmere, "admin") as work:
        await end_all_with(work, organisation)


@pytest.mark.parametrize("over", [refused, agreed, taken_back, with_the_organisation])
async def test_nobody_is_asked_any_longer_once_a_proposal_is_answered_or_over(
    stage: Stage, over: Callable[[Stage, Known, UUID], Awaitable[None]]
) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    context = await known(stage, here, kind="group")
    made = await invite(stage.world, here, context, by="specialist_manager")
    await invite(stage.world, there, await known(stage, there, kind="group"), by="specialist_manager")
    await carry(stage)
    assert await stage.who_was_told(here) == await stage.who_was_told(there) == [("ig_lead", "sharing_waits")]
    await over(stage, context, made)
    for council, is_asked in ((here, False), (there, True)):
        (asked,) = [each for each in await stage.told(council, "ig_lead") if each.kind == "sharing_waits"]
        assert asked.is_unread is is_asked


async def test_a_proposal_of_what_is_restricted_is_told_to_the_named_alone(stage: Stage) -> None:
    here = stage.world.larkmere
    for named in (False, True):
        context = await known(stage, here, kind="group")
        await invite(stage.world, here, context, by="specialist_manager")
        await stage.run("update tenants.contexts set restricted = true where id = :id", id=context.id)
        if named:
            lead = here.people["ig_lead"].staff_id
            row = "(tenant_id, record_id, staff_id, since) values (:here, :record, :lead, now())"
            await stage.run(f"insert into tenants.named_people {row}", here=here.id, record=context.id, lead=lead)
        await carry(stage)
        assert await stage.who_was_told(here) == ([("ig_lead", "sharing_waits")] if named else [])


async def _due(stage: Stage, days: int) -> UUID:
    here = stage.world.larkmere
    made = await invite(stage.world, here, await known(stage, here), days=28)
    await pass_time(stage.world, made, timedelta(days=28 - days))
    await carry(stage)
    await stage.run("truncate council.notifications cascade")
    return made


async def test_the_sponsor_is_told_once_before_the_end(stage: Stage) -> None:
    await _due(stage, 5)
    await _due(stage, 20)
    await invite(stage.world, stage.world.hallowdene, await known(stage, stage.world.hallowdene), days=7)
    await stage.run("truncate system.outbox cascade")
    for _ in range(2):
        await look(stage, stage.world.larkmere)
    assert await stage.who_was_told(stage.world.larkmere) == [("practitioner", "sharing_ends_soon")]
    assert await stage.who_was_told(stage.world.hallowdene) == []
