"""What is no case goes by itself when the council's time for it is up: not a day before, and no neighbour's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from casework import acting, add_context, add_referral
from commonground.platform.ids import lowest_id, uuid7
from commonground.tenants.retention.rules import BY_THEMSELVES, DEFAULTS, check_choice
from commonground.tenants.retention.schedule import choose
from commonground.tenants.retention.types import CountedFrom, Period, RecordType
from commonground.tenants.subject_access import service as subject_access
from commonground.tenants.subject_access.types import AskedBy, RequestInput
from councils import TestCouncil, World, make_world
from engines import lent
from glass import break_glass
from postgres import Database
from told import rows, tell

_PUT_NOTICE = (
    "insert into council.notifications (tenant_id, id, staff_id, fact_id, kind, subject_kind, subject_id, reference,"
    " occurred_at) values (:council, :id, :staff, gen_random_uuid(), 'referral_received', 'referral',"
    " gen_random_uuid(), 'CR-7K3F-29M', now() - cast(:ago as interval))"
)
_PUT_MAIL = (
    "insert into council.mails (tenant_id, id, staff_id, fact_id, notification_id, message, urgent, state, queued_at,"
    " due_at) values (:council, :id, :staff, gen_random_uuid(), :notice, gen_random_uuid(), false, 'sent',"
    " now() - cast(:ago as interval),"
    " now())"
)
LAST_YEAR = datetime.now(UTC) - timedelta(days=365)
_KEPT = "select council.kept_for(:id, :type)"
_WENT = "select record_type, months, number from tenants.gone_by_itself where tenant_id = :id order by record_type"
_SAID = "select why from audit.entries where action = 'outlived' and tenant_id = :id order by why"


@pytest.fixture
async def world(own_database: Database) -> World:
    return await make_world(own_database)


async def sweep(world: World) -> int:
    """As the relay calls it."""
    async with lent(world.database.relay_url).begin() as connection:
        return int(await connection.scalar(text("select system.sweep(1000)")) or 0)


async def left(world: World, council: TestCouncil, table: str) -> set[UUID]:
    return {
        row[0] for row in await rows(world, f"select id from {table} where tenant_id = :id", id=council.id)
    }  # names of tables, from here


async def request(world: World, council: TestCouncil, answered: str | None) -> UUID:
    """One with a mention; `answered` so long ago."""
    async with acting(world, council, "ig_lead") as work:
        typed = RequestInput(name="Carys Umber", aliases=(), asked_by=AskedBy.THEMSELVES,
                             identity_words="Passport seen", received_on=work.now.date())  # fmt: skip
        made = await subject_access.open_request(work, typed)
    async with acting(world, council, "ig_lead") as work:
        await subject_access.search(work, await subject_access.load_request(work, made, lock=True))
    finish = "update tenants.access_requests set finished_by = opened_by, finished_at = now() - cast(:ago as interval)"
    if answered is not None:
        await tell(world, f"{finish} where id = :id", ago=timedelta(days=int(answered)), id=made)
    return made


async def use(world: World, council: TestCouncil, reviewed: int | None) -> UUID:
    """One of break-glass; reviewed so many days ago."""
    broken = await break_glass(world, council, "screener", (await add_referral(world, council)).reference)
    if reviewed is not None:
        await tell(world, "update tenants.break_glass_uses set reviewed_at = now() - cast(:ago as interval),"
                   " reviewed_by = staff_id where id = :id", ago=timedelta(days=reviewed), id=broken.id)  # fmt: skip
    return broken.id


async def notice(world: World, council: TestCouncil, ago: int) -> UUID:
    """With its mail, and a digest of the same day."""
    async with acting(world, council, "admin", keep=False) as work:
        day = lowest_id(work.now - timedelta(days=ago))
    made = UUID(int=day.int + uuid7().int % 2**60)
    for place, about in ((1, made), (2, None)):
        if about is not None:
            await tell(world, _PUT_NOTICE, council=council.id, id=made, staff=council.people["admin"].staff_id,
                       ago=timedelta(days=ago))  # fmt: skip
        await tell(world, _PUT_MAIL, council=council.id, id=UUID(int=made.int + place), notice=about,
                   staff=council.people["admin"].staff_id, ago=timedelta(days=ago))  # fmt: skip
    return made


async def test_answered_requests_go_after_three_years(world: World) -> None:
    larkmere = world.larkmere
    await add_referral(world, larkmere, what="Carys Umber was seen there.")
    old, young, waiting = [await request(world, larkmere, each) for each in ("1097", "1094", None)]
    assert len(await left(world, larkmere, "tenants.access_mentions")) == 3
    await sweep(world)
    assert await left(world, larkmere, "tenants.access_requests") == {young, waiting}
    assert old not in {young, waiting}
    assert len(await left(world, larkmere, "tenants.access_mentions")) == 2


async def test_reviewed_uses_of_break_glass_go_after_three_years(world: World) -> None:
    _, young, waiting = [await use(world, world.larkmere, each) for each in (1097, 1094, None)]
    await tell(world, "update tenants.break_glass_uses set started_at = now() - interval '9 years', until_at = now() -"
               " interval '9 years' where id = :id", id=waiting)  # fmt: skip
    await sweep(world)
    assert await left(world, world.larkmere, "tenants.break_glass_uses") == {young, waiting}, (
        "somebody still has to look"
    )


async def test_notices_and_mails_go_after_a_year(world: World) -> None:
    _, young = [await notice(world, world.larkmere, each) for each in (367, 364)]
    await sweep(world)
    assert await left(world, world.larkmere, "council.notifications") == {young}
    assert await left(world, world.larkmere, "council.mails") == {UUID(int=young.int + place) for place in (1, 2)}


async def held(world: World, council: TestCouncil, reference: str) -> None:
    """Somebody has put a hold on the record of this reference."""
    put = (
        "insert into tenants.holds (tenant_id, id, record_kind, record_id, reference, ground, reason, put_by, put_at,"
        " review_on) values (:council, :id, 'referral', gen_random_uuid(), :reference, 'inquiry', 'Asked', :staff,"
        " now(), current_date + 90)"
    )
    await tell(world, put, council=council.id, id=uuid7(), reference=reference,
               staff=council.people["ig_lead"].staff_id)  # fmt: skip  # one row


async def test_what_is_about_a_referral_stays_with_the_context_that_is_held(world: World) -> None:
    """A neighbour's hold holds nothing here, nor does one that was lifted."""
    larkmere, told = world.larkmere, {}
    for council in (larkmere, world.hallowdene):
        known = await add_referral(world, council, context=await add_context(world, council))
        made = told[council.slug] = await notice(world, council, 367)
        await tell(world, "update council.notifications set reference = :r where id = :id", r=known.reference, id=made)
        await held(world, council, "CX-0000-000")
        hold = ("update tenants.holds set record_id = r.context_id from tenants.referrals r where r.id = :id"
                " and r.tenant_id = holds.tenant_id")  # fmt: skip  # one statement
        await tell(world, hold, id=known.id)
    await tell(world, "update tenants.holds set lifted_at = now(), lifted_by = put_by where tenant_id = :id",
               id=world.hallowdene.id)  # fmt: skip  # one statement
    await sweep(world)
    assert await left(world, larkmere, "council.notifications") == {told["larkmere"]}
    assert await left(world, world.hallowdene, "council.notifications") == set()


async def test_what_is_about_a_held_record_stays_with_it(world: World) -> None:
    """Of all three kinds, and until the hold is lifted. A neighbour's hold holds nothing here."""
    larkmere = world.larkmere
    known = await add_referral(world, larkmere, what="Carys Umber was seen there.")
    asked = await request(world, larkmere, "1097")
    broken = (await break_glass(world, larkmere, "screener", known.reference)).id
    await tell(world, "update tenants.break_glass_uses set reviewed_at = now() - interval '1097 days',"
               " reviewed_by = staff_id where id = :id", id=broken)  # fmt: skip
    told = await notice(world, larkmere, 367)
    await tell(world, "update council.notifications set reference = :r where id = :id", r=known.reference, id=told)
    await held(world, larkmere, known.reference)
    await held(world, world.hallowdene, known.reference)
    tables = ("tenants.access_requests", "tenants.break_glass_uses", "council.notifications", "council.mails")
    await sweep(world)
    digest, mailed = UUID(int=told.int + 2), UUID(int=told.int + 1)
    assert [await left(world, larkmere, table) for table in tables] == [{asked}, {broken}, {told}, {mailed}]
    assert await rows(world, _WENT, id=larkmere.id) == [("notice", 12, 1)], f"the digest {digest} is of no record"
    await tell(world, "update tenants.holds set lifted_at = now(), lifted_by = put_by where tenant_id = :id",
               id=larkmere.id)  # fmt: skip  # one statement
    await sweep(world)
    assert [await left(world, larkmere, table) for table in tables] == [set()] * len(tables)


async def test_how_many_went_is_written_down_for_the_council(world: World) -> None:
    larkmere = world.larkmere
    for _ in range(2):
        await notice(world, larkmere, 367)
    await use(world, larkmere, 1097)
    await notice(world, world.hallowdene, 367)
    assert await sweep(world) >= 10
    assert await rows(world, _WENT, id=larkmere.id) == [("break_glass", 36, 1), ("notice", 12, 6)]
    assert await rows(world, _SAID, id=larkmere.id) == [
        ("break_glass: 1, kept for 36 months",),
        ("notice: 6, kept for 12 months",),
    ]
    assert await rows(world, _WENT, id=world.hallowdene.id) == [("notice", 12, 3)]
    await sweep(world)
    assert len(await rows(world, _SAID, id=larkmere.id)) == 2, "nothing went, and nothing is said"


async def test_a_shorter_time_takes_nothing_before_its_day(world: World) -> None:
    async with acting(world, world.larkmere, "ig_lead") as work:
        begins = await choose(work, RecordType.NOTICE, Period(months=3), CountedFrom.GIVEN, "Our policy")
        assert begins > work.now.date()
    await notice(world, world.larkmere, 100)
    await sweep(world)
    assert len(await left(world, world.larkmere, "council.notifications")) == 1
    await tell(world, "update council.retention_choices set begins_on = current_date")
    await sweep(world)
    assert await left(world, world.larkmere, "council.notifications") == set()


async def test_the_councils_choice_counts_for_it_alone(world: World) -> None:
    async with acting(world, world.larkmere, "ig_lead", now=LAST_YEAR) as work:
        await choose(work, RecordType.NOTICE, Period(months=3), CountedFrom.GIVEN, "Our policy")
    for council in (world.larkmere, world.hallowdene):
        await notice(world, council, 100)
    await sweep(world)
    assert await left(world, world.larkmere, "council.notifications") == set()
    assert len(await left(world, world.hallowdene, "council.notifications")) == 1


async def test_the_database_keeps_them_as_long_as_the_schedule_says(world: World) -> None:
    for each in BY_THEMSELVES:
        asked = {"id": world.larkmere.id, "type": each.value}
        ((months,),) = await rows(world, _KEPT, **asked)
        assert months == DEFAULTS[each].period.in_months
        assert check_choice(each, Period(years=2), DEFAULTS[each].counted_from, "Ours").period == Period(years=2)
