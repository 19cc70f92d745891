"""What was kept back goes into one mail at the end of a working day: counted, and only what may still be told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from commonground.platform.identity.passes import claim_job, finish_job
from commonground.platform.outbox import FactKind
from commonground.platform.work import begin
from commonground.workers.actors.digests import digests_due
from councils import TestCouncil
from mailing import carrying, states
from post_office import PostOffice, post_office
from stage import Stage

CLOSING = datetime(2026, 11, 27, 17, 1, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 17, 1, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 17, 1, tzinfo=UTC)
RECEIVED = FactKind.REFERRAL_RECEIVED
FACT = (
    "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)"
    " values (:id, :council, :kind, 'council', :council, now())"
)


@pytest.fixture
async def written(stage: Stage) -> Stage:
    await stage.run("truncate council.mails")
    await stage.run("update council.staff s set email = s.id || '@' || c.slug || '.example' from commons.councils c"
                    " where c.id = s.tenant_id")  # fmt: skip
    return stage


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as open_office:
        yield open_office


async def day_ends(stage: Stage, council: TestCouncil, now: datetime = CLOSING, fact: UUID | None = None) -> UUID:
    """The job of that moment, carried out."""
    fact = fact or await stage.ask("select gen_random_uuid()")
    if not await stage.ask("select exists (select from system.outbox where id = :id)", id=fact):
        await stage.run(FACT, id=fact, council=council.id, kind=FactKind.DIGESTS_DUE)
    async with begin(stage.worker, now=now) as work:
        job = await claim_job(work, fact)
        assert job is not None
        await digests_due(work, job)
        await finish_job(work)
        await work.commit()
    # Senders know no moment but now.
    await stage.run("update council.mails set queued_at = now(), due_at = now() where state = 'queued'")
    return fact


async def received(stage: Stage, council: TestCouncil, times: int) -> None:
    for _ in range(times):
        await stage.happens(council, "manager", RECEIVED, await stage.referral(council))


async def test_one_mail_to_each_with_a_line_for_each_kind(written: Stage, office: PostOffice) -> None:
    larkmere = written.world.larkmere
    await received(written, larkmere, 3)
    await written.happens(larkmere, "manager", FactKind.REPORTER_WITHDREW, await written.referral(larkmere))
    assert await states(written) == {"for_digest": 8}
    await day_ends(written, larkmere)
    async with carrying(written, office) as carry:
        await carry()
    assert len(office.taken) == 2
    for message in office.taken:
        body = message.parsed.get_body(("plain",))
        assert body is not None
        said = body.get_content()
        assert "3 × A new referral waits to be screened" in said
        assert "1 × Somebody who told us wants to withdraw" in said
        assert "/notifications" in said
        assert "CR-" not in said
    assert await states(written) == {"in_digest": 8, "sent": 2}


async def test_a_digest_counts_nothing_of_another_council(written: Stage, office: PostOffice) -> None:
    """Nor does one council's day end another's."""
    larkmere, hallowdene = written.world.larkmere, written.world.hallowdene
    await received(written, larkmere, 1)
    await received(written, hallowdene, 5)
    await day_ends(written, larkmere)
    async with carrying(written, office) as carry:
        await carry()
    assert {to.partition("@")[2] for to in office.recipients} == {"larkmere.example"}
    assert all(b"5 =C3=97" not in each.content for each in office.taken)
    waits = "select count(*) from council.mails where tenant_id = :id and state = 'for_digest'"
    assert await written.ask(waits, id=hallowdene.id) == 10


async def test_what_was_read_meanwhile_is_left_out(written: Stage, office: PostOffice) -> None:
    larkmere = written.world.larkmere
    await received(written, larkmere, 2)
    await day_ends(written, larkmere)
    screener = written.staff(larkmere, "screener")
    await written.run("update council.notifications set read_at = now() where staff_id = :id", id=screener)
    async with carrying(written, office) as carry:
        await carry()
    assert office.recipients == [f"{written.staff(larkmere, 'second_screener')}@larkmere.example"]
    assert (await states(written))["read"] == 1


async def test_what_one_may_no_longer_open_is_not_counted(written: Stage, office: PostOffice) -> None:
    larkmere = written.world.larkmere
    await received(written, larkmere, 1)
    hidden = await written.referral(larkmere)
    await written.happens(larkmere, "manager", RECEIVED, hidden)
    await day_ends(written, larkmere)
    await written.run("update tenants.referrals set restricted = true where id = :id", id=hidden)
    async with carrying(written, office) as carry:
        await carry()
    assert all(b"1 =C3=97" in each.content for each in office.taken)
    assert len(office.taken) == 2


@pytest.mark.parametrize("day", [SATURDAY, CHRISTMAS], ids=["saturday", "christmas"])
async def test_on_a_day_off_it_waits(written: Stage, day: datetime) -> None:
    larkmere = written.world.larkmere
    await received(written, larkmere, 1)
    await day_ends(written, larkmere, day)
    assert await states(written) == {"for_digest": 2}


async def test_carried_out_twice_is_one_mail(written: Stage, office: PostOffice) -> None:
    larkmere = written.world.larkmere
    await received(written, larkmere, 1)
    fact = await day_ends(written, larkmere)
    await written.run("update system.outbox set done_at = null where id = :id", id=fact)
    await day_ends(written, larkmere, fact=fact)
    assert await states(written) == {"in_digest": 2, "queued": 2}
    async with carrying(written, office) as carry:
        await carry()
    assert len({each.key for each in office.taken}) == len(office.taken) == 2


async def test_a_day_on_which_nothing_was_kept_back_ends_without_a_mail(written: Stage) -> None:
    await day_ends(written, written.world.larkmere)
    assert await states(written) == {}


async def test_the_limit_of_a_day_does_not_count_digests(written: Stage) -> None:
    larkmere = written.world.larkmere
    await received(written, larkmere, 4)
    await day_ends(written, larkmere)
    for _ in range(3):
        referral = await written.referral(larkmere, lead="screener")
        await written.happens(larkmere, "manager", FactKind.REFERRAL_ALLOCATED, referral)
    at_once = text("state = 'queued' and notification_id is not null")
    assert await written.ask(f"select count(*) from council.mails where {at_once}") == 3
