"""Invitations by whoever runs the server, as `cg_setup`: from nobody of the council's own."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, insert, update
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.councils.invitations import Invitation, NewInvitation, plain_address
from commonground.platform.councils.models import Council
from commonground.platform.identity.local.letters import INVITATION_LIVES, LetterKind
from commonground.platform.identity.local.models import LetterRow
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.ids import uuid7

_HASHED = sql("select sha256(convert_to(:token, 'UTF8'))")


async def revoke_waiting(connection: AsyncConnection, council: UUID, *which: ColumnElement[bool]) -> None:
    """The links of these invitations, of those that wait for an answer, work no more."""
    waiting = (Invitation.tenant_id == council, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    await connection.execute(update(Invitation).where(*waiting, *which).values(revoked_at=datetime.now(UTC)))


async def write_invitation(connection: AsyncConnection, seals: Seals, council: Council, new: NewInvitation) -> UUID:
    """With the letter that brings its link. Returns the invitation's id."""
    token, letter, invitation = secrets.token_urlsafe(32), uuid4(), uuid7()
    row = {"tenant_id": council.id, "id": invitation, "email": plain_address(new.email), "name": new.name.strip()}
    row |= {"roles": [*map(str, new.roles)], "teams": [], "lang": new.lang}
    row |= {"expires_at": datetime.now(UTC) + INVITATION_LIVES}
    row["token_hash"] = await connection.scalar(_HASHED, {"token": token})
    await connection.execute(insert(Invitation), row)
    sealed = {"id": letter, "token": seals.seal_token(token, letter), "about": invitation}
    await write_letter(connection, council, LetterKind.INVITATION, new.email, new.lang, **sealed)
    return invitation


async def write_letter(
    connection: AsyncConnection, council: Council, kind: LetterKind, email: str, lang: str, **more: object
) -> None:
    row = {"id": uuid4(), "kind": kind.value, "slug": council.slug, "address": plain_address(email), "lang": lang}
    await connection.execute(insert(LetterRow), row | more)
