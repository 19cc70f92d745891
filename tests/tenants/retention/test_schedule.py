"""A choice by which something may go sooner begins a month after it was made, and can be taken back until then."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from casework import acting
from commonground.platform.access.errors import NotFoundHereError
from commonground.tenants.retention.rules import NotNowError
from commonground.tenants.retention.schedule import choices_of, choose, coming_of, rules_of, take_back
from commonground.tenants.retention.types import CountedFrom, Period, RecordType
from councils import World, make_world
from postgres import Database
from told import rows

CHOSEN = datetime(2026, 1, 31, 10, tzinfo=UTC)
TYPE = RecordType.ACCESS_REQUEST


@pytest.fixture
async def world(own_database: Database) -> World:
    return await make_world(own_database)


async def chosen(world: World, months: int, at: datetime = CHOSEN, which: RecordType = TYPE) -> date:
    async with acting(world, world.larkmere, "ig_lead", now=at) as work:
        return await choose(work, which, Period.of(months), CountedFrom.ENDED, "Our policy")


async def kept_on(world: World, day: date, which: RecordType = TYPE) -> int:
    """For how many months what is of this type is kept, as it counts on that day."""
    now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    async with acting(world, world.larkmere, "ig_lead", now=now, keep=False) as work:
        return (await rules_of(work))[which].period.in_months


async def coming(world: World, at: datetime = CHOSEN) -> list[UUID]:
    async with acting(world, world.larkmere, "ig_lead", now=at, keep=False) as work:
        return [each.id for each in await coming_of(work)]


async def test_a_shorter_time_begins_a_month_later_and_a_longer_one_at_once(world: World) -> None:
    assert await chosen(world, 1) == date(2026, 3, 1), "31 January, and there is no 31 February"
    assert await kept_on(world, date(2026, 2, 28)) == 36
    assert await kept_on(world, date(2026, 3, 1)) == 1
    assert await chosen(world, 48) == date(2026, 1, 31)
    assert await kept_on(world, date(2026, 1, 31)) == 48
    assert await kept_on(world, date(2026, 3, 1)) == 48, "the newest counts"
    assert await coming(world) == [], "what never begins does not stand there"


async def test_from_another_event_it_may_be_sooner(world: World) -> None:
    for counted_from, begins in ((CountedFrom.LAST_CHANGE, date(2026, 1, 31)), (CountedFrom.ENDED, date(2026, 3, 1))):
        async with acting(world, world.larkmere, "ig_lead", now=CHOSEN) as work:
            assert await choose(work, RecordType.CONTEXT, Period(years=1), counted_from, "Ours") == begins


async def test_what_has_not_begun_is_taken_back_and_never_begins(world: World) -> None:
    await chosen(world, 1)
    (waits,) = await coming(world)
    async with acting(world, world.hallowdene, "ig_lead", now=CHOSEN, keep=False) as work:
        with pytest.raises(NotFoundHereError):
            await take_back(work, waits)
    async with acting(world, world.larkmere, "ig_lead", now=CHOSEN) as work:
        await take_back(work, waits)
    assert await coming(world) == []
    assert await kept_on(world, date(2027, 1, 1)) == 36
    async with acting(world, world.larkmere, "ig_lead", now=CHOSEN, keep=False) as work:
        (said,) = await choices_of(work)
        assert said.taken_back_by
        assert not said.coming
        with pytest.raises(NotNowError, match="taken back already"):
            await take_back(work, waits)
    did = await rows(world, "select action, why from audit.entries where action like 'set_retention%' order by id")
    assert did == [
        ("set_retention:choose", "access_request: 1 month ended, from 2026-03-01. Our policy"),
        ("set_retention:take_back", "access_request: 1 month ended, from 2026-03-01"),
    ]


async def test_what_counts_is_not_taken_back(world: World) -> None:
    await chosen(world, 1)
    (waits,) = await coming(world)
    async with acting(world, world.larkmere, "ig_lead", now=datetime(2026, 3, 1, 9, tzinfo=UTC), keep=False) as work:
        with pytest.raises(NotNowError, match="counts already"):
            await take_back(work, waits)
        assert await coming_of(work) == []


async def test_the_soonest_comes_first_and_the_later_one_goes_on_from_its_day(world: World) -> None:
    await chosen(world, 24)
    await chosen(world, 12, datetime(2026, 2, 10, 10, tzinfo=UTC))
    assert len(await coming(world)) == 2
    assert [await kept_on(world, day) for day in (date(2026, 2, 28), date(2026, 3, 9), date(2026, 3, 10))] == [
        36, 24, 12
    ]  # fmt: skip  # three days
