"""Tables of what leaves the platform: who it is for and how it is fetched, and each step of that."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, READ, READ_ADD, Isolated, Verb, Visibility

_DEFINER_CHANGES = (
    "token_hash", "code_salt", "code_hash", "wrong", "locked_at", "sent_at", "opened_at", "opened_by", "view_hash",
    "closes_at", "withdrawn_at", "person", "job", "email", "phone",
)  # fmt: skip  # column names


class OutsideReceiver(TenantModel):
    """Who fetches one disclosure, and with what. Neither the address nor the code is kept, only their hashes; staff
    write who it is, and functions alone the rest (`database/sql/072_outside.sql`)."""

    __tablename__ = "outside_receivers"
    __table_args__ = (
        same_council("disclosure_id", "tenants.disclosures"),
        UniqueConstraint("tenant_id", "disclosure_id"),
        CheckConstraint("lang in ('en', 'cy')", name="lang"),
        CheckConstraint("wrong between 0 and 5", name="wrong"),
        CheckConstraint("(opened_at is null) = (closes_at is null)", name="opened"),
        Index("ix_outside_receivers_token", "token_hash"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=READ,
        definer=(Verb.SELECT, Verb.UPDATE),
        changes={"staff": ("person", "job", "email", "phone", "lang"), "definer": _DEFINER_CHANGES},
    )

    disclosure_id: Mapped[UUID]
    person: Mapped[str] = mapped_column(default="", server_default="")
    job: Mapped[str] = mapped_column(default="", server_default="")
    email: Mapped[str] = mapped_column(default="", server_default="")
    phone: Mapped[str] = mapped_column(default="", server_default="")
    """Where they are rung and told the code: a second channel, beside the address that goes by e-mail."""
    lang: Mapped[str]
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    """Wrong codes so far; at the fifth it is locked."""
    locked_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[str] = mapped_column(default="", server_default="")
    """The name that they typed."""
    view_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of what the browser keeps that opened it: nobody else reads it in the minutes that it stands open."""
    closes_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class OutsideStep(TenantModel):
    """One line of what happened to it, in its receipts too."""

    __tablename__ = "outside_steps"
    __table_args__ = (
        same_council("disclosure_id", "tenants.disclosures"),
        UniqueConstraint("tenant_id", "disclosure_id", "no"),
        CheckConstraint("side in ('sender', 'receiver', 'clock')", name="side"),
        CheckConstraint("verb in ('send', 'renew', 'lock', 'open', 'withdraw', 'expire')", name="verb"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ,
        jobs=READ,
        definer=(*READ_ADD, Verb.UPDATE),
        changes={"definer": ("words",)},
    )

    disclosure_id: Mapped[UUID]
    no: Mapped[int]
    at: Mapped[datetime]
    side: Mapped[str]
    verb: Mapped[str]
    to_state: Mapped[str]
    by_name: Mapped[str] = mapped_column(default="", server_default="")
    words: Mapped[str] = mapped_column(default="", server_default="")
