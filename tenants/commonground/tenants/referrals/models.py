"""Tables of referrals. The reporter's own words stand in `tenants.reports`; here stands what the council decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Index,
    Interval,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import Base, TenantModel, same_council
from commonground.platform.database.visibility import (
    ALL,
    KEEP,
    NONE,
    READ_ADD,
    Isolated,
    Own,
    PublicArm,
    Value,
    Verb,
    Visibility,
)

_OPEN = text("state in ('new', 'screening', 'waiting', 'needs_lead', 'escalated')")

# As the tracker sorts what is over (`tracker_queries`); line by line as the server gives it back, which is what a
# migration is compared with.
_OVER: Final = text("state not in ('new', 'screening', 'waiting', 'needs_lead', 'escalated')")
_ENDED: Final = text(
    """(
case
    when attention is not null then 'infinity'::timestamp with time zone
    when state = 'withdrawn' then changed_at
    when decided_at is null then '-infinity'::timestamp with time zone
    else decided_at
end)"""
)


# What a column that the public may not fill holds, where it can't be NULL.
_UNTOUCHED: Final[Mapping[str, tuple[Value, ...]]] = {
    "restricted": (False,),
    "follows_context": (False,),
    "paused_for": (timedelta(),),
    "asked_whom": ("",),
    "rationale": ("",),
    "response": ("",),
    "no_reply_words": ("",),
    "version": (1,),
}


class ReferralRow(TenantModel):
    """A worry about a context, from arrival to answer. `title` is masked: it may stand in the tracker."""

    __tablename__ = "referrals"
    __table_args__ = (
        same_council("team_id", "council.teams"),
        same_council("received_team_id", "council.teams"),
        same_council("decided_team_id", "council.teams"),
        same_council("lead_id", "council.staff"),
        same_council("decided_by", "council.staff"),
        same_council("context_id", "tenants.contexts"),
        UniqueConstraint("tenant_id", "reference"),
        CheckConstraint(
            "state in ('new', 'screening', 'waiting', 'needs_lead', 'escalated', 'decided', 'withdrawn')", name="state"
        ),
        CheckConstraint(
            "state <> 'decided' or (outcome is not null and rationale <> ''"
            " and (decided_by is not null or route = 'tracker'))",
            name="decided_says_why",
        ),
        CheckConstraint("(state = 'waiting') = (paused_at is not null)", name="paused_while_waiting"),
        Index("ix_referrals_due", "tenant_id", "decision_due_at", "id", postgresql_where=_OPEN),
        Index("ix_referrals_over", "tenant_id", _ENDED, "id", postgresql_where=_OVER),
        Index("ix_referrals_received", "tenant_id", "received_at", "id"),
        Index("ix_referrals_context", "tenant_id", "context_id", "received_at"),
        Index("ix_referrals_lead", "tenant_id", "lead_id"),
        Index("ix_referrals_team", "tenant_id", "team_id"),
        Index("ix_referrals_restricted", "tenant_id", "id", postgresql_where=text("restricted")),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=(Verb.SELECT, Verb.UPDATE),
        public=(
            PublicArm(
                "sending",
                Verb.INSERT,
                opened="id",
                about="reference",
                fills=("title", "harms", "children", "received_at", "decision_due_at", "team_id", "changed_at"),
                only={
                    "state": ("new",),
                    "route": ("public", "young_person"),
                    "source": ("public", "anonymous", "young_person", "individual_family"),
                    "subject_kind": (None, "place", "group", "school", "online"),
                    "attention": (None, "danger"),
                    **_UNTOUCHED,
                },
                condition="team_id = (select identity.front_door())",
            ),
        ),
        definer=ALL,  # a partner's is put in by a function (`046_referred.sql`)
        # What the reporter's news and withdrawal move; whose it is, and what was decided, is for staff alone.
        changes={
            "jobs": (
                "state",
                "attention",
                "decision_due_at",
                "paused_at",
                "paused_for",
                "asked",
                "asked_whom",
                "changed_at",
                "version",
                "withdrawal_asked_at",
            ),
            "definer": ("version", "changed_at"),
        },
    )

    reference: Mapped[str]
    route: Mapped[str]
    source: Mapped[str]
    subject_kind: Mapped[str | None]
    title: Mapped[str]
    harms: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    children: Mapped[str | None]
    state: Mapped[str]
    restricted: Mapped[bool] = mapped_column(default=False)
    follows_context: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It is restricted with its context and has that one's circle; else one of its own."""
    received_at: Mapped[datetime]
    decision_due_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    paused_for: Mapped[timedelta] = mapped_column(Interval, default=timedelta())
    asked: Mapped[str | None]
    asked_whom: Mapped[str] = mapped_column(default="")
    attention: Mapped[str | None]
    withdrawal_asked_at: Mapped[datetime | None]
    team_id: Mapped[UUID]
    received_team_id: Mapped[UUID | None]
    """To which team it came; empty: to the one that has it (`moving.go_to_team`)."""
    decided_team_id: Mapped[UUID | None]
    """In which team it was decided; empty: in the one that has it, if it is decided."""
    lead_id: Mapped[UUID | None]
    context_id: Mapped[UUID | None]
    outcome: Mapped[str | None]
    rationale: Mapped[str] = mapped_column(default="")
    frequency: Mapped[str | None]
    severity: Mapped[str | None]
    trajectory: Mapped[str | None]
    guardianship: Mapped[str | None]
    level: Mapped[str | None]
    response: Mapped[str] = mapped_column(default="", server_default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    pathway_kind: Mapped[str | None]
    pathway_version: Mapped[int | None]
    """Under which pathways it was decided; version 0 are those that we suggest."""
    no_reply_reason: Mapped[str | None]
    no_reply_words: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ReferralEvent(TenantModel):
    """One line of what happened to it so far; never changed, and taken out only with its referral."""

    __tablename__ = "referral_events"
    __table_args__ = (
        same_council("referral_id", "tenants.referrals"),
        same_council("staff_id", "council.staff"),
        Index("ix_referral_events_referral", "tenant_id", "referral_id", "at"),
        Index("ix_referral_events_at", "tenant_id", "at"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ_ADD,
        jobs=READ_ADD,
        public=(
            PublicArm(
                "sending",
                Verb.INSERT,
                opened="referral_id",
                fills=("at",),
                only={"verb": ("receive",), "to_state": ("new",), "words": ("",)},
            ),
        ),
        definer=(Verb.SELECT, Verb.INSERT, Verb.DELETE),
    )

    referral_id: Mapped[UUID]
    at: Mapped[datetime]
    staff_id: Mapped[UUID | None]
    verb: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    asked_whom: Mapped[str | None]
    """Whom the clock waits for from this line on, as people say it: “the school”."""


class ReferralLook(Base):
    """When somebody looked at a referral last, so that they see what changed since, and when they last had it open, so
    that others see that they are at it. It goes with the referral."""

    __tablename__ = "referral_looks"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "staff_id", "referral_id"),
        same_council("staff_id", "council.staff"),
        same_council("referral_id", "tenants.referrals", ondelete="CASCADE"),
        Index("ix_referral_looks_referral", "tenant_id", "referral_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP, jobs=NONE, changes={"staff": ("at", "opened_at")}, own=Own("staff_id")
    )  # fmt: skip  # nobody looks in another's name

    tenant_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    referral_id: Mapped[UUID]
    at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
