"""What a person is told inside the product. There is no column for free text: a sentence comes from the kind."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, READ, READ_ADD, Isolated, Visibility
from commonground.platform.notifications.types import NotificationKind, RecordKind


def codes_of(kinds: type[StrEnum]) -> str:
    return ", ".join(f"'{kind.value}'" for kind in kinds)


class NotificationRow(TenantModel):
    """One fact told to one person, once: `(fact_id, staff_id)` is the effect's key."""

    __tablename__ = "notifications"
    __table_args__ = (
        same_council("staff_id", "council.staff"),
        UniqueConstraint("tenant_id", "fact_id", "staff_id"),
        CheckConstraint(f"kind in ({codes_of(NotificationKind)})", name="kind"),
        CheckConstraint(f"subject_kind in ({codes_of(RecordKind)})", name="subject_kind"),
        Index("ix_notifications_unread", "tenant_id", "staff_id", postgresql_where=text("read_at is null")),
        Index("ix_notifications_mine", "tenant_id", "staff_id", "id"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP, jobs=READ_ADD, definer=READ, changes={"staff": ("read_at",)}
    )

    staff_id: Mapped[UUID]
    fact_id: Mapped[UUID]
    kind: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    reference: Mapped[str]
    occurred_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
