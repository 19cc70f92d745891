"""Accounts, credentials, sessions, memberships. Nobody reads these directly: see `database/sql/020…` and `030…`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Interval,
    LargeBinary,
    PrimaryKeyConstraint,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.access.roles import PLATFORM_ROLES
from commonground.platform.database.base import IdentityModel
from commonground.platform.database.visibility import ADD, KEEP, READ, READ_ADD, Identity, Verb, Visibility

_COUNCIL = "commons.councils.id"


class PassKey(IdentityModel):
    """The key that signs passes, as HMAC's two pads. One row; only the definer functions' owner can read it."""

    __tablename__ = "pass_keys"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"schema": "identity"})
    visibility: ClassVar[Visibility] = Identity(definer=READ)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, server_default="1")
    inner_pad: Mapped[bytes] = mapped_column(LargeBinary)
    outer_pad: Mapped[bytes] = mapped_column(LargeBinary)


class Account(IdentityModel):
    __tablename__ = "accounts"
    visibility: ClassVar[Visibility] = Identity(definer=ADD)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Provider(IdentityModel):
    """One OpenID provider of one council. `council_id` is empty for the provider of the platform's own people.

    One that was taken away has `ended_at` and no secret. Its row stays for its credentials: whoever comes back by the
    same provider is who they were."""

    __tablename__ = "providers"
    visibility: ClassVar[Visibility] = Identity(definer=KEEP)

    slug: Mapped[str] = mapped_column(primary_key=True)
    council_id: Mapped[UUID | None] = mapped_column(ForeignKey(_COUNCIL))
    issuer: Mapped[str]
    client_id: Mapped[str]
    client_secret: Mapped[str]
    ended_at: Mapped[datetime | None]


class GroupRole(IdentityModel):
    """What a group of the council's provider gives here: a role, a team, or both."""

    __tablename__ = "group_roles"
    __table_args__ = (
        UniqueConstraint("council_id", "provider_group", "role", "team_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("role is not null or team_id is not null", name="gives_something"),
        {"schema": "identity"},
    )
    visibility: ClassVar[Visibility] = Identity(definer=(Verb.SELECT, Verb.INSERT, Verb.DELETE))

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    council_id: Mapped[UUID] = mapped_column(ForeignKey(_COUNCIL))
    provider_group: Mapped[str]
    role: Mapped[str | None]
    team_id: Mapped[UUID | None]


class Credential(IdentityModel):
    """Who signed in is (council, issuer, subject), never an e-mail address."""

    __tablename__ = "credentials"
    __table_args__ = (PrimaryKeyConstraint("slug", "issuer", "subject"), {"schema": "identity"})
    visibility: ClassVar[Visibility] = Identity(definer=READ_ADD)

    slug: Mapped[str] = mapped_column(ForeignKey("identity.providers.slug"))
    issuer: Mapped[str]
    subject: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("identity.accounts.id"), index=True)


class Membership(IdentityModel):
    """An account acts for a council as one member of its staff."""

    __tablename__ = "memberships"
    __table_args__ = (
        PrimaryKeyConstraint("account_id", "council_id"),
        Index("ix_memberships_council_id", "council_id", "staff_id"),
        {"schema": "identity"},
    )
    visibility: ClassVar[Visibility] = Identity(definer=KEEP)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("identity.accounts.id"))
    council_id: Mapped[UUID] = mapped_column(ForeignKey(_COUNCIL))
    staff_id: Mapped[UUID]
    since: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]


class Operator(IdentityModel):
    """One of the platform's own people: runs it, or looks after what councils share. No path to any council's cases."""

    __tablename__ = "operators"
    __table_args__ = (
        CheckConstraint(f"role in ({', '.join(repr(role.value) for role in PLATFORM_ROLES)})", name="role"),
        {"schema": "identity"},
    )
    visibility: ClassVar[Visibility] = Identity(definer=READ)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("identity.accounts.id"), primary_key=True)
    display_name: Mapped[str]
    role: Mapped[str] = mapped_column(server_default="platform_operator")
    ended_at: Mapped[datetime | None]


class Session(IdentityModel):
    """A signed-in browser. Only the token's hash is kept; a new token comes with each sign-in."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_sessions_account_id", "account_id"),
        {"schema": "identity"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("identity.accounts.id"))
    council_id: Mapped[UUID | None] = mapped_column(ForeignKey(_COUNCIL))
    agent: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    idle_limit: Mapped[timedelta] = mapped_column(Interval, server_default=text("interval '30 minutes'"))
    expires_at: Mapped[datetime] = mapped_column(server_default=text("now() + interval '12 hours'"))
    ended_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    """When its person last showed that it is still they: step-up, `access/confirming.py`. At its beginning only where
    a first administrator has set the authenticator up in it."""


class SignIn(IdentityModel):
    """A sign-in under way: taken out when it comes back, so that a state and its code work once."""

    __tablename__ = "sign_ins"

    browser_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    slug: Mapped[str]
    state_hash: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[str]
    verifier: Mapped[str]
    return_to: Mapped[str]
    confirms: Mapped[UUID | None]
    """The session that asks its person to show that it is still they. Empty for a sign-in."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ThrottleLimit(IdentityModel):
    """How often, and counted by which role. Written by each migration from `platform/throttle.py`."""

    __tablename__ = "throttle_limits"
    visibility: ClassVar[Visibility] = Identity(definer=READ)

    bucket: Mapped[str] = mapped_column(primary_key=True)
    allowed: Mapped[int]
    within: Mapped[timedelta] = mapped_column(Interval)
    counted_by: Mapped[str]


class Throttle(IdentityModel):
    """Attempts in the running window, by hashed key. Those of windows that are over are swept away."""

    __tablename__ = "throttles"
    __table_args__ = (PrimaryKeyConstraint("bucket", "key_hash"), {"schema": "identity"})

    bucket: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary)
    window_start: Mapped[datetime]
    attempts: Mapped[int]
