"""Two people dispose of a record: what goes, what stays, what stops it, and that nobody does it alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from casework import acting, add_context, add_referral
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.ids import uuid7
from commonground.tenants.retention import disposing, holds, queue
from commonground.tenants.retention.records import kept_record
from commonground.tenants.retention.rules import NotNowError, after
from commonground.tenants.retention.schedule import choose
from commonground.tenants.retention.trial import disposal_tried_at, hold_tried_at
from commonground.tenants.retention.types import (
    CountedFrom,
    DisposalGround,
    HoldGround,
    KeptKind,
    Period,
    RecordType,
    Stopped,
)
from councils import World, make_world
from disposals import confirm, propose, there, trial
from postgres import Database
from seeding import fingerprint
from told import ask, tell
from trying import removed
from whole_record import MARK, STILL_TO_TELL, TOLD_OF, where_marked, whole_record

TIME_IS_UP = DisposalGround.TIME_IS_UP


def check_numbers(certificate: disposing.Certificate, kind: KeptKind) -> None:
    """Of a whole record."""
    numbers = dict(certificate.gone)
    assert numbers[f"tenants.{kind}s"] == 1
    assert numbers["council.drafts"] == 3, "of it, and of what was to be shared of it, in and outside the platform"
    assert numbers["council.notifications"] == 1 + len(TOLD_OF[kind])
    assert numbers["tenants.warning_flags"] == numbers["tenants.named_people"] == 1
    assert numbers["council.mails"] == 1
    emptied = dict(certificate.emptied)
    # What was shared of it, with a council and outside the platform; of a referral also what became it.
    assert emptied.pop("tenants.disclosures") == (3 if kind is KeptKind.REFERRAL else 2)
    assert set(emptied.values()) == {1}
    if kind is KeptKind.REFERRAL:
        assert numbers["tenants.reports"] == numbers["tenants.report_messages"] == 1
        assert numbers["tenants.statements"] == numbers["tenants.statement_people"] == 1


@pytest.mark.parametrize("kind", list(KeptKind))
async def test_nothing_of_it_is_left_but_the_certificate(own_database: Database, kind: KeptKind) -> None:
    world = await make_world(own_database)
    record, reference, _ = await whole_record(world, world.larkmere, kind)
    before = await where_marked(world)
    wanted = {"tenants.warning_flags", "tenants.holds", "tenants.kept_longer", "tenants.break_glass_uses",
              "tenants.access_mentions",
              "council.drafts", "council.notifications", f"tenants.{kind}s", f"tenants.{kind}_events"}  # fmt: skip
    assert before >= wanted
    async with acting_as_setup(world.database.owner_url) as connection:
        neighbours = await fingerprint(connection, world.hallowdene.id)
    await confirm(world, await propose(world, kind, reference))
    assert await where_marked(world) == before, "nothing goes before the job"
    await removed(world)
    assert await where_marked(world) == set()
    async with acting_as_setup(world.database.owner_url) as connection:
        after = await fingerprint(connection, world.hallowdene.id)
    changed = {table for table in after if after[table] != neighbours[table]}
    assert changed <= {"identity.sessions"}
    async with acting(world, world.larkmere, "admin", keep=False) as work:
        gone = [each for each in await disposing.certificates(work) if each.record_id == record]
    (certificate,) = gone
    assert (certificate.reference, certificate.ground, certificate.trial) == (reference, TIME_IS_UP, False)
    assert (certificate.proposed_by.split()[0], certificate.confirmed_by.split()[0]) == ("Ig", "Admin")
    check_numbers(certificate, kind)
    (waits,) = await ask(world, "select count(*) from system.outbox where done_at is null and subject_kind = :kind",
                         kind=STILL_TO_TELL)  # fmt: skip
    assert waits == 0
    async with acting(world, world.hallowdene, "admin", keep=False) as work:
        assert record not in {each.record_id for each in await disposing.certificates(work)}
    (why,) = await ask(world, "select gone::text from tenants.disposal_certificates where record_id = :id", id=record)
    assert MARK not in why
    assert str(record) in why
    with pytest.raises(NotFoundHereError):
        async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
            await kept_record(work, kind, reference)


async def test_a_page_of_certificates_begins_after_one_of_the_councils_own(own_database: Database) -> None:
    world = await make_world(own_database)
    for _ in range(2):
        await confirm(world, await propose(world, KeptKind.CONTEXT, await trial(world)))
        await removed(world)
    async with acting(world, world.larkmere, "admin", keep=False) as work:
        newer, older = await disposing.certificates(work)
        assert await disposing.certificates(work, before=newer.id) == [older]
        assert await disposing.certificates(work, before=uuid7()) == []
    async with acting(world, world.hallowdene, "admin", keep=False) as work:
        assert await disposing.certificates(work, before=newer.id) == []


async def test_nobody_disposes_of_a_record_alone(world: World) -> None:
    reference = await trial(world)
    disposal = await propose(world, KeptKind.CONTEXT, reference)
    with pytest.raises(disposing.NotAloneError):
        await confirm(world, disposal, "ig_lead")
    with pytest.raises(NotNowError, match="proposed that already"):
        await propose(world, KeptKind.CONTEXT, reference)
    # Nor by SQL of one's own: one puts in rows under one's own name alone, and the function asks for two names.
    put = (
        "insert into tenants.disposal_confirmations (tenant_id, id, disposal_id, confirmed_by, confirmed_at)"
        f" values ('{world.larkmere.id}', gen_random_uuid(), '{disposal}', '%s', now())"
    )
    colleague, oneself = (world.larkmere.people[each].staff_id for each in ("admin", "ig_lead"))
    with pytest.raises(DBAPIError, match="row-level security"):
        async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
            await work.connection.exec_driver_sql(put % colleague)
    async with acting(world, world.larkmere, "ig_lead") as work:
        await work.connection.exec_driver_sql(put % oneself)
        fact = (
            "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at) values"
            f" (gen_random_uuid(), '{world.larkmere.id}', 'disposal_confirmed', 'disposal', '{disposal}', now())"
        )
        await work.connection.exec_driver_sql(fact)
    await removed(world)
    assert await there(world, reference)
    async with acting(world, world.hallowdene, "admin", keep=False) as work:
        with pytest.raises(NotFoundHereError):
            await disposing.confirm(work, disposal)
        assert disposal not in {each.id for each in await disposing.proposals(work)}


@pytest.mark.parametrize("longer", [True, False])
async def test_what_the_schedule_keeps_longer_since_it_was_proposed_is_not_confirmed(
    own_database: Database, longer: bool
) -> None:
    """At the boundary: its time is up today, or tomorrow. Another council's schedule is another's."""
    world = await make_world(own_database)
    ended = datetime.now(UTC).replace(month=1, day=15, hour=12) - timedelta(days=3 * 366)
    known = await add_context(world, world.larkmere, status="closed", at=ended)
    disposal = await propose(world, KeptKind.CONTEXT, known.reference)
    up = after(ended.date(), Period(years=2))
    for council in (world.larkmere, world.hallowdene):
        years = 2 if council is world.larkmere else 9
        async with acting(world, council, "ig_lead", now=ended) as work:
            await choose(work, RecordType.CONTEXT, Period(years=years), CountedFrom.ENDED, "Our policy")
    now = datetime(up.year, up.month, up.day, 9, tzinfo=UTC) - timedelta(days=int(longer))
    async with acting(world, world.larkmere, "admin", now=now, keep=False) as work:
        if longer:
            with pytest.raises(NotNowError, match="not up any more"):
                await disposing.confirm(work, disposal)
            return
        assert await disposing.confirm(work, disposal) == known.reference


async def hold(world: World, reference: str) -> UUID:
    async with acting(world, world.larkmere, "ig_lead") as work:
        record = await kept_record(work, KeptKind.CONTEXT, reference, lock=True)
        day = holds.today_of(work) + timedelta(days=30)
        return await holds.put_hold(work, record, HoldGround.INQUIRY, "The inquiry asked", day)


async def lift(world: World, reference: str, hold_id: UUID) -> None:
    async with acting(world, world.larkmere, "ig_lead") as work:
        record = await kept_record(work, KeptKind.CONTEXT, reference)
        await holds.lift_hold(work, record, hold_id, "The inquiry is over")


async def test_a_hold_stops_it_at_every_step(world: World) -> None:
    reference = await trial(world)
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        assert await hold_tried_at(work.connection, work.actor.council) is None
    first = await hold(world, reference)
    with pytest.raises(NotNowError, match="held"):
        await propose(world, KeptKind.CONTEXT, reference)
    await lift(world, reference, first)
    with pytest.raises(NotNowError, match="lifted already"):
        await lift(world, reference, first)
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        assert await hold_tried_at(work.connection, work.actor.council) is not None
    async with acting(world, world.hallowdene, "ig_lead", keep=False) as work:
        assert await hold_tried_at(work.connection, work.actor.council) is None
        assert await holds.open_holds(work) == []
    disposal = await propose(world, KeptKind.CONTEXT, reference)
    second = await hold(world, reference)
    with pytest.raises(NotNowError, match="held"):
        await confirm(world, disposal)
    await lift(world, reference, second)
    await confirm(world, disposal)
    third = await hold(world, reference)
    await removed(world)
    assert await there(world, reference)
    async with acting(world, world.larkmere, "admin", keep=False) as work:
        (stopped,) = [each for each in await disposing.proposals(work) if each.id == disposal]
    assert stopped.stopped_for == Stopped.HELD
    await lift(world, reference, third)
    await confirm(world, await propose(world, KeptKind.CONTEXT, reference))
    await removed(world)
    assert not await there(world, reference)


async def test_what_was_taken_up_again_stays(world: World) -> None:
    reference = await trial(world)
    await confirm(world, await propose(world, KeptKind.CONTEXT, reference))
    await tell(world, "update tenants.contexts set status = 'active' where reference = :reference", reference=reference)
    await removed(world)
    assert await there(world, reference)
    assert await ask(world, "select 1 from tenants.disposals where stopped_for = 'changed' and reference = :reference",
                     reference=reference)  # fmt: skip


@pytest.mark.parametrize(
    "since",
    [
        "update tenants.contexts set changed_at = now() + interval '1 minute' where reference = :reference",
        """insert into tenants.kept_longer (tenant_id, id, record_kind, record_id, until, reason, kept_by, kept_at)
        select c.tenant_id, gen_random_uuid(), 'context', c.id, now() + interval '2 days', 'Needed', d.proposed_by,
        now() from tenants.contexts c join tenants.disposals d on d.record_id = c.id where c.reference = :reference""",
    ],
)
async def test_what_was_closed_again_or_kept_longer_since_stays(world: World, since: str) -> None:
    """Whether it was before the second person's word or after it."""
    reference = await trial(world)
    await confirm(world, await propose(world, KeptKind.CONTEXT, reference))
    await tell(world, since, reference=reference)
    await removed(world)
    assert await there(world, reference)
    assert await ask(world, "select 1 from tenants.disposals where stopped_for = 'changed' and reference = :reference",
                     reference=reference)  # fmt: skip


async def test_a_referral_that_was_changed_since_stays(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="withdrawn")
    change = "update tenants.referrals set changed_at = now() + cast(:by as interval) where id = :id"
    await tell(world, change, by=timedelta(days=-500), id=told.id)
    await confirm(world, await propose(world, KeptKind.REFERRAL, told.reference))
    await tell(world, change, by=timedelta(minutes=1), id=told.id)
    await removed(world)
    assert await ask(world, "select 1 from tenants.disposals where stopped_for = 'changed' and record_id = :id",
                     id=told.id)  # fmt: skip
    assert await ask(world, "select 1 from tenants.referrals where id = :id", id=told.id)


@pytest.mark.parametrize("confirmed", [False, True])
async def test_keeping_it_longer_withdraws_what_was_proposed(world: World, confirmed: bool) -> None:
    reference = await trial(world)
    disposal = await propose(world, KeptKind.CONTEXT, reference)
    if confirmed:
        await confirm(world, disposal)
    async with acting(world, world.larkmere, "ig_lead") as work:
        record = await kept_record(work, KeptKind.CONTEXT, reference, lock=True)
        await queue.keep_longer(work, record, "Needed", holds.today_of(work) + timedelta(days=30))
    with pytest.raises(NotNowError, match="quicker"):
        await confirm(world, disposal)
    await removed(world)
    assert await there(world, reference)
    with pytest.raises(NotNowError, match="not up"):
        await propose(world, KeptKind.CONTEXT, reference)


async def test_what_is_withdrawn_stays_and_can_be_proposed_again(world: World) -> None:
    reference = await trial(world)
    disposal = await propose(world, KeptKind.CONTEXT, reference)
    async with acting(world, world.larkmere, "admin") as work:
        await disposing.withdraw(work, disposal)
    for verb in (disposing.withdraw, disposing.confirm):
        with pytest.raises(NotNowError, match="quicker"):
            async with acting(world, world.larkmere, "admin", keep=False) as work:
                await verb(work, disposal)
    await propose(world, KeptKind.CONTEXT, reference)


async def test_only_a_real_run_on_a_trial_counts_as_tried(own_database: Database) -> None:
    world = await make_world(own_database)

    async def tried(council: str) -> object:
        async with acting(world, getattr(world, council), "ig_lead", keep=False) as work:
            return await disposal_tried_at(work.connection, work.actor.council)

    reference = await trial(world)
    await confirm(world, await propose(world, KeptKind.CONTEXT, reference))
    assert await tried("larkmere") is None, "the job has not run"
    await removed(world)
    assert await tried("larkmere") is not None
    assert await tried("hallowdene") is None
    await removed(world)
    (number,) = await ask(world, "select count(*) from tenants.disposal_certificates")
    assert number == 1
