"""Facts that committed with a change, waiting for the relay. Ids only: the broker is a doorbell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Interval, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import SystemModel
from commonground.platform.database.visibility import ADD, KEEP, READ, PublicArm, System, Value, Verb, Visibility
from commonground.platform.ids import uuid7
from commonground.platform.outbox.kinds import FactKind

_OF_A_REFERRAL: Final[Mapping[str, tuple[Value, ...]]] = {"subject_kind": ("referral",), "attempts": (0,)}


class OutboxFact(SystemModel):
    """`sent_at`: handed to the broker; `done_at`: its effects are committed."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "occurred_at", "id", postgresql_where=text("done_at is null")),
        # The relay lets councils take turns: each one's oldest, and how many of its facts are with the workers.
        Index(
            "ix_outbox_unsent",
            "tenant_id",
            "occurred_at",
            "id",
            postgresql_where=text("done_at is null and sent_at is null"),
        ),
        Index(
            "ix_outbox_sent",
            "tenant_id",
            "sent_at",
            postgresql_where=text("done_at is null and sent_at is not null"),
        ),
        {"schema": "system"},
    )
    visibility: ClassVar[Visibility] = System(
        staff=ADD,
        jobs=ADD,
        public=(
            PublicArm(
                "sending",
                Verb.INSERT,
                opened="subject_id",
                fills=("occurred_at",),
                only={"kind": (FactKind.REFERRAL_RECEIVED,), **_OF_A_REFERRAL},
            ),
            PublicArm(
                "report",
                Verb.INSERT,
                about="subject_id",
                fills=("occurred_at",),
                only={"kind": (FactKind.REPORTER_ADDED_NEWS, FactKind.REPORTER_WITHDREW), **_OF_A_REFERRAL},
            ),
        ),
        relay=(Verb.SELECT, Verb.UPDATE, Verb.DELETE),
        definer=KEEP,
        changes={"relay": ("sent_at", "attempts"), "definer": ("done_at",)},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("commons.councils.id"))
    kind: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    actor_id: Mapped[UUID | None]
    occurred_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    done_at: Mapped[datetime | None]


class PeriodicJob(SystemModel):
    """What is done again and again, for each council. Written by each migration from `periodic.py`.

    `council_hour`: when a council begins or ends reading what comes in."""

    __tablename__ = "periodic"
    __table_args__ = (
        CheckConstraint("council_hour in ('opens', 'closes')", name="council_hour"),
        CheckConstraint("num_nonnulls(every, at_local, council_hour) = 1", name="one_rhythm"),
        {"schema": "system"},
    )
    visibility: ClassVar[Visibility] = System(definer=READ)

    job: Mapped[str] = mapped_column(primary_key=True)
    every: Mapped[timedelta | None] = mapped_column(Interval)
    at_local: Mapped[time | None]
    council_hour: Mapped[str | None]


class ScheduledJob(SystemModel):
    """A slot that was minted: its id is the fact's. A job falls due once at one time in one council."""

    __tablename__ = "schedule"
    __table_args__ = (UniqueConstraint("tenant_id", "job", "due_at"), {"schema": "system"})
    visibility: ClassVar[Visibility] = System(definer=(Verb.SELECT, Verb.INSERT, Verb.DELETE))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("commons.councils.id"))
    job: Mapped[str]
    due_at: Mapped[datetime]
    minted_at: Mapped[datetime]
