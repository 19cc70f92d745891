"""Accepting an invitation, and choosing a new password with a link, over the `login` role's pool."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.identity.local import factors
from commonground.platform.identity.local.passwords import hash_password
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.identity.local.signing_in import run
from commonground.platform.identity.sign_in import NewSession

_INVITATION = sql("select * from identity.invitation_of(:token, :slug)")
_BEGIN = sql("select identity.begin_enrolment(:browser, :token, :slug, :hash, :totp)")
_ENROLMENT = sql("select * from identity.enrolment_of(:browser, :slug)")
_ACCEPT = sql(
    "select * from identity.accept_invitation(:browser, :slug, :account, :totp, :step, :codes, :token, :device, :agent)"
)
_ASK = sql("select identity.begin_reset(:slug, :email, :token, :letter, :sealed, :lang)")
_RESET = sql("select * from identity.reset_of(:token, :slug)")
_CHOOSE = sql("select identity.finish_reset(:token, :slug, :hash)")


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation whose link works. `known`: its address has an account, with which it is to be accepted."""

    token: str
    slug: str
    council: str
    email: str
    name: str
    roles: tuple[str, ...]
    invited_by: str
    expires_at: datetime
    known: bool


@dataclass(frozen=True)
class Enrolment:
    """Somebody who has chosen a password, and whose authenticator is to show a code."""

    browser: str
    slug: str
    email: str
    council: str
    secret: str


async def invitation_of(login: AsyncEngine, token: str, slug: str | None) -> OpenInvitation | None:
    """None for a link that works no more, and for one of another council than `slug`. Without a slug: any council's."""
    async with login.connect() as connection:
        row = (await connection.execute(_INVITATION, {"token": token, "slug": slug})).one_or_none()
    if row is None:
        return None
    return OpenInvitation(
        token, row.slug, row.council, row.email, row.name, tuple(row.roles), row.invited_by or "", row.expires_at,
        row.known,
    )  # fmt: skip  # as the row is


async def begin_enrolment(
    login: AsyncEngine, seals: Seals, invitation: OpenInvitation, *, password: str, browser: str
) -> bool:
    """Keep the password for an hour, and a secret for the authenticator. False when the link works no more."""
    totp = seals.seal_totp(factors.new_secret(), browser)
    kept = {"browser": browser, "token": invitation.token, "slug": invitation.slug, "totp": totp}
    return bool(await run(login, _BEGIN, hash=await hash_password(password), **kept))


async def enrolment_of(login: AsyncEngine, seals: Seals, *, browser: str, slug: str) -> Enrolment | None:
    """What this browser has begun at this council's address."""
    async with login.connect() as connection:
        row = (await connection.execute(_ENROLMENT, {"browser": browser, "slug": slug})).one_or_none()
    if row is None:
        return None
    return Enrolment(browser, slug, row.email, row.council, seals.open_totp(row.totp, browser))


async def accept(
    login: AsyncEngine,
    seals: Seals,
    enrolment: Enrolment,
    codes: Sequence[str],
    *,
    step: int,
    device: str,
    agent: str,
) -> NewSession | None:
    """The account with its recovery codes, its membership and its first session. None when the invitation is over
    meanwhile."""
    account, token = uuid4(), secrets.token_urlsafe(32)
    made = {"account": account, "totp": seals.seal_totp(enrolment.secret, str(account)), "step": step, "token": token}
    made |= {"codes": [seals.hash_recovery(code, account) for code in codes]}
    here = {"browser": enrolment.browser, "slug": enrolment.slug, "device": device, "agent": agent}
    async with login.begin() as connection:
        row = (await connection.execute(_ACCEPT, made | here)).one_or_none()
    return None if row is None else NewSession(token, row.session_id, row.council_id, row.staff_id)


async def ask_for_reset(login: AsyncEngine, seals: Seals, *, slug: str, email: str, lang: str) -> None:
    """Write a link to this address if it is somebody's here. As much is done for one that is nobody's."""
    token, letter = secrets.token_urlsafe(32), uuid4()
    sealed = seals.seal_token(token, letter)
    await run(login, _ASK, slug=slug, email=email, token=token, letter=letter, sealed=sealed, lang=lang)


async def reset_email(login: AsyncEngine, *, token: str, slug: str) -> str | None:
    """Whose password this link is for. None when it works no more, or not at this council's address."""
    async with login.connect() as connection:
        row = (await connection.execute(_RESET, {"token": token, "slug": slug})).one_or_none()
    return None if row is None else str(row.email)


async def choose_password(login: AsyncEngine, *, token: str, slug: str, password: str) -> bool:
    """The new password counts, and everybody who is signed in with the old one is out. Signs nobody in."""
    return bool(await run(login, _CHOOSE, token=token, slug=slug, hash=await hash_password(password)))
