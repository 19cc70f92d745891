"""One's own local account, and step-up, over the `login` role's pool: by the token of an open session."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.identity.local import factors
from commonground.platform.identity.local.passwords import hash_password
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.identity.local.signing_in import Shown, run
from commonground.platform.identity.oidc import IdentityKey
from commonground.platform.identity.sign_in import NewSession

_MINE = sql("select * from identity.my_local_account(:token)")
_CONFIRM = sql("select identity.confirm_session(:token, :step, :recovery)")
_CONFIRM_BY_PROVIDER = sql("select identity.confirm_by_provider(:token, :asked, :slug, :issuer, :subject)")
_PASSWORD = sql("select identity.change_password(:token, :hash)")
_BEGIN_TOTP = sql("select identity.begin_authenticator(:token, :sealed)")
_FINISH_TOTP = sql("select identity.finish_authenticator(:token, :step)")
_CODES = sql("select identity.renew_recovery_codes(:token, :hashes)")
_BEGIN_EMAIL = sql("select identity.begin_email_change(:token, :email, :change, :letter, :sealed)")
_EMAIL = sql("select email from identity.email_change_of(:token, :change)")
_FINISH_EMAIL = sql("select identity.finish_email_change(:token, :change)")
_COUNCILS = sql("select * from identity.my_councils(:token)")
_ACT_FOR = sql("select * from identity.act_for(:token, :chosen, :new_token, :agent)")


@dataclass(frozen=True)
class OwnAccount:
    """One's own account. The secrets are sealed still."""

    id: UUID
    email: str
    password_hash: str
    totp: bytes
    totp_next: bytes | None
    codes_left: int


@dataclass(frozen=True)
class OwnCouncil:
    """A council that one may act for. `here`: that one acts for now."""

    slug: str
    name: str
    here: bool


async def own_account(login: AsyncEngine, token: str) -> OwnAccount | None:
    """None for whoever signs in through a council's provider, and without an open session."""
    async with login.connect() as connection:
        row = (await connection.execute(_MINE, {"token": token})).one_or_none()
    if row is None:
        return None
    return OwnAccount(row.account_id, row.email, row.password_hash, row.totp, row.totp_next, row.codes_left)


async def confirm(login: AsyncEngine, token: str, shown: Shown) -> bool:
    """This session is confirmed from now on. False for a code that was used before."""
    return bool(await run(login, _CONFIRM, token=token, step=shown.step, recovery=shown.recovery))


async def confirm_by_provider(login: AsyncEngine, token: str, asked: UUID, who: IdentityKey) -> bool:
    """The same by the council's provider. False for somebody else, and for another session than the one that asked."""
    slug, issuer, subject = who
    given = {"asked": asked, "slug": slug, "issuer": issuer, "subject": subject}
    return bool(await run(login, _CONFIRM_BY_PROVIDER, token=token, **given))


async def change_password(login: AsyncEngine, token: str, password: str) -> bool:
    """Every other session of the account ends."""
    return bool(await run(login, _PASSWORD, token=token, hash=await hash_password(password)))


async def begin_authenticator(login: AsyncEngine, seals: Seals, token: str, account: UUID) -> None:
    """A new secret waits; the old one works until the new one has shown a code."""
    sealed = seals.seal_totp(factors.new_secret(), str(account))
    await run(login, _BEGIN_TOTP, token=token, sealed=sealed)


async def finish_authenticator(login: AsyncEngine, token: str, step: int) -> bool:
    return bool(await run(login, _FINISH_TOTP, token=token, step=step))


async def new_recovery_codes(login: AsyncEngine, seals: Seals, token: str, account: UUID) -> list[str]:
    """Ten new ones in the place of all earlier ones. They are shown now, or never."""
    codes = factors.new_recovery_codes()
    await run(login, _CODES, token=token, hashes=[seals.hash_recovery(code, account) for code in codes])
    return codes


async def ask_for_email(login: AsyncEngine, seals: Seals, token: str, email: str) -> None:
    """A link goes to the new address, word of it to the old one. Whether somebody else has it is not told."""
    change, letter = secrets.token_urlsafe(32), uuid4()
    sealed = seals.seal_token(change, letter)
    await run(login, _BEGIN_EMAIL, token=token, email=email, change=change, letter=letter, sealed=sealed)


async def asked_email(login: AsyncEngine, token: str, change: str) -> str | None:
    """The address that this link is for, if it was this account that asked."""
    found: str | None = await run(login, _EMAIL, token=token, change=change)
    return found


async def take_email(login: AsyncEngine, token: str, change: str) -> bool:
    return bool(await run(login, _FINISH_EMAIL, token=token, change=change))


async def own_councils(login: AsyncEngine, token: str) -> Sequence[OwnCouncil]:
    async with login.connect() as connection:
        return [
            OwnCouncil(row.slug, row.name, row.here) for row in await connection.execute(_COUNCILS, {"token": token})
        ]


async def act_for(login: AsyncEngine, token: str, chosen: str, agent: str) -> NewSession | None:
    """Another session with another token, confirmed by nothing; this one ends. None for a council not theirs."""
    new_token = secrets.token_urlsafe(32)
    given = {"token": token, "chosen": chosen, "new_token": new_token, "agent": agent}
    async with login.begin() as connection:
        row = (await connection.execute(_ACT_FOR, given)).one_or_none()
    return None if row is None else NewSession(new_token, row.session_id, row.council_id, row.staff_id)
