"""What a person is told inside the product. There is no column for free text: a sentence comes from the kind."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import (
    ALL,
    KEEP,
    READ,
    Isolated,
    PublicArm,
    Verb,
    Visibility,
)
from commonground.platform.notifications.types import NotificationKind, RecordKind
from commonground.platform.notifications.ways import MOST_AT_ONCE, UNREAD_HOURS, Way

# What is shared with a partner is theirs to hear of while it is; its notices go with the invitation, however that ends.
# And what they referred, while they refer for an organisation with which the council works.
_STANDS = (
    "(subject_kind <> 'shared' or subject_id in (select s.id from tenants.shared_with_me() s))"
    " and (subject_kind <> 'referred' or exists (select from tenants.referring_as()))"
)


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
        staff=KEEP,
        jobs=KEEP,
        public=(
            PublicArm("partner", Verb.SELECT, opened="staff_id", condition=_STANDS),
            PublicArm("partner", Verb.UPDATE, opened="staff_id", fills=("read_at",)),
        ),
        definer=(Verb.SELECT, Verb.DELETE),
        changes={"staff": ("read_at",), "jobs": ("fact_id", "read_at")},
    )

    staff_id: Mapped[UUID]
    fact_id: Mapped[UUID]
    kind: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    reference: Mapped[str]
    occurred_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    by_cover: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Told because its reader covers for somebody who is away; for whom is not kept."""


class NoticeChoice(TenantModel):
    """How one person hears by e-mail of one kind of notice, where it is not as the preset of their roles has it."""

    __tablename__ = "notice_choices"
    __table_args__ = (
        same_council("staff_id", "council.staff"),
        UniqueConstraint("tenant_id", "staff_id", "kind"),
        CheckConstraint(f"way in ({codes_of(Way)})", name="way"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=ALL,
        jobs=READ,
        public=(
            PublicArm("partner", Verb.SELECT, opened="staff_id"),
            PublicArm("partner", Verb.INSERT, opened="staff_id", fills=("kind", "way")),
            PublicArm("partner", Verb.DELETE, opened="staff_id"),
        ),
    )

    staff_id: Mapped[UUID]
    kind: Mapped[str]
    way: Mapped[str]


class NoticeRules(TenantModel):
    """What the council has set for everybody: one row, or none where it keeps to our suggestion."""

    __tablename__ = "notice_rules"
    __table_args__ = (
        UniqueConstraint("tenant_id"),
        CheckConstraint("unread_hours between 1 and 40", name="unread_hours"),
        CheckConstraint("most_at_once between 0 and 50", name="most_at_once"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=KEEP, jobs=READ)

    unread_hours: Mapped[int] = mapped_column(default=UNREAD_HOURS)
    most_at_once: Mapped[int] = mapped_column(default=MOST_AT_ONCE)
