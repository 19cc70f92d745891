"""The two halves of a sign-in: sending somebody to their council's provider, and taking them in when they return."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Litestar, Request

from commonground.platform import audit
from commonground.platform.access import Action, Actor, decide
from commonground.platform.councils.types import is_short_name
from commonground.platform.identity import sign_in as stored
from commonground.platform.identity.local import own
from commonground.platform.identity.oidc import Attempt, Identified, Provider, RelyingParty, return_address
from commonground.platform.identity.passes import open_session
from commonground.platform.settings import Settings
from commonground.platform.throttle import SIGN_IN, SIGN_IN_BEGUN, count, start_over
from commonground.platform.work import Work
from commonground.ui.edge import origin_of, pools_of
from commonground.ui.proxies import counted_as
from commonground.ui.sign_in.brake import TooManyAttemptsError
from commonground.ui.sign_in.trouble import NoRoleHereError, SomebodyElseError, StartAgainError

PARTY: Final = "relying_party"
HOME: Final = "/my-work"
OPERATOR_HOME: Final = "/operator/councils"
ACCOUNT: Final = "/account"
# What addresses and cookies bring is looked at before it goes any further: these are all we ever hand out.
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and the secret that it keeps meanwhile."""

    url: str
    browser: str


def relying_party(app: Litestar, settings: Settings) -> RelyingParty:
    """This process's relying party; made at the first sign-in, on the loop that serves."""
    if PARTY not in app.state:
        app.state[PARTY] = RelyingParty(plain_loopback=settings.is_demo)
    party: RelyingParty = app.state[PARTY]
    return party


async def hang_up(app: Litestar) -> None:
    """Close the connections to providers, if any were opened. The application calls it when it stops."""
    if PARTY in app.state:
        party: RelyingParty = app.state[PARTY]
        del app.state[PARTY]
        await party.close()


async def provider_of(app: Litestar, slug: str) -> Provider | None:
    found = await stored.provider_for(pools_of(app).login, slug) if is_short_name(slug) else None
    if found is None:
        return None
    return Provider(council=slug, issuer=found.issuer, client_id=found.client_id, client_secret=found.client_secret)


async def begin(
    request: Request[Any, Any, Any],
    settings: Settings,
    provider: Provider,
    return_to: str,
    hint: str,
    confirms: UUID | None = None,
) -> Begun:
    """`confirms` names the session that is to be confirmed by it: nobody is signed in then, and the provider is asked
    to let nobody pass without signing in again.

    Raises `TooManyAttemptsError`, and `SignInRefused` when the provider can't be reached or is not itself."""
    login = pools_of(request.app).login
    if not await count(login, SIGN_IN_BEGUN, counted_as(request)):
        raise TooManyAttemptsError
    address = return_address(settings.base_url, provider.council)
    begun = await relying_party(request.app, settings).begin(
        provider, address, login_hint=hint or None, afresh=confirms is not None
    )
    browser = secrets.token_urlsafe(32)
    await stored.keep_sign_in(
        login,
        browser=browser,
        slug=provider.council,
        state=begun.state,
        nonce=begun.nonce,
        verifier=begun.code_verifier,
        return_to=return_to,
        confirms=confirms,
    )
    return Begun(begun.url, browser)


async def come_back(
    request: Request[Any, Any, Any], settings: Settings, provider: Provider, browser: str
) -> tuple[Identified, stored.SignInUnderWay]:
    """Who came back, and what they had begun: a sign-in, or confirming a session that is open.

    Raises `SignInRefused`, `StartAgainError` and `TooManyAttemptsError`."""
    login = pools_of(request.app).login
    if not await count(login, SIGN_IN, counted_as(request)):
        raise TooManyAttemptsError
    state = request.query_params.get("state", "")
    kept = await _take(request, provider, browser, state)
    address = return_address(settings.base_url, provider.council)
    since = None if kept.confirms is None else int(kept.begun_at.timestamp())
    attempt = Attempt(provider.council, address, state, kept.nonce, kept.verifier, since)
    who = await relying_party(request.app, settings).complete(provider, attempt, request.query_params.multi_items())
    return who, kept


async def sign_in(request: Request[Any, Any, Any], who: Identified) -> stored.NewSession:
    """The new session. Raises `NoRoleHereError` and `TooManyAttemptsError`."""
    session = await _session_for(request, who)
    # A whole office may share one address: only what went wrong there counts against it.
    await start_over(pools_of(request.app).login, SIGN_IN, counted_as(request))
    return session


async def confirm(request: Request[Any, Any, Any], work: Work, token: str, who: Identified, asked: UUID) -> None:
    """The open session of `token` is confirmed, if it is the one that asked and the same person who came back.

    Raises `SomebodyElseError`."""
    login = pools_of(request.app).login
    if not token or not await own.confirm_by_provider(login, token, asked, who.key):
        raise SomebodyElseError
    await start_over(login, SIGN_IN, counted_as(request))
    actor = await open_session(work, token)
    if actor is not None and actor.council_id is not None:
        subject = audit.Subject("session", actor.session_id)
        await audit.record(work, Action.LOOK_AFTER_ACCOUNT, subject, why="Confirmed that it is they")


async def _take(request: Request[Any, Any, Any], provider: Provider, browser: str, state: str) -> stored.SignInUnderWay:
    """What was kept of this sign-in, which is then gone. Raises `StartAgainError`."""
    if not _SECRET.fullmatch(browser) or not _SECRET.fullmatch(state):
        raise StartAgainError
    login = pools_of(request.app).login
    kept = await stored.take_sign_in(login, browser=browser, slug=provider.council, state=state)
    if kept is None:
        raise StartAgainError
    return kept


async def _session_for(request: Request[Any, Any, Any], who: Identified) -> stored.NewSession:
    login = pools_of(request.app).login
    council, issuer, subject = who.key
    if not await count(login, SIGN_IN, f"account:{council}|{issuer}|{subject}"):
        raise TooManyAttemptsError
    session = await stored.make_session(
        login,
        slug=council,
        issuer=issuer,
        subject=subject,
        name=who.name,
        groups=None if who.groups is None else list(who.groups),
        agent=origin_of(request).agent,
        email=who.email,
    )
    if session is None:
        raise NoRoleHereError
    return session


def home_of(actor: Actor) -> str:
    """Where somebody begins who did not say where they want to go."""
    if decide(actor, Action.SEE_OWN_WORK):
        return HOME
    return OPERATOR_HOME if decide(actor, Action.RUN_PLATFORM) else ACCOUNT


async def note(work: Work, session: stored.NewSession) -> Actor:
    """Write the sign-in into the council's trail. Operators have none: they act for no council.

    Raises `NoRoleHereError` when the session opens nothing: its person's work here has ended, or no role is left."""
    actor = await open_session(work, session.token)
    if actor is None or not actor.roles:
        raise NoRoleHereError
    if actor.council_id is not None:
        await audit.record(work, Action.SIGN_IN, audit.Subject("session", session.session_id))
    return actor
