"""The table of warning flags. What they stand on is named by kind and id, as people on restricted records are, so that
other records can carry them too."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, READ, Isolated, Verb, Visibility


class WarningFlag(TenantModel):
    """One flag. What it says and why stays as it was typed; reviewing it moves its end, and taking it off ends it.

    A day more than the ninety: it lasts to the end of its last day, and a clock may be put back in between."""

    __tablename__ = "warning_flags"
    __table_args__ = (
        same_council("raised_by", "council.staff"),
        same_council("reviewed_by", "council.staff"),
        same_council("ended_by", "council.staff"),
        CheckConstraint("record_kind in ('referral', 'context')", name="record_kind"),
        CheckConstraint(
            "kind in ('lone_visits', 'dangerous_dog', 'threats_to_staff', 'do_not_share', 'police_operation',"
            " 'staff_relative')",
            name="kind",
        ),
        CheckConstraint("told in ('told', 'not_told', 'nobody_in_particular')", name="told"),
        CheckConstraint("reason <> '' and evidence <> '' and fairness <> ''", name="says_why"),
        CheckConstraint("expires_at <= coalesce(reviewed_at, raised_at) + interval '91 days 1 hour'", name="expires"),
        Index("ix_warning_flags_record", "tenant_id", "record_id"),
        Index("ix_warning_flags_expires", "tenant_id", "expires_at", postgresql_where=text("ended_at is null")),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=READ,
        definer=(Verb.SELECT, Verb.DELETE),
        changes={
            "staff": (
                # Goes along when its context goes into another one.
                "record_id",
                "expires_at",
                "reviewed_at",
                "reviewed_by",
                "review_words",
                "ended_at",
                "ended_by",
                "end_words",
            )
        },
    )

    record_kind: Mapped[str]
    record_id: Mapped[UUID]
    kind: Mapped[str]
    about: Mapped[str] = mapped_column(default="", server_default="")
    reason: Mapped[str]
    evidence: Mapped[str]
    told: Mapped[str]
    fairness: Mapped[str]
    contested: Mapped[str] = mapped_column(default="", server_default="")
    raised_at: Mapped[datetime]
    raised_by: Mapped[UUID]
    expires_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    review_words: Mapped[str] = mapped_column(default="", server_default="")
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    end_words: Mapped[str] = mapped_column(default="", server_default="")
