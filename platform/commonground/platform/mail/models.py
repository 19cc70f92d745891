"""Mails to be sent, sent, and not to be sent after all: one for each fact that somebody is told.

Kind, reference and times stand in the notification that a mail is about; here stands what became of it. There is no
column for text or for an address: the text is made of the kind, and the address is the person's when it is sent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import SystemModel, TenantModel, same_council
from commonground.platform.database.visibility import KEEP, READ, Isolated, System, Verb, Visibility


class MailState(StrEnum):
    """What became of a mail."""

    QUEUED = "queued"
    """To be sent once `due_at` has come."""
    FOR_DIGEST = "for_digest"
    """A line of the next digest."""
    IN_DIGEST = "in_digest"
    """A line of the digest `digest_id`."""
    SENT = "sent"
    """The mail server has taken it."""
    REFUSED = "refused"
    """The server will not have it (5xx)."""
    GAVE_UP = "gave_up"
    """The server said “later” (4xx) for too long."""
    SET_ASIDE = "set_aside"
    """We could not make it, again and again."""
    NO_ADDRESS = "no_address"
    """The person has none: of an urgent notice from the beginning, of any other since it was queued."""
    READ = "read"
    """What it would have said was read, or is done: what asked for it is answered."""
    TOO_LATE = "too_late"
    """It says “today”, and that day is over."""
    NOT_SENT = "not_sent"
    """The person has left, or may no longer open the record; a digest had nothing left to say."""


DEAD: Final = (MailState.REFUSED, MailState.GAVE_UP, MailState.SET_ASIDE, MailState.NO_ADDRESS)
"""What nobody received and somebody has to look into."""

_QUEUED = text("state = 'queued'")
_DEAD = text(f"state in ({', '.join(repr(state.value) for state in DEAD)})")
_SETTLED = ("state", "due_at", "attempts", "claims", "answer", "settled_at")


class MailRow(TenantModel):
    """`(fact_id, staff_id)` is the effect's key. `message` is the Message-ID: mails whose text is the same for all
    share one. `notification_id` is empty for a digest. `lease`: the batch that a sender holds it in, until `due_at`.

    `claims` counts batches that ended in nothing, `attempts` answers of “later”."""

    __tablename__ = "mails"
    __table_args__ = (
        same_council("staff_id", "council.staff"),
        same_council("notification_id", "council.notifications", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "fact_id", "staff_id"),
        CheckConstraint(f"state in ({', '.join(repr(state.value) for state in MailState)})", name="state"),
        Index("ix_mails_due", "urgent", "tenant_id", "due_at", "id", postgresql_where=_QUEUED),
        Index("ix_mails_message", "tenant_id", "message", postgresql_where=_QUEUED),
        Index("ix_mails_waiting", "queued_at", postgresql_where=_QUEUED),
        Index("ix_mails_lease", "lease", postgresql_where=text("lease is not null")),
        Index("ix_mails_of", "tenant_id", "staff_id", "id"),
        Index("ix_mails_for_digest", "tenant_id", "staff_id", postgresql_where=text("state = 'for_digest'")),
        Index("ix_mails_digest", "tenant_id", "digest_id", postgresql_where=text("digest_id is not null")),
        Index("ix_mails_notification", "tenant_id", "notification_id"),
        Index("ix_mails_dead", "tenant_id", "id", postgresql_where=_DEAD),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=(Verb.SELECT, Verb.UPDATE),
        jobs=KEEP,
        definer=(Verb.SELECT, Verb.UPDATE, Verb.DELETE),
        changes={
            "staff": (*_SETTLED, "queued_at", "reported_at"),
            "jobs": (*_SETTLED, "digest_id", "reported_at"),
            "definer": ("lease", "due_at", "claims"),
        },
    )

    staff_id: Mapped[UUID]
    fact_id: Mapped[UUID]
    notification_id: Mapped[UUID | None]
    message: Mapped[UUID]
    digest_id: Mapped[UUID | None]
    urgent: Mapped[bool]
    state: Mapped[str]
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claims: Mapped[int] = mapped_column(default=0, server_default="0")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    lease: Mapped[UUID | None]
    answer: Mapped[int | None]
    settled_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    """When the council's administrators were told that it had not arrived."""


class MailTurn(SystemModel):
    """When a council last had its turn with the senders, for urgent mails and for the others."""

    __tablename__ = "mail_turns"
    __table_args__ = (PrimaryKeyConstraint("tenant_id", "urgent"), {"schema": "system"})
    visibility: ClassVar[Visibility] = System(
        definer=(*READ, Verb.INSERT, Verb.UPDATE), changes={"definer": ("taken_at",)}
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("commons.councils.id"))
    urgent: Mapped[bool]
    taken_at: Mapped[datetime]
