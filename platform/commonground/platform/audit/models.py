"""The council's trail: who, what, when, why, from where; never the content."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from commonground.platform.access.actions import Action
from commonground.platform.database.base import TenantModel
from commonground.platform.database.visibility import ADD, READ_ADD, Isolated, Own, PublicArm, Verb, Visibility

_TOLD: Final = {"action": (Action.REPORT_WORRY.value,), "subject_kind": ("referral",)}

_DONE: Final = ("at", "action", "subject_kind", "subject_id", "reference", "why", "address", "request_id")


class AuditEntry(TenantModel):
    """One thing done. The web and the workers add; nobody changes or deletes; the council reads through a function."""

    __tablename__ = "entries"
    __table_args__ = (
        Index("ix_entries_at", "tenant_id", "at", "id"),
        Index("ix_entries_reference", "tenant_id", "reference", "at"),
        Index("ix_entries_staff", "tenant_id", "staff_id", "at"),
        {"schema": "audit"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=ADD,
        jobs=ADD,
        public=(
            # What a resident does is one action on one referral, and from nowhere: whoever reports may stay unknown.
            PublicArm(
                "sending", Verb.INSERT, opened="subject_id", about="reference", fills=("at", "request_id"), only=_TOLD
            ),
            # Whoever works for a partner leaves entries like staff, in their own name and of their own session.
            PublicArm("partner", Verb.INSERT, opened="staff_id", about="session_id", fills=_DONE),
            PublicArm("report", Verb.INSERT, about="subject_id", fills=("at", "request_id"), only=_TOLD),
        ),
        # What an operator of the platform does to a council stands in that council's trail, and is put there for them.
        definer=READ_ADD,
        own=Own("staff_id", session="session_id"),
    )

    at: Mapped[datetime]
    staff_id: Mapped[UUID | None]
    action: Mapped[str]
    subject_kind: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    reference: Mapped[str | None]
    why: Mapped[str | None]
    address: Mapped[str | None]
    request_id: Mapped[str | None]
    session_id: Mapped[UUID | None]
