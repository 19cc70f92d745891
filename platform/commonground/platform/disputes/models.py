"""Tables of disputes, which both councils read and neither writes: `database/sql/071_disputes.sql` does.

Every column of a dispute holds a code, a number, a time or a council. The words of its steps were looked through for
names before they came here, and nothing points at a row of one council's own."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import SharedModel
from commonground.platform.database.visibility import KEEP, READ_ADD, Between, Visibility

_LIVE: Final = "state in ('asked', 'more_asked')"
_REASONS: Final = "reason in ('child_lives', 'harm_happens', 'placed_by', 'knew_first', 'statutory_duty', 'other')"


class Dispute(SharedModel):
    """One question of two councils: which of them leads."""

    __tablename__ = "disputes"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint("state in ('asked', 'more_asked', 'agreed', 'decided', 'withdrawn', 'closed')", name="state"),
        CheckConstraint(
            "kind in ('child_moves', 'child_placed', 'peer_group', 'border_place', 'school_pupils', 'online',"
            " 'intelligence', 'information_request')",
            name="kind",
        ),
        CheckConstraint(_REASONS, name="reason"),
        CheckConstraint(r"area is null or area ~ '^[0-9a-f]{15}$'", name="area"),
        CheckConstraint("opener_id <> other_id", name="two_councils"),
        Index("ix_disputes_opener", "opener_id", "opened_at", "id"),
        Index("ix_disputes_other", "other_id", "opened_at", "id"),
        Index("ix_disputes_waits", "waits_id", "answer_by", postgresql_where=text(_LIVE)),
        Index("ux_disputes_offer", "offer_id", unique=True, postgresql_where=text(_LIVE)),
        {"schema": "crossing"},
    )
    visibility: ClassVar[Visibility] = Between(parties=("opener_id", "other_id"), definer=KEEP)

    opener_id: Mapped[UUID]
    other_id: Mapped[UUID]
    reference: Mapped[str]
    offer_id: Mapped[UUID | None] = mapped_column(ForeignKey("crossing.offers.id"))
    """The handoff between the two that it is about; None for a place or a group at the boundary."""
    kind: Mapped[str]
    area: Mapped[str | None]
    state: Mapped[str]
    proposed_id: Mapped[UUID]
    proposed_by_id: Mapped[UUID]
    reason: Mapped[str]
    waits_id: Mapped[UUID]
    """Whose answer is awaited."""
    opener_decides_id: Mapped[UUID | None]
    """Who leads by the word of the opener's manager; `other_decides_id` likewise. Once both say the same, it is so."""
    other_decides_id: Mapped[UUID | None]
    lead_id: Mapped[UUID | None]
    opened_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    settle_by: Mapped[datetime]
    escalated_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
    """Since when nobody's answer is awaited any more."""
    changed_at: Mapped[datetime]


class DisputeLine(SharedModel):
    """One line of what happened to it: which council's people did what. None of `council_id`: the clock."""

    __tablename__ = "dispute_steps"
    __table_args__ = (
        UniqueConstraint("dispute_id", "no"),
        CheckConstraint(_REASONS, name="reason"),
        {"schema": "crossing"},
    )
    visibility: ClassVar[Visibility] = Between(parties=("opener_id", "other_id"), definer=READ_ADD)

    opener_id: Mapped[UUID]
    other_id: Mapped[UUID]
    dispute_id: Mapped[UUID] = mapped_column(ForeignKey("crossing.disputes.id"))
    no: Mapped[int]
    at: Mapped[datetime]
    council_id: Mapped[UUID | None]
    verb: Mapped[str]
    lead_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    by_name: Mapped[str] = mapped_column(default="", server_default="")
    words: Mapped[str] = mapped_column(default="", server_default="")
