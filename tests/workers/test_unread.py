"""What nobody reads in time is passed on: of break-glass to whoever else answers for access, of what was asked about a
restricted record to nobody who may not know of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from asking import answer, ask, close
from casework import acting
from commonground.platform.ids import uuid7_ending_as
from commonground.platform.notifications.types import PASSED_ON, Next, NotificationKind
from commonground.platform.outbox import FactKind
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.break_glass import service
from commonground.workers.actors.carry_out import carry_out
from commonground.workers.actors.unread import notices_unread
from councils import TestCouncil, World
from glass import break_glass
from looking import look
from stage import Stage, with_roles

FRIDAY = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
IN_TIME, LATE = FRIDAY + timedelta(hours=3, minutes=59), FRIDAY + timedelta(hours=4)
End = Callable[[World, TestCouncil, UUID], Awaitable[None]]
GLASS, ASKED = "break_glass_used", "asked_about_yours"


async def used(stage: Stage, council: TestCouncil, person: str = "screener") -> UUID:
    """Break-glass, used and told of on Friday at ten."""
    await break_glass(stage.world, council, person, new_reference(ReferenceKind.REFERRAL))
    for fact in await stage.ask("select array_agg(id) from system.outbox where kind = :kind and done_at is null",
                                kind=GLASS):  # fmt: skip
        assert await carry_out(stage.worker, fact)
    await stage.run("update council.notifications set occurred_at = :at", at=FRIDAY)
    use: UUID = await stage.ask("select id from tenants.break_glass_uses order by id desc limit 1")
    return use


async def asked(stage: Stage, council: TestCouncil, record: UUID) -> UUID:
    """Somebody searched for who is named on this record, on Friday at ten; because of which request."""
    request = await ask(stage.world, council)
    fact = uuid7_ending_as(request)
    await stage.run(
        "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)"
        " values (:id, :council, :kind, 'context', :record, now())",
        id=fact, council=council.id, kind=ASKED, record=record,
    )  # fmt: skip
    assert await carry_out(stage.worker, fact)
    await stage.run("update council.notifications set occurred_at = :at", at=FRIDAY)
    return request


async def told(stage: Stage, council: TestCouncil, kind: str) -> list[str]:
    return [person for person, told_of in await stage.who_was_told(council) if told_of == kind]


async def test_break_glass_that_no_lead_has_read_of_goes_to_the_administrators_once(stage: Stage) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    await used(stage, larkmere)
    await look(stage, larkmere, notices_unread, IN_TIME)
    assert await told(stage, larkmere, GLASS) == ["ig_lead"]
    for days in (0, 1, 3, 4):
        await look(stage, larkmere, notices_unread, LATE + timedelta(days=days))
        await stage.run("update council.notifications set read_at = now() where staff_id = :id",
                        id=stage.staff(larkmere, "admin"))  # fmt: skip
        await look(stage, hallowdene, notices_unread, LATE + timedelta(days=days))
    assert await told(stage, larkmere, GLASS) == ["admin", "ig_lead"]
    assert await stage.who_was_told(hallowdene) == []
    trail = "select count(*) from audit.entries where action = 'told:break_glass_used' and tenant_id = :id"
    assert await stage.ask(trail, id=larkmere.id) == 2


async def test_whoever_used_it_is_not_who_hears_next(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await used(stage, larkmere)
    async with with_roles(stage, screener=["front_door_screener", "council_admin"]):
        await look(stage, larkmere, notices_unread, LATE)
    assert await told(stage, larkmere, GLASS) == ["admin", "ig_lead"]


@pytest.mark.parametrize("how", ["read", "reviewed"])
async def test_what_one_of_them_has_looked_at_goes_no_further(stage: Stage, how: str) -> None:
    larkmere = stage.world.larkmere
    async with with_roles(stage, practitioner=["ig_lead"]):
        use = await used(stage, larkmere)
        if how == "reviewed":
            async with acting(stage.world, larkmere, "ig_lead") as work:
                await service.review(work, use, "Spoke to them. It was right.")
        else:
            await stage.run("update council.notifications set read_at = now() where staff_id = :id",
                            id=stage.staff(larkmere, "practitioner"))  # fmt: skip
        await look(stage, larkmere, notices_unread, LATE)
        assert await told(stage, larkmere, GLASS) == ["ig_lead", "practitioner"]


async def test_where_the_administrators_were_told_first_nobody_is_left(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    async with with_roles(stage, ig_lead=["practitioner"]):
        await used(stage, larkmere)
        await look(stage, larkmere, notices_unread, LATE)
    assert await told(stage, larkmere, GLASS) == ["admin"]


async def test_that_somebody_asked_goes_to_the_others_named_on_the_record_and_to_no_one_else(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(
        larkmere, lead="practitioner", named=("practitioner", "specialist_manager", "locality_practitioner")
    )
    await asked(stage, larkmere, context)
    await look(stage, larkmere, notices_unread, IN_TIME)
    assert await told(stage, larkmere, ASKED) == ["practitioner"]
    for days in (0, 3, 4):
        await look(stage, larkmere, notices_unread, LATE + timedelta(days=days))
        await look(stage, stage.world.hallowdene, notices_unread, LATE + timedelta(days=days))
    everybody = [(person, ASKED) for person in ("locality_practitioner", "practitioner", "specialist_manager")]
    assert await stage.who_was_told(larkmere) == everybody
    assert await stage.who_was_told(stage.world.hallowdene) == []
    trail = "select count(*) from audit.entries where subject_id = :id or action like 'told:asked%'"
    assert await stage.ask(trail, id=context) == 0, "whoever searches reads the trail"


async def test_where_nobody_else_may_know_of_the_record_nobody_hears_that_there_is_one(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner", named=("practitioner",))
    await asked(stage, larkmere, context)
    await look(stage, larkmere, notices_unread, LATE)
    assert await stage.who_was_told(larkmere) == [("practitioner", ASKED)]


async def test_nor_does_a_manager_who_broke_the_glass(stage: Stage) -> None:
    """For three hours they may look: that does not make it theirs to answer for."""
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, named=("practitioner",))
    reference = await stage.ask("select reference from tenants.contexts where id = :id", id=context)
    await break_glass(stage.world, larkmere, "specialist_manager", reference)
    await asked(stage, larkmere, context)
    await look(stage, larkmere, notices_unread, LATE)
    assert await told(stage, larkmere, ASKED) == ["practitioner"]


async def test_what_is_not_restricted_any_more_is_not_passed_on(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner", named=("practitioner", "specialist_manager"))
    await asked(stage, larkmere, context)
    await stage.run("update tenants.contexts set restricted = false where id = :id", id=context)
    await look(stage, larkmere, notices_unread, LATE)
    assert await told(stage, larkmere, ASKED) == ["practitioner"]


@pytest.mark.parametrize("end", [answer, close])
async def test_after_the_answer_it_is_no_news_for_anybody_else(stage: Stage, end: End) -> None:
    """Nor where another request, of this council or the other, still waits."""
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    named = ("practitioner", "specialist_manager")
    over, waits = [await stage.context(larkmere, lead="practitioner", named=named) for _ in range(2)]
    request = await asked(stage, larkmere, over)
    await asked(stage, larkmere, waits)
    await asked(stage, hallowdene, await stage.context(hallowdene, lead="practitioner", named=named))
    await end(stage.world, larkmere, request)
    await look(stage, larkmere, notices_unread, LATE)
    assert await told(stage, larkmere, ASKED) == ["practitioner", "practitioner", "specialist_manager"]
    assert [each.subject.id for each in await stage.told(larkmere, "specialist_manager")] == [waits]
    assert await told(stage, hallowdene, ASKED) == ["practitioner"]


@pytest.mark.parametrize("kind", [kind for kind, goes in PASSED_ON.items() if goes is Next.NOBODY])
async def test_what_somebody_else_knows_of_already_goes_no_further(stage: Stage, kind: NotificationKind) -> None:
    larkmere = stage.world.larkmere
    await stage.happens(larkmere, "admin", FactKind.REFERRAL_RECEIVED, await stage.referral(larkmere))
    await stage.run("update council.notifications set occurred_at = :at, kind = :kind", at=FRIDAY, kind=kind)
    before = await stage.who_was_told(larkmere)
    await look(stage, larkmere, notices_unread, LATE)
    assert await stage.who_was_told(larkmere) == before
