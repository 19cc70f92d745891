"""A council's own pathways, each version of them, and the steps that follow a decision. Isolated."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, NONE, READ_ADD, Isolated, Own, Verb, Visibility
from commonground.platform.versions import VersionModel, numbered


class OwnPathways(VersionModel):
    """Those of one type of context as they stood from `saved_at` on; only ever added to, so that it can be looked up
    under which a decision was made. The highest version counts. `pathways` is empty where ours count again."""

    __tablename__ = "pathways"
    __table_args__ = (
        same_council("saved_by", "council.staff"),
        UniqueConstraint("tenant_id", "kind", "version"),
        numbered(),
        CheckConstraint("kind in ('place', 'group', 'school', 'online')", name="kind"),
        CheckConstraint("pathways is null or jsonb_typeof(pathways) = 'object'", name="in_order"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, own=Own("saved_by"))

    kind: Mapped[str]
    pathways: Mapped[dict[str, list[dict[str, Any]]] | None] = mapped_column(JSONB(none_as_null=True))
    changed: Mapped[str]
    """What was changed then, as a code: of which outcome, and what of it."""
    saved_by: Mapped[UUID]


class ReferralStep(TenantModel):
    """One thing to do after a decision, as it stood in the pathway that was chosen; as visible as its referral.

    `action_id` is no foreign key: an action goes with its context, and the referral may stay."""

    __tablename__ = "referral_steps"
    __table_args__ = (
        same_council("referral_id", "tenants.referrals"),
        same_council("ended_by", "council.staff"),
        CheckConstraint("status in ('open', 'done', 'dropped', 'action')", name="status"),
        CheckConstraint("(status = 'open') = (ended_at is null)", name="ended"),
        CheckConstraint("(status = 'action') = (action_id is not null)", name="made_an_action"),
        CheckConstraint("origin in ('council_policy', 'suggestion')", name="origin"),
        CheckConstraint("what <> ''", name="says_what"),
        Index("ix_referral_steps_referral", "tenant_id", "referral_id"),
        Index("ix_referral_steps_due", "tenant_id", "due_at", postgresql_where=text("status = 'open'")),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=(Verb.SELECT, Verb.UPDATE),
        definer=(Verb.SELECT, Verb.DELETE),
        changes={
            "jobs": ("due_at",),  # when the council's working days change
            "staff": ("status", "words", "ended_on", "ended_by", "ended_at", "action_id", "version"),
        },
    )

    referral_id: Mapped[UUID]
    decided_at: Mapped[datetime]
    """Of which decision it is."""
    number: Mapped[int]
    what: Mapped[str]
    who: Mapped[str]
    days: Mapped[int]
    origin: Mapped[str]
    due_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(default="open", server_default="open")
    words: Mapped[str] = mapped_column(default="", server_default="")
    ended_on: Mapped[date | None]
    ended_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    action_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
