"""Telling people, and what each of them can do with what they were told. Under a pass, as everything isolated."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast
from uuid import UUID

from sqlalchemy import CTE, CursorResult

from commonground.platform.ids import uuid7s
from commonground.platform.mail.queueing import queue
from commonground.platform.notifications import queries
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import (
    MyNotification,
    MyNotifications,
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.work import Work

PAGE = 50


async def tell(work: Work, notification: Notification, staff_ids: Collection[UUID]) -> None:
    """Put it before each of these people, and decide who hears of it by e-mail: in this transaction and in a fixed
    number of statements, however many they are. Told twice is told once. For jobs alone: they may queue mail."""
    if staff_ids:
        await tell_here(work, notification, staff_ids)
        await queue(work, notification, staff_ids)


async def tell_here(work: Work, notification: Notification, staff_ids: Collection[UUID]) -> None:
    """As `tell`, in the product alone: to people whom an e-mail would not reach."""
    if staff_ids:
        ids = uuid7s(len(staff_ids))
        await work.mine.execute(queries.TELL, queries.told(work.actor.council, notification, ids, list(staff_ids)))


async def list_mine(work: Work, *, before: UUID | None = None, unread_only: bool = False) -> MyNotifications:
    """The acting person's own, newest first, 50 a page; `before` is the `older` of the page just seen."""
    wanted = queries.mine(work.actor.staff, before=before, unread_only=unread_only, most=PAGE + 1)
    rows = (await work.mine.execute(wanted)).all()
    found = tuple(_mine(row) for row in rows[:PAGE])
    return MyNotifications(found, older=found[-1].id if len(rows) > PAGE else None)


async def mark_read(work: Work, notification_id: UUID) -> MyNotification | None:
    """Mark one of mine as read and return it; None when it is nobody's, or somebody else's."""
    await work.mine.execute(queries.read_one(work.actor.staff, notification_id, work.now))
    row = (await work.mine.execute(queries.one_of_mine(work.actor.staff, notification_id))).one_or_none()
    return None if row is None else _mine(row)


async def mark_all_read(work: Work, *, up_to: UUID | None = None) -> int:
    """Mark all of mine as read and say how many were not. `up_to`: the newest one the reader has seen, so that what
    came in while they read stays unread."""
    done = await work.mine.execute(queries.read_all(work.actor.staff, up_to, work.now))
    return cast(CursorResult[object], done).rowcount


async def settle(
    work: Work, subject_id: UUID, kinds: Collection[NotificationKind], *, mine: Collection[NotificationKind]
) -> None:
    """What these asked for about this record is done: they stay in everybody's list, as read. Of `mine`, those of the
    acting person alone."""
    await work.mine.execute(queries.settle(work.actor.staff, subject_id, kinds, mine, work.now))


async def settle_for_all(work: Work, subject_id: UUID, kinds: Collection[NotificationKind]) -> None:
    """As `settle`, for a worker: what these asked for about this record came from outside."""
    await work.mine.execute(queries.settle_for_all(subject_id, kinds, work.now))


def settling(
    work: Work, subject_id: UUID, kinds: Collection[NotificationKind], *, mine: Collection[NotificationKind]
) -> CTE:
    """As `settle`, to go along with a statement that is needed anyhow."""
    return queries.settle(work.actor.staff, subject_id, kinds, mine, work.now).returning(NotificationRow.id).cte("done")


async def unread_count(work: Work) -> int:
    return await work.mine.scalar(queries.count_unread(work.actor.staff)) or 0


def _mine(row: queries.FoundRow) -> MyNotification:
    notification_id, kind, subject_kind, subject_id, reference, occurred_at, read_at, by_cover, fact_id = row
    subject = SubjectRef(RecordKind(subject_kind), subject_id, Reference(reference) if reference else None)
    return MyNotification(notification_id, NotificationKind(kind), subject, occurred_at, read_at, by_cover, fact_id)
