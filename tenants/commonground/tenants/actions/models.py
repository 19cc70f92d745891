"""The table of actions on a context."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, READ, Isolated, Own, Verb, Visibility


class ContextAction(TenantModel):
    """One thing to do, as visible as its context. What it is stays as it was typed; who does it, by when and what came
    of it changes. `playbook` and `step` say of which step of which playbook it was made; both are empty for one of
    somebody's own."""

    __tablename__ = "context_actions"
    __table_args__ = (
        same_council("context_id", "tenants.contexts"),
        same_council("owner_id", "council.staff"),
        same_council("added_by", "council.staff"),
        same_council("ended_by", "council.staff"),
        CheckConstraint("status in ('open', 'done', 'dropped')", name="status"),
        CheckConstraint("(status = 'open') = (ended_at is null)", name="ended"),
        CheckConstraint("status <> 'dropped' or reason <> ''", name="says_why"),
        CheckConstraint("what <> ''", name="says_what"),
        CheckConstraint("(playbook = '') = (step is null)", name="of_a_step"),
        Index("ix_context_actions_context", "tenant_id", "context_id"),
        Index("ix_context_actions_owner", "tenant_id", "owner_id", "due_on", postgresql_where=text("status = 'open'")),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=READ,
        definer=(Verb.SELECT, Verb.DELETE),
        # `context_id`: they go along when their context goes into another one.
        changes={"staff": ("context_id", "owner_id", "due_on", "status", "reason", "ended_by", "ended_at", "version")},
        own=Own("added_by"),
    )

    context_id: Mapped[UUID]
    what: Mapped[str]
    owner_id: Mapped[UUID]
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(default="open", server_default="open")
    reason: Mapped[str] = mapped_column(default="", server_default="")
    playbook: Mapped[str] = mapped_column(default="", server_default="")
    step: Mapped[int | None]
    added_by: Mapped[UUID]
    added_at: Mapped[datetime]
    ended_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
