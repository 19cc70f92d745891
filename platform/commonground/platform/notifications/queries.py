"""Every statement on notifications. The council's filter is the row policy's; `mine` is added to each here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    DateTime,
    Row,
    Select,
    Table,
    Text,
    Update,
    Uuid,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import Notification, NotificationKind

COLUMNS = (
    NotificationRow.id,
    NotificationRow.kind,
    NotificationRow.subject_kind,
    NotificationRow.subject_id,
    NotificationRow.reference,
    NotificationRow.occurred_at,
    NotificationRow.read_at,
    NotificationRow.by_cover,
    NotificationRow.fact_id,
)
Found = Select[UUID, str, str, UUID, str, datetime, datetime | None, bool, UUID]
FoundRow = Row[UUID, str, str, UUID, str, datetime, datetime | None, bool, UUID]


def mine(staff_id: UUID, *, before: UUID | None, unread_only: bool, most: int) -> Found:
    """Newest first, after a keyset position."""
    found = select(*COLUMNS).where(NotificationRow.staff_id == staff_id)
    if before is not None:
        found = found.where(NotificationRow.id < before)
    if unread_only:
        found = found.where(NotificationRow.read_at.is_(None))
    return found.order_by(NotificationRow.id.desc()).limit(most)


def one_of_mine(staff_id: UUID, notification_id: UUID) -> Found:
    return select(*COLUMNS).where(NotificationRow.staff_id == staff_id, NotificationRow.id == notification_id)


def count_unread(staff_id: UUID) -> Select[int]:
    unread = (NotificationRow.staff_id == staff_id, NotificationRow.read_at.is_(None))
    return select(func.count()).select_from(NotificationRow).where(*unread)


def read_one(staff_id: UUID, notification_id: UUID, now: datetime) -> Update:
    return _read(staff_id, now).where(NotificationRow.id == notification_id)


def read_all(staff_id: UUID, up_to: UUID | None, now: datetime) -> Update:
    read = _read(staff_id, now)
    return read if up_to is None else read.where(NotificationRow.id <= up_to)


def _read(staff_id: UUID, now: datetime) -> Update:
    unread = (NotificationRow.staff_id == staff_id, NotificationRow.read_at.is_(None))
    # Rows of the session are not brought up to date: lists are read as plain rows, never as objects.
    return update(NotificationRow).where(*unread).values(read_at=now).execution_options(synchronize_session=False)


def settle(
    staff_id: UUID,
    subject_id: UUID,
    kinds: Collection[NotificationKind],
    mine: Collection[NotificationKind],
    now: datetime,
) -> Update:
    """The unread ones about one record: of `kinds` everybody's, of `mine` this person's."""
    own = and_(NotificationRow.staff_id == staff_id, NotificationRow.kind.in_(sorted(mine)))
    return _settled(subject_id, now).where(or_(NotificationRow.kind.in_(sorted(kinds)), own))


def settle_for_all(subject_id: UUID, kinds: Collection[NotificationKind], now: datetime) -> Update:
    """As `settle`, whoever did it: everybody's."""
    return _settled(subject_id, now).where(NotificationRow.kind.in_(sorted(kinds)))


def _settled(subject_id: UUID, now: datetime) -> Update:
    about = (NotificationRow.subject_id == subject_id, NotificationRow.read_at.is_(None))
    done = update(NotificationRow).where(*about).values(read_at=now)
    return done.execution_options(synchronize_session=False)


_TOLD = {
    "tenant_id": bindparam("council_id", type_=Uuid()),
    "id": func.unnest(bindparam("ids", type_=ARRAY(Uuid()))),
    "staff_id": func.unnest(bindparam("staff_ids", type_=ARRAY(Uuid()))),
    "fact_id": bindparam("fact_id", type_=Uuid()),
    "kind": bindparam("kind", type_=Text()),
    "subject_kind": bindparam("subject_kind", type_=Text()),
    "subject_id": bindparam("subject_id", type_=Uuid()),
    "reference": bindparam("reference", type_=Text()),
    "occurred_at": bindparam("occurred_at", type_=DateTime(timezone=True)),
    "by_cover": bindparam("by_cover", type_=Boolean()),
}
TELL = (
    insert(cast("Table", NotificationRow.__table__))
    .from_select(list(_TOLD), select(*_TOLD.values()), include_defaults=False)
    .on_conflict_do_nothing(index_elements=["tenant_id", "fact_id", "staff_id"])
)
"""One statement, however many are told; whoever was told of this fact before is left alone."""


def told(council_id: UUID, what: Notification, ids: Sequence[UUID], staff_ids: Sequence[UUID]) -> dict[str, object]:
    """What `TELL` takes: `ids` are the new rows', one for each of `staff_ids`."""
    return {
        "council_id": council_id,
        "ids": ids,
        "staff_ids": staff_ids,
        "fact_id": what.fact_id,
        "kind": what.kind.value,
        "subject_kind": what.subject.kind.value,
        "subject_id": what.subject.id,
        "reference": what.subject.reference or "",
        "occurred_at": what.occurred_at,
        "by_cover": what.by_cover,
    }
