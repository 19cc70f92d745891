"""The table of uses of break-glass: an attempt is an attempt, so it is kept also where there is no such record."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, READ, Isolated, Verb, Visibility


class BreakGlassUse(TenantModel):
    """One use. `record_id`: the record, if there is one of this `reference`. It begins and ends by the database's
    clock; who put it in, for what and until when stays as it was."""

    __tablename__ = "break_glass_uses"
    __table_args__ = (
        same_council("staff_id", "council.staff"),
        same_council("ended_by", "council.staff"),
        same_council("reviewed_by", "council.staff"),
        CheckConstraint("ground in ('harm', 'nobody_reached', 'staff_safety', 'legal_duty')", name="ground"),
        CheckConstraint("reason <> ''", name="says_why"),
        CheckConstraint("until_at <= started_at + interval '3 hours'", name="lasts"),
        CheckConstraint("ended_at is null or ended_by is not null", name="ended_by_somebody"),
        CheckConstraint("reviewed_at is null or reviewed_by is not null", name="reviewed_by_somebody"),
        Index("ix_break_glass_uses_record", "tenant_id", "record_id"),
        Index("ix_break_glass_uses_staff", "tenant_id", "staff_id", "id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=READ,
        definer=(Verb.SELECT, Verb.UPDATE, Verb.DELETE),
        changes={
            "staff": ("ended_at", "ended_by", "reviewed_at", "reviewed_by", "review_note"),
            "definer": ("reason", "review_note"),
        },
    )

    staff_id: Mapped[UUID]
    reference: Mapped[str]
    record_id: Mapped[UUID | None]
    ground: Mapped[str]
    reason: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    until_at: Mapped[datetime] = mapped_column(server_default=text("now() + interval '3 hours'"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    review_note: Mapped[str] = mapped_column(default="", server_default="")
