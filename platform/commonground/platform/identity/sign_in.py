"""Sign-in storage, over the `login` role's own pool: the only code that can make a session."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_PROVIDER = text("select * from identity.provider_for(:slug)")
_BEGIN = text("select identity.begin_sign_in(:browser, :slug, :state, :nonce, :verifier, :return_to, :confirms)")
_TAKE = text("select * from identity.take_sign_in(:browser, :slug, :state)")
_SIGN_IN = text("select * from identity.sign_in(:slug, :issuer, :subject, :name, :groups, :token, :agent)")
_WRITE_TO = text("select identity.write_to(:slug, :issuer, :subject, :email)")


@dataclass(frozen=True)
class StoredProvider:
    """A council's OpenID provider. `council_id` is None for the platform operators' own."""

    slug: str
    council_id: UUID | None
    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class SignInUnderWay:
    """What was kept of a sign-in while the browser was away."""

    nonce: str
    verifier: str
    return_to: str
    begun_at: datetime
    confirms: UUID | None = None
    """The session that is to be confirmed by it; None for a sign-in."""


@dataclass(frozen=True)
class NewSession:
    """A session just made. The token goes into the cookie and is kept nowhere."""

    token: str
    session_id: UUID
    council_id: UUID | None
    staff_id: UUID | None


async def provider_for(login: AsyncEngine, slug: str) -> StoredProvider | None:
    async with login.connect() as connection:
        row = (await connection.execute(_PROVIDER, {"slug": slug})).one_or_none()
    return None if row is None else StoredProvider(slug, row.council_id, row.issuer, row.client_id, row.client_secret)


async def keep_sign_in(
    login: AsyncEngine,
    *,
    browser: str,
    slug: str,
    state: str,
    nonce: str,
    verifier: str,
    return_to: str,
    confirms: UUID | None = None,
) -> None:
    """Keep what the return from the provider will be checked against, for ten minutes."""
    kept = {"browser": browser, "slug": slug, "state": state, "nonce": nonce, "verifier": verifier}
    async with login.begin() as connection:
        await connection.execute(_BEGIN, kept | {"return_to": return_to, "confirms": confirms})


async def take_sign_in(login: AsyncEngine, *, browser: str, slug: str, state: str) -> SignInUnderWay | None:
    """Take it out: the same state never works twice, nor in another browser, nor for another council."""
    async with login.begin() as connection:
        row = (await connection.execute(_TAKE, {"browser": browser, "slug": slug, "state": state})).one_or_none()
    if row is None:
        return None
    return SignInUnderWay(row.nonce, row.verifier, row.return_to, row.begun_at, row.confirms)


async def make_session(
    login: AsyncEngine,
    *,
    slug: str,
    issuer: str,
    subject: str,
    name: str,
    groups: list[str] | None,
    agent: str,
    email: str | None = None,
) -> NewSession | None:
    """A new session with a new token. None for somebody whom the council's groups give nothing.

    `groups` None: the provider does not say, and whoever has roles keeps them. So it is with `email`, where they are
    written to and by which nobody is recognised."""
    token = secrets.token_urlsafe(32)
    key = {"slug": slug, "issuer": issuer, "subject": subject}
    who = key | {"name": name, "groups": groups, "token": token, "agent": agent}
    async with login.begin() as connection:
        row = (await connection.execute(_SIGN_IN, who)).one_or_none()
        if row is not None and email is not None:
            await connection.execute(_WRITE_TO, key | {"email": email})
    return None if row is None else NewSession(token, row.session_id, row.council_id, row.staff_id)


_END = text("select identity.end_session(:token)")


async def end_session(connection: AsyncConnection, token: str) -> None:
    """End the session that this token belongs to: over once the transaction commits, in every process."""
    await connection.execute(_END, {"token": token})
