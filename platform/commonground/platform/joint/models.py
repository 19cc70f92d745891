"""Tables of joint concerns. Their councils read them; `database/sql/069_joint.sql` alone writes them, and says itself
who does it. `councils` of each row: who may see it, its owner always among them.

No column holds a name on purpose but those of coordinators; nothing points at a row of one council's own."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import SharedModel
from commonground.platform.database.visibility import KEEP, Between, Visibility

_KINDS = "kind in ('peer_group', 'place', 'school', 'online')"
_AREA = r"area is null or area ~ '^[0-9a-f]{15}$'"
_HARMS = r"array_to_string(harms, ' ') ~ '^[a-z0-9_ -]*$'"


class JointConcern(SharedModel):
    """One peer group, place, school or online space of several councils."""

    __tablename__ = "joint_concerns"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint(_KINDS, name="kind"),
        CheckConstraint(_AREA, name="area"),
        CheckConstraint(_HARMS, name="codes"),
        CheckConstraint("outcome in ('safer', 'same', 'moved_on', 'handed_over')", name="outcome"),
        Index("ix_joint_concerns_lead", "lead_id"),
        {"schema": "crossing"},
    )
    visibility: ClassVar[Visibility] = Between(parties=("lead_id",), among="councils", definer=KEEP)

    lead_id: Mapped[UUID]
    councils: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """Those that have joined."""
    reference: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    harms: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    area: Mapped[str | None]
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    outcome_words: Mapped[str] = mapped_column(default="", server_default="")
    lessons: Mapped[str] = mapped_column(default="", server_default="")
    proposed_lead_id: Mapped[UUID | None]
    proposed_by_id: Mapped[UUID | None]


class JointParty(SharedModel):
    """A council's own side. What it is told before it joins stands here, and nowhere else: codes, an area, and who
    asks."""

    __tablename__ = "joint_parties"
    __table_args__ = (
        CheckConstraint(_KINDS, name="kind"),
        CheckConstraint(_AREA, name="area"),
        CheckConstraint(_HARMS, name="codes"),
        CheckConstraint("state in ('invited', 'joined', 'declined', 'taken_back', 'left')", name="state"),
        Index(
            "ux_joint_parties_live",
            "concern_id",
            "council_id",
            unique=True,
            postgresql_where=text("state in ('invited', 'joined')"),
        ),
        Index("ix_joint_parties_council", "council_id"),
        {"schema": "crossing"},
    )
    visibility: ClassVar[Visibility] = Between(parties=("council_id",), among="councils", definer=KEEP)

    council_id: Mapped[UUID]
    councils: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    concern_id: Mapped[UUID] = mapped_column(ForeignKey("crossing.joint_concerns.id"))
    reference: Mapped[str]
    kind: Mapped[str]
    harms: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    area: Mapped[str | None]
    state: Mapped[str]
    invited_by: Mapped[UUID | None]
    """None for the council that began it."""
    agreement_id: Mapped[UUID | None]
    """None where it was asked for a reason of its own, which stands in the history."""
    coordinator: Mapped[str] = mapped_column(default="", server_default="")
    keep_days: Mapped[int]
    invited_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]


class JointGuest(SharedModel):
    """That one of the councils has let a partner organisation in. Who that is there, only that council knows
    (`tenants.joint_partners`, under the same id)."""

    __tablename__ = "joint_guests"
    __table_args__ = (
        Index("ix_joint_guests_concern", "concern_id"),
        {"schema": "crossing"},
    )
    visibility: ClassVar[Visibility] = Between(parties=("council_id",), among="councils", definer=KEEP)

    council_id: Mapped[UUID]
    councils: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    concern_id: Mapped[UUID] = mapped_column(ForeignKey("crossing.joint_concerns.id"))
    label: Mapped[str]
    since: Mapped[datetime]
    until_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Contribution(SharedModel):
    """One part of it: its council's own, seen by `councils` and by these `guests`. Taken back, no word of it is left,
    but its kind, its day and the hash of what it said.

    A document may have a file: the bytes lie in its council's own place, under an id that nothing else names."""

    __tablename__ = "contributions"
    __table_args__ = (
        CheckConstraint(
            "kind in ('text', 'place', 'time_pattern', 'harm', 'weighting', 'count', 'document', 'action', 'meeting',"
            " 'minutes', 'message')",
            name="kind",
        ),
        CheckConstraint("state in ('stands', 'withdrawn', 'expired', 'left')", name="state"),
        CheckConstraint(r"array_to_string(codes, ' ') ~ '^[a-z0-9_: -]*$'", name="codes"),
        CheckConstraint(
            "state = 'stands' or (words = '' and codes = '{}' and doer = '' and came_of = '')", name="gone"
        ),
        CheckConstraint("file_kind in ('jpeg', 'png', 'pdf', 'docx', 'xlsx', 'odt', 'txt')", name="file_kind"),
        CheckConstraint(
            "case when state = 'stands' and file_digest is not null"
            " then kind = 'document' and num_nonnulls(file_object_id, file_kind, file_size) = 3"
            " else num_nonnulls(file_object_id, file_kind, file_size) = 0 end",
            name="file",
        ),
        UniqueConstraint("council_id", "file_object_id"),
        Index("ix_contributions_concern", "concern_id", "at"),
        Index("ix_contributions_kept", "council_id", "keep_until", postgresql_where=text("state = 'stands'")),
        {"schema": "crossing"},
    )
    visibility: ClassVar[Visibility] = Between(parties=("council_id",), among="councils", definer=KEEP)

    council_id: Mapped[UUID]
    councils: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    concern_id: Mapped[UUID] = mapped_column(ForeignKey("crossing.joint_concerns.id"))
    guests: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    guest_id: Mapped[UUID | None] = mapped_column(ForeignKey("crossing.joint_guests.id"))
    """Which partner wrote it, where one did: it is the inviting council's own all the same."""
    kind: Mapped[str]
    words: Mapped[str]
    codes: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    about_id: Mapped[UUID | None] = mapped_column(ForeignKey("crossing.contributions.id"))
    due_on: Mapped[date | None]
    doer_id: Mapped[UUID | None]
    doer: Mapped[str] = mapped_column(default="", server_default="")
    """Which organisation does it, where that is not the council itself."""
    done_at: Mapped[datetime | None]
    came_of: Mapped[str] = mapped_column(default="", server_default="")
    by_name: Mapped[str]
    at: Mapped[datetime]
    keep_until: Mapped[date]
    file_object_id: Mapped[UUID | None]
    file_kind: Mapped[str | None]
    file_size: Mapped[int | None] = mapped_column(BigInteger)
    file_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The one thing of a file that is left when it is gone."""
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str]
    over_at: Mapped[datetime | None]
    over_words: Mapped[str] = mapped_column(default="", server_default="")


class JointStep(SharedModel):
    """A line of its history. Of a part, whoever sees the part sees its lines, and nobody else: lines have no number, so
    that none is missed."""

    __tablename__ = "joint_steps"
    __table_args__ = (
        Index("ix_joint_steps_concern", "concern_id", "at"),
        {"schema": "crossing"},
    )
    visibility: ClassVar[Visibility] = Between(
        parties=("council_id",), among="councils", definer=KEEP, changes={"definer": ("councils",)}
    )

    council_id: Mapped[UUID]
    councils: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    concern_id: Mapped[UUID] = mapped_column(ForeignKey("crossing.joint_concerns.id"))
    part_id: Mapped[UUID | None] = mapped_column(ForeignKey("crossing.contributions.id"))
    at: Mapped[datetime]
    verb: Mapped[str]
    by_name: Mapped[str]
    words: Mapped[str]
