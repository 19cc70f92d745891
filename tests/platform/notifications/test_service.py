"""What each person can do with what they were told: theirs alone, 50 at a time, under their own pass."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.access.actor import NoCouncilError
from commonground.platform.identity.passes import open_session
from commonground.platform.notifications.service import (
    PAGE,
    list_mine,
    mark_all_read,
    mark_read,
    tell,
    unread_count,
)
from commonground.platform.notifications.types import (
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.work import Work, begin
from councils import TestCouncil, World
from told import ask


@asynccontextmanager
async def acting(app: AsyncEngine, world: World, council: TestCouncil, person: str) -> AsyncIterator[Work]:
    """This person's work, rolled back at the end."""
    token = await world.token(council, person)
    async with begin(app) as work:
        assert await open_session(work, token)
        yield work


def about_something(fact_id: UUID | None = None) -> Notification:
    subject = SubjectRef(RecordKind.REFERRAL, uuid4(), Reference(new_reference(ReferenceKind.REFERRAL)))
    return Notification(NotificationKind.REFERRAL_RECEIVED, subject, fact_id or uuid4(), datetime.now(UTC))


def staff(council: TestCouncil, person: str) -> UUID:
    staff_id = council.people[person].staff_id
    assert staff_id
    return staff_id


async def tell_times(work: Work, staff_id: UUID, times: int) -> None:
    for _ in range(times):
        await tell(work, about_something(), [staff_id])


async def test_one_fact_is_told_to_one_person_once(app: AsyncEngine, world: World) -> None:
    larkmere = world.larkmere
    mine, theirs = staff(larkmere, "screener"), staff(larkmere, "manager")
    async with acting(app, world, larkmere, "screener") as work:
        told = about_something()
        await tell(work, told, [mine])
        await tell(work, told, [mine, theirs])
        (found,) = (await list_mine(work)).notifications
        assert (found.kind, found.subject, found.occurred_at) == (told.kind, told.subject, told.occurred_at)
        assert found.is_unread


async def test_telling_nobody_is_no_statement(app: AsyncEngine, world: World) -> None:
    async with acting(app, world, world.larkmere, "screener") as work:
        await tell(work, about_something(), [])
        assert await unread_count(work) == 0


async def test_pages_of_fifty_newest_first(app: AsyncEngine, world: World) -> None:
    async with acting(app, world, world.larkmere, "screener") as work:
        await tell_times(work, work.actor.staff, 2 * PAGE + 1)
        seen, before, sizes = list[UUID](), None, list[int]()
        while True:
            page = await list_mine(work, before=before)
            seen += [one.id for one in page.notifications]
            sizes.append(len(page.notifications))
            before = page.older
            if before is None:
                break
    assert sizes == [PAGE, PAGE, 1]
    assert seen == sorted(set(seen), reverse=True)


async def test_a_full_page_is_the_last_when_nothing_is_older(app: AsyncEngine, world: World) -> None:
    async with acting(app, world, world.larkmere, "screener") as work:
        await tell_times(work, work.actor.staff, PAGE)
        assert (await list_mine(work)).older is None


async def test_marking_one_of_mine(app: AsyncEngine, world: World) -> None:
    async with acting(app, world, world.larkmere, "screener") as work:
        await tell_times(work, work.actor.staff, 3)
        first, second, _ = (await list_mine(work)).notifications
        read = await mark_read(work, second.id)
        assert read is not None
        assert read.read_at == work.now
        assert await unread_count(work) == 2
        unread = (await list_mine(work, unread_only=True)).notifications
        assert first.id in {one.id for one in unread}
        assert second.id not in {one.id for one in unread}


async def test_the_first_reading_is_the_one_that_counts(app: AsyncEngine, world: World) -> None:
    async with acting(app, world, world.larkmere, "screener") as work:
        await tell_times(work, work.actor.staff, 1)
        (only,) = (await list_mine(work)).notifications
        first = await mark_read(work, only.id)
        work.now = datetime(2030, 1, 1, tzinfo=UTC)
        again = await mark_read(work, only.id)
        assert first == again


async def test_a_colleagues_notification_is_as_if_it_were_none(app: AsyncEngine, world: World) -> None:
    larkmere = world.larkmere
    async with acting(app, world, larkmere, "screener") as work:
        await tell_times(work, staff(larkmere, "manager"), 2)
        assert await unread_count(work) == 0
        assert (await list_mine(work)).notifications == ()
        await work.commit()
    async with acting(app, world, larkmere, "manager") as work:
        theirs = (await list_mine(work)).notifications[0]
    async with acting(app, world, larkmere, "screener") as work:
        assert await mark_read(work, theirs.id) is None
        assert await mark_read(work, uuid4()) is None
        assert await mark_all_read(work) == 0
        await work.commit()
    async with acting(app, world, larkmere, "manager") as work:
        assert await unread_count(work) == 2


async def test_another_councils_notification_is_as_if_it_were_none(app: AsyncEngine, world: World) -> None:
    async with acting(app, world, world.hallowdene, "screener") as work:
        await tell_times(work, work.actor.staff, 1)
        (theirs,) = (await list_mine(work)).notifications
        await work.commit()
    async with acting(app, world, world.larkmere, "screener") as work:
        assert await mark_read(work, theirs.id) is None
        assert (await list_mine(work)).notifications == ()


async def test_what_came_in_while_reading_stays_unread(app: AsyncEngine, world: World) -> None:
    async with acting(app, world, world.larkmere, "screener") as work:
        await tell_times(work, work.actor.staff, 3)
        newest_seen = (await list_mine(work)).notifications[0]
        await tell_times(work, work.actor.staff, 2)
        assert await mark_all_read(work, up_to=newest_seen.id) == 3
        assert await unread_count(work) == 2
        assert await mark_all_read(work) == 2
        assert await unread_count(work) == 0


async def test_somebody_who_is_not_signed_in_has_none(app: AsyncEngine) -> None:
    async with begin(app) as work:
        with pytest.raises(NoCouncilError):
            await list_mine(work)


@pytest.mark.parametrize(("column", "codes"), [("kind", NotificationKind), ("subject_kind", RecordKind)])
async def test_the_database_takes_every_notice_that_there_is(world: World, column: str, codes: type[StrEnum]) -> None:
    """A code that only we know would keep each notice of it from being written."""
    query = "select pg_get_constraintdef(oid) from pg_constraint where conname = :name"
    (said,) = await ask(world, query, name=f"ck_notifications_{column}")
    assert {each.value for each in codes} == set(re.findall(r"'([a-z_]+)'", said))
