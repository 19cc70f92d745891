"""What local accounts are made of. Nobody reads these directly: see `database/sql/032…` to `034…`.

What is begun and not finished belongs to a browser and names its council by the short name that stands in the address:
the same row is never found at another council's."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import IdentityModel
from commonground.platform.database.visibility import Identity, Verb, Visibility
from commonground.platform.identity.local.letters import LetterKind

_ACCOUNT: Final = "identity.accounts.id"
# Begun, and taken out again: never changed.
_ONCE: Final = Identity(definer=(Verb.SELECT, Verb.INSERT, Verb.DELETE))


class LocalAccount(IdentityModel):
    """An account that signs in here. `email` is how it is looked up, and never who it is.

    `totp` and `totp_next` are sealed (`sealing.py`); `totp_step` is the last time step that was accepted, so that a
    code works once."""

    __tablename__ = "local_accounts"
    __table_args__ = (UniqueConstraint("email"), {"schema": "identity"})

    account_id: Mapped[UUID] = mapped_column(ForeignKey(_ACCOUNT), primary_key=True)
    email: Mapped[str]
    password_hash: Mapped[str]
    totp: Mapped[bytes] = mapped_column(LargeBinary)
    totp_step: Mapped[int] = mapped_column(server_default="0")
    totp_next: Mapped[bytes | None] = mapped_column(LargeBinary)


class RecoveryCode(IdentityModel):
    """One of ten, for whoever has lost the authenticator. Only a keyed hash is kept; each works once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (PrimaryKeyConstraint("account_id", "code_hash"), {"schema": "identity"})

    account_id: Mapped[UUID] = mapped_column(ForeignKey(_ACCOUNT))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    used_at: Mapped[datetime | None]


class Device(IdentityModel):
    """A browser from which the account has signed in before, known by a cookie that lives long."""

    __tablename__ = "devices"
    __table_args__ = (PrimaryKeyConstraint("account_id", "token_hash"), {"schema": "identity"})

    account_id: Mapped[UUID] = mapped_column(ForeignKey(_ACCOUNT))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())


class HalfSignIn(IdentityModel):
    """The password was right, the second factor is still to come. It is never a session and opens no pass."""

    __tablename__ = "half_sign_ins"
    __table_args__ = (Index("ix_half_sign_ins_account_id", "account_id"), {"schema": "identity"})

    browser_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    slug: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey(_ACCOUNT))
    invitation_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    return_to: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(server_default=func.now())
    proved_at: Mapped[datetime | None]


class Enrolment(IdentityModel):
    """Somebody accepts an invitation and has chosen a password; the authenticator is still to come."""

    __tablename__ = "enrolments"
    visibility: ClassVar[Visibility] = _ONCE

    browser_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    slug: Mapped[str]
    invitation_hash: Mapped[bytes] = mapped_column(LargeBinary)
    password_hash: Mapped[str]
    totp: Mapped[bytes] = mapped_column(LargeBinary)
    begun_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PasswordReset(IdentityModel):
    """A link to choose a new password. `account_id` is empty where nobody has the address: asking for one must write
    as much, and take as long, as for one that somebody has."""

    __tablename__ = "password_resets"
    visibility: ClassVar[Visibility] = _ONCE
    __table_args__ = (Index("ix_password_resets_account_id", "account_id"), {"schema": "identity"})

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    slug: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(_ACCOUNT))
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())


class EmailChange(IdentityModel):
    """An address that is to take the place of the account's own, once its link has been followed."""

    __tablename__ = "email_changes"
    visibility: ClassVar[Visibility] = _ONCE

    account_id: Mapped[UUID] = mapped_column(ForeignKey(_ACCOUNT), primary_key=True)
    email: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LetterRow(IdentityModel):
    """A message to somebody's own address, written in the transaction of what it is about. The address and the sealed
    token are forgotten once it has been sent. `about` is the invitation that it brings."""

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint(f"kind in ({', '.join(repr(kind.value) for kind in LetterKind)})", name="kind"),
        CheckConstraint("lang in ('en', 'cy')", name="lang"),
        Index("ix_letters_waiting", "due_at", postgresql_where=text("sent_at is null")),
        {"schema": "identity"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    slug: Mapped[str]
    address: Mapped[str | None]
    token: Mapped[bytes | None] = mapped_column(LargeBinary)
    lang: Mapped[str]
    about: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
