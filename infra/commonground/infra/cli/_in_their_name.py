"""Acting as one of a council's own people from the command line: under the same pass and by the same decision as on
their pages, and the council's trail says whence it came."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.cli._acting import NotDoneError, found
from commonground.infra.processes.database import reachable_database
from commonground.infra.processes.own_secret import with_kept_secret
from commonground.platform import audit
from commonground.platform.access import Action, decide
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.councils.people import Staff
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.local import own, signing_in
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.identity.models import Membership, Session
from commonground.platform.identity.passes import open_session
from commonground.platform.refusals import RefusedError
from commonground.platform.settings import PREFIX, Settings, settings
from commonground.platform.throttle import SECOND_FACTOR, count, start_over
from commonground.platform.work import Work, begin

T = TypeVar("T")
_LASTS: Final = timedelta(minutes=5)
FROM_HERE: Final = "From the command line, in their name"


def in_their_name(slug: str, email: str, action: Action, do: Callable[[Work], Awaitable[T]], code: str = "") -> T:
    """Do it as whoever of the council has this address, if they may; everything of it or nothing. `code`: what their
    authenticator shows, where they confirm that it is they."""
    try:
        with reachable_database(settings()) as reachable:
            return asyncio.run(_done(reachable.settings, (slug, email), action, do, code))
    except RefusedError as refused:
        raise NotDoneError(str(refused)) from refused


async def _done(
    chosen: Settings, who: tuple[str, str], action: Action, do: Callable[[Work], Awaitable[T]], code: str
) -> T:
    if not chosen.database_app_url:
        raise NotDoneError(f"{PREFIX}DATABASE_APP_URL is missing: what people do is done with the rights of the pages.")
    engine = make_engine(chosen.database_app_url, pooled=False)
    try:
        async with _session_of(chosen, *who, code) as token, begin(engine) as work:
            await open_session(work, token)
            if not decide(work.actor, action):
                raise NotDoneError(f"{who[1]} may not do this in {who[0]}.")
            work.under = FROM_HERE
            await audit.record(work, action, audit.Subject("council"), why=FROM_HERE)
            if code:
                subject = audit.Subject("session", work.actor.session_id)
                await audit.record(work, Action.LOOK_AFTER_ACCOUNT, subject, why="Confirmed that it is they")
            done = await do(work)
            await work.commit()
            return done
    finally:
        await engine.dispose()


@asynccontextmanager
async def _session_of(chosen: Settings, slug: str, email: str, code: str) -> AsyncIterator[str]:
    """Its token is known to nobody else, and it is gone with the block. Without a code nobody has confirmed it, so that
    whatever asks for that is refused."""
    token, session = secrets.token_urlsafe(32), uuid4()
    async with acting_as_setup(chosen.database_url) as setup:
        council, account = await _account(setup, slug, email)
        row = {"id": session, "token_hash": hashlib.sha256(token.encode()).digest(), "account_id": account}
        lasts = {"council_id": council, "agent": "command line", "idle_limit": _LASTS}
        await setup.execute(insert(Session), row | lasts)
    try:
        if code:
            await _confirm(with_kept_secret(chosen), token, code)
        yield token
    finally:
        async with acting_as_setup(chosen.database_url) as setup:
            await setup.execute(delete(Session).where(Session.id == session))


async def _confirm(chosen: Settings, token: str, code: str) -> None:
    """As on their page, by the same function and no more often. A code counts once."""
    if not chosen.database_login_url:
        raise NotDoneError(f"{PREFIX}DATABASE_LOGIN_URL is missing: a code is looked at with the rights of signing in.")
    login, seals = make_engine(chosen.database_login_url, pooled=False), Seals.of(chosen)
    try:
        account = await own.own_account(login, token)
        if account is None:
            raise NotDoneError("Whoever signs in by the council’s provider confirms by it, on the page.")
        if not await count(login, SECOND_FACTOR, f"factor:{account.id}"):
            raise NotDoneError("There were many attempts. Wait five minutes.")
        shown = signing_in.read_factor(seals, account.id, account.totp, code, datetime.now(UTC))
        if shown is None or not await own.confirm(login, token, shown):
            raise NotDoneError("This code is not right, or was used before. Wait for the next one.")
        await start_over(login, SECOND_FACTOR, f"factor:{account.id}")
    finally:
        await login.dispose()


async def _account(setup: AsyncConnection, slug: str, email: str) -> tuple[UUID, UUID]:
    """The council's, and of whoever works there with this address, for the council itself."""
    council = await found(setup, slug)
    works = (Membership.council_id == Staff.tenant_id) & (Membership.staff_id == Staff.id)
    query = select(Membership.account_id).join(Staff, works).where(Staff.tenant_id == council)
    theirs = (func.lower(Staff.email) == email.strip().lower(), Staff.organisation_id.is_(None))
    there = (Staff.ended_at.is_(None), Membership.ended_at.is_(None))
    accounts = (await setup.scalars(query.where(*theirs, *there))).all()
    if len(accounts) != 1:
        raise NotDoneError(f"Nobody who works for {slug} and has come in has the address {email}.")
    return council, accounts[0]
