"""Tables of support access. Isolated: both are the council's, and the operator reads none of them.

Rows come and change through the functions of `database/sql/059_support.sql` alone: what could be put in as a plain row
could open a grant again that the council had ended."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, NONE, READ, Isolated, Visibility


class SupportGrant(TenantModel):
    """One person who runs the platform is let in until a moment. `operator_id` is their account; their name is kept as
    it was."""

    __tablename__ = "support_grants"
    __table_args__ = (
        same_council("granted_by", "council.staff"),
        same_council("ended_by", "council.staff"),
        CheckConstraint("reason <> ''", name="says_why"),
        CheckConstraint("until_at between granted_at and granted_at + interval '7 days'", name="lasts"),
        CheckConstraint("ended_at is null or ended_by is not null", name="ended_by_somebody"),
        Index("ix_support_grants_operator", "operator_id", "until_at"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ, jobs=NONE, definer=KEEP, changes={"definer": ("ended_at", "ended_by")}
    )

    operator_id: Mapped[UUID]
    operator_name: Mapped[str]
    reason: Mapped[str]
    granted_by: Mapped[UUID]
    granted_at: Mapped[datetime]
    until_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]


class SupportUse(TenantModel):
    """They went in once, in one session, for a reason. What they opened stands in the audit record."""

    __tablename__ = "support_uses"
    __table_args__ = (
        same_council("grant_id", "council.support_grants"),
        CheckConstraint("why <> ''", name="says_why"),
        Index("ix_support_uses_session", "session_id"),
        Index("ix_support_uses_grant", "tenant_id", "grant_id"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ, jobs=NONE, definer=KEEP, changes={"definer": ("left_at",)})

    grant_id: Mapped[UUID]
    session_id: Mapped[UUID]
    why: Mapped[str]
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
