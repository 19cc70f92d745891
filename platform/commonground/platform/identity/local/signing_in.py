"""Signing in with an account of ours, over the `login` role's pool: password, second factor, for whom, session."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.identity.local import factors
from commonground.platform.identity.local.passwords import is_right
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.identity.sign_in import NewSession

_ACCOUNT = sql("select * from identity.local_account(:slug, :email)")
_INVITED = sql("select * from identity.invited_account(:token, :slug)")
_BEGIN = sql("select identity.begin_half(:browser, :slug, :account, :invitation, :return_to)")
_HALF = sql("select * from identity.half_sign_in(:browser, :slug)")
_PROVE = sql("select identity.prove_half(:browser, :slug, :step, :recovery)")
_COUNCILS = sql("select * from identity.half_councils(:browser, :slug)")
_FINISH = sql("select * from identity.finish_half(:browser, :slug, :chosen, :token, :device, :agent)")


@dataclass(frozen=True)
class Half:
    """A sign-in whose password was right."""

    browser: str
    slug: str
    account: UUID
    totp: bytes
    proved: bool
    invited: bool
    return_to: str


@dataclass(frozen=True)
class ActsFor:
    """A council that an account may act for."""

    slug: str
    name: str


@dataclass(frozen=True)
class Shown:
    """What was typed as a second factor, as the database marks it used: a time step, or a recovery code's hash."""

    step: int | None = None
    recovery: bytes | None = None


async def knock(
    login: AsyncEngine, *, slug: str, email: str, password: str, return_to: str, browser: str
) -> UUID | None:
    """The account, with half a sign-in begun for this browser, if the password is right. None otherwise; an address
    that nobody has takes just as long."""
    row = await _row(login, _ACCOUNT, slug=slug, email=email)
    if not await is_right(row.password_hash if row else None, password) or row is None:
        return None
    kept = {"browser": browser, "slug": slug, "account": row.account_id, "invitation": None, "return_to": return_to}
    await run(login, _BEGIN, **kept)
    return UUID(str(row.account_id))


async def knock_with_invitation(
    login: AsyncEngine, *, slug: str, token: str, password: str, browser: str
) -> UUID | None:
    """The same for somebody who accepts an invitation with the account that they have already."""
    row = await _row(login, _INVITED, slug=slug, token=token)
    if not await is_right(row.password_hash if row else None, password) or row is None:
        return None
    kept = {"browser": browser, "slug": slug, "account": row.account_id, "invitation": token, "return_to": ""}
    await run(login, _BEGIN, **kept)
    return UUID(str(row.account_id))


async def half_of(login: AsyncEngine, *, browser: str, slug: str) -> Half | None:
    """What this browser has begun at this council's address, for ten minutes."""
    row = await _row(login, _HALF, browser=browser, slug=slug)
    if row is None:
        return None
    return Half(browser, slug, row.account_id, row.totp, row.proved, row.invited, row.return_to)


def read_factor(seals: Seals, account: UUID, totp: bytes, typed: str, now: datetime) -> Shown | None:
    """A code of this account's authenticator, or what looks like a recovery code. None: neither."""
    step = factors.step_of(seals.open_totp(totp, str(account)), typed, now)
    if step is not None:
        return Shown(step=step)
    recovery = factors.recovery_code(typed)
    return None if recovery is None else Shown(recovery=seals.hash_recovery(recovery, account))


async def prove(login: AsyncEngine, half: Half, shown: Shown) -> bool:
    """Mark the code used and the half sign-in proved. False for one that was used before."""
    given = {"step": shown.step, "recovery": shown.recovery}
    return bool(await run(login, _PROVE, browser=half.browser, slug=half.slug, **given))


async def choices(login: AsyncEngine, half: Half) -> Sequence[ActsFor]:
    async with login.connect() as connection:
        rows = await connection.execute(_COUNCILS, {"browser": half.browser, "slug": half.slug})
        return [ActsFor(row.slug, row.name) for row in rows]


async def finish(login: AsyncEngine, half: Half, *, chosen: str, device: str, agent: str) -> NewSession | None:
    """The session, with a new token. None when nothing is left to act for; what was half is gone either way."""
    token = secrets.token_urlsafe(32)
    given = {"browser": half.browser, "slug": half.slug, "chosen": chosen, "device": device, "agent": agent}
    async with login.begin() as connection:
        row = (await connection.execute(_FINISH, given | {"token": token})).one_or_none()
    return None if row is None else NewSession(token, row.session_id, row.council_id, row.staff_id)


async def run(login: AsyncEngine, statement: TextClause, **given: object) -> Any:
    """One statement in a transaction of its own; its one value."""
    async with login.begin() as connection:
        return await connection.scalar(statement, given)


async def _row(login: AsyncEngine, statement: TextClause, **given: object) -> Any:
    async with login.connect() as connection:
        return (await connection.execute(statement, given)).one_or_none()
