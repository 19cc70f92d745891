"""Tables of crossings: offers and their steps, which both councils read and neither writes, and each council's own
receipts. All of them are written by `database/sql/068_crossings.sql` alone, but a council's choice of area."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import SharedModel, TenantModel, same_council
from commonground.platform.database.visibility import KEEP, NONE, READ, READ_ADD, Between, Isolated, Own, Visibility

_OPEN: Final = "state in ('sent', 'acknowledged', 'queried', 'accepted', 'conference_held')"


class Offer(SharedModel):
    """One crossing, as both councils see it from the moment it is sent. It identifies nobody: every column holds a
    code, a number, a time or a council; the package stays with its sender until it is accepted.

    `responsible_id`: who is responsible. No message moves that: of what is handed over, a recorded transfer-in
    conference and the receiver's word after it."""

    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint("verb in ('inform', 'work_jointly', 'hand_over')", name="verb"),
        CheckConstraint(
            "kind in ('child_moves', 'child_placed', 'peer_group', 'border_place', 'school_pupils', 'online',"
            " 'intelligence', 'information_request')",
            name="kind",
        ),
        CheckConstraint(
            "state in ('sent', 'acknowledged', 'queried', 'accepted', 'conference_held', 'moved', 'declined',"
            " 'withdrawn', 'expired', 'closed')",
            name="state",
        ),
        CheckConstraint("urgency in ('today', 'soon', 'routine')", name="urgency"),
        CheckConstraint(r"area is null or area ~ '^8[567][0-9a-f]{13}$'", name="area"),
        CheckConstraint(r"array_to_string(harms || ages, ' ') ~ '^[a-z0-9_ -]*$'", name="codes"),
        CheckConstraint("sender_id <> receiver_id", name="two_councils"),
        Index("ix_offers_sender", "sender_id", "sent_at", "id"),
        Index("ix_offers_receiver", "receiver_id", "sent_at", "id"),
        Index("ix_offers_sender_open", "sender_id", "respond_by", postgresql_where=text(_OPEN)),
        Index("ix_offers_receiver_open", "receiver_id", "respond_by", postgresql_where=text(_OPEN)),
        Index("ix_offers_thread", "thread_id"),
        {"schema": "crossing"},
    )
    visibility: ClassVar[Visibility] = Between(parties=("sender_id", "receiver_id"), definer=KEEP)

    sender_id: Mapped[UUID]
    receiver_id: Mapped[UUID]
    reference: Mapped[str]
    thread_id: Mapped[UUID]
    verb: Mapped[str]
    kind: Mapped[str]
    urgency: Mapped[str]
    harms: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    ages: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    area: Mapped[str | None]
    names: Mapped[bool]
    """Whether the package says who they are."""
    fields: Mapped[int]
    files: Mapped[int]
    state: Mapped[str]
    responsible_id: Mapped[UUID]
    agreement_id: Mapped[UUID | None]
    last_no: Mapped[int]
    """The number of the last supplement; 1 is the package itself."""
    sent_at: Mapped[datetime]
    respond_by: Mapped[datetime]
    expires_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    complete_at: Mapped[datetime | None]
    """Since when the written information is complete: the clock of the transfer-in conference begins then."""
    conference_due_at: Mapped[datetime | None]
    conference_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
    decline_reason: Mapped[str | None]
    try_council_id: Mapped[UUID | None]
    escalated_at: Mapped[datetime | None]
    purge_asked_at: Mapped[datetime | None]
    purge_answered_at: Mapped[datetime | None]
    purged: Mapped[bool | None]
    changed_at: Mapped[datetime]


class Step(SharedModel):
    """One line of what happened to an offer, in both councils' words: who of which side did what. The sender says no
    free word before somebody has accepted."""

    __tablename__ = "steps"
    __table_args__ = (
        UniqueConstraint("offer_id", "no"),
        CheckConstraint("side in ('sender', 'receiver', 'clock')", name="side"),
        {"schema": "crossing"},
    )
    visibility: ClassVar[Visibility] = Between(parties=("sender_id", "receiver_id"), definer=READ_ADD)

    sender_id: Mapped[UUID]
    receiver_id: Mapped[UUID]
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("crossing.offers.id"))
    no: Mapped[int]
    at: Mapped[datetime]
    side: Mapped[str]
    verb: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    by_name: Mapped[str] = mapped_column(default="", server_default="")
    words: Mapped[str] = mapped_column(default="", server_default="")


class Receipt(TenantModel):
    """One side's copy of a receipt. Its `id` is the same on both sides, and so is every byte of its manifest; it stays
    when the other party has left. Signed by the process that signs the trail, within seconds."""

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "crossing_id", "no"),
        Index("ix_receipts_unsigned", "made_at", postgresql_where=text("signature is null")),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ,
        jobs=READ,
        definer=KEEP,
        changes={"definer": ("signed_at", "key_id", "key", "signature")},
    )

    crossing_id: Mapped[UUID]
    reference: Mapped[str]
    no: Mapped[int]
    what: Mapped[str]
    manifest: Mapped[str]
    """Canonical JSON (RFC 8785): what is hashed is these bytes."""
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    key_id: Mapped[str | None]
    key: Mapped[str | None]
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)


class AreaPolicy(TenantModel):
    """How roughly the council's offers say where, as somebody chose it: by how many steps of the H3 grid coarser than
    the finest that may cross. The newest counts; `area.PRECISIONS` says why there is nothing finer."""

    __tablename__ = "area_policies"
    __table_args__ = (
        same_council("chosen_by", "council.staff"),
        CheckConstraint("coarser_by between 0 and 2", name="coarser_by"),
        Index("ix_area_policies_at", "tenant_id", "chosen_at"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, own=Own("chosen_by"))

    coarser_by: Mapped[int]
    chosen_at: Mapped[datetime]
    chosen_by: Mapped[UUID]
