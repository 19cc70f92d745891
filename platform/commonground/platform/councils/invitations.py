"""Whom a council has invited. Isolated; a link is kept as a hash, and its letter is written with the invitation."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, CheckConstraint, Index, LargeBinary, Text, func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform import audit
from commonground.platform.access import Action, Role
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.access.roles import ANSWER_FOR_ACCESS
from commonground.platform.councils.people import Staff
from commonground.platform.councils.types import check_name
from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, NONE, READ, Isolated, Visibility
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work

MOST_LISTED: Final = 200


class Invitation(TenantModel):
    """Somebody who may come to act for this council. `teams` are ids of its teams; `organisation_id` is the partner for
    which they work, if they do not work for the council. Written by definer functions alone:
    whoever could write one could let themselves in with any role."""

    __tablename__ = "invitations"
    __table_args__ = (
        same_council("invited_by", "council.staff"),
        same_council("organisation_id", "council.partner_organisations"),
        CheckConstraint("lang in ('en', 'cy')", name="lang"),
        Index("ix_invitations_token_hash", "token_hash"),
        Index("ix_invitations_invited_at", "tenant_id", "invited_at"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ,
        jobs=NONE,
        definer=KEEP,
        changes={"definer": ("token_hash", "expires_at", "accepted_at", "revoked_at")},
    )

    email: Mapped[str]
    name: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    teams: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    lang: Mapped[str]
    organisation_id: Mapped[UUID | None]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    invited_by: Mapped[UUID | None]
    invited_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Whom to invite, to act as what, in which teams."""

    name: str
    email: str
    roles: tuple[Role, ...]
    teams: tuple[UUID, ...] = ()
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as the council's list shows it."""

    id: UUID
    name: str
    email: str
    roles: tuple[str, ...]
    state: InvitationState
    invited_by: str
    invited_at: datetime
    expires_at: datetime


_INVITE = sql("select identity.invite(:id, :email, :name, :roles, :teams, :lang, :token, :letter, :sealed)")
_AGAIN = sql("select identity.invite_again(:id, :token, :letter, :sealed)")
_REVOKE = sql("select identity.revoke_invitation(:id)")


def plain_address(email: str) -> str:
    """As addresses are compared here: nobody is two people by a capital letter."""
    return email.strip().lower()


async def invite(work: Work, seals: Seals, new: NewInvitation) -> UUID:
    """Write the invitation and its letter. Whether the address has an account elsewhere is not looked at, and not told.

    Raises `IncompleteError` where somebody with this address works here already, and for a name that nobody can
    read."""
    name = check_name("name", "Their name", new.name)
    invitation, (token, letter, sealed) = uuid7(), _link(seals)
    said = {"email": plain_address(new.email), "name": name, "lang": new.lang, "roles": [*map(str, new.roles)]}
    link = {"id": invitation, "token": token, "letter": letter, "sealed": sealed, "teams": [*map(str, new.teams)]}
    if not await work.connection.scalar(_INVITE, said | link):
        words = "Somebody with this address works here already. Change their roles instead."
        raise IncompleteError((Problem("email", words),))
    await audit.record(work, Action.MANAGE_PEOPLE, audit.Subject("invitation", invitation), why=_why(new))
    if ANSWER_FOR_ACCESS.intersection(new.roles):
        await publish(work, Fact(FactKind.ACCESS_GIVEN, "people", invitation))
    return invitation


async def invite_again(work: Work, seals: Seals, invitation: UUID) -> None:
    """A new letter with a new link, for seven days from now. Raises `NotFoundHereError`."""
    token, letter, sealed = _link(seals)
    asked = {"id": invitation, "token": token, "letter": letter, "sealed": sealed}
    if not await work.connection.scalar(_AGAIN, asked):
        raise NotFoundHereError
    subject = audit.Subject("invitation", invitation)
    await audit.record(work, Action.MANAGE_PEOPLE, subject, why="Sent the invitation again")


async def revoke(work: Work, invitation: UUID) -> None:
    """Its link works no more. Raises `NotFoundHereError`."""
    if not await work.connection.scalar(_REVOKE, {"id": invitation}):
        raise NotFoundHereError
    subject = audit.Subject("invitation", invitation)
    await audit.record(work, Action.MANAGE_PEOPLE, subject, why="Took the invitation back")


async def invitations_of(work: Work) -> Sequence[Invited]:
    """The acting council's invitations, newest first."""
    query = (
        select(Invitation, Staff.display_name)
        .outerjoin(Staff, (Staff.tenant_id == Invitation.tenant_id) & (Staff.id == Invitation.invited_by))
        .order_by(Invitation.invited_at.desc(), Invitation.id.desc())
        .limit(MOST_LISTED)
    )
    rows = (await work.mine.execute(query)).all()
    return [_shown(invitation, inviter or "", work.now) for invitation, inviter in rows]


def state_of(row: Invitation, now: datetime) -> InvitationState:
    if row.accepted_at is not None:
        return InvitationState.ACCEPTED
    if row.revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.OPEN if row.expires_at > now else InvitationState.EXPIRED


def _shown(row: Invitation, inviter: str, now: datetime) -> Invited:
    state = state_of(row, now)
    return Invited(row.id, row.name, row.email, tuple(row.roles), state, inviter, row.invited_at, row.expires_at)


def _link(seals: Seals) -> tuple[str, UUID, bytes]:
    """A token for the link, the letter that will bring it, and the token sealed for that letter."""
    token, letter = secrets.token_urlsafe(32), uuid4()
    return token, letter, seals.seal_token(token, letter)


def _why(new: NewInvitation) -> str:
    return f"Invited to act as: {', '.join(sorted(map(str, new.roles)))}"
