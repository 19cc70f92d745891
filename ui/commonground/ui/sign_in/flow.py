"""The two halves of a sign-in: sending somebody to their council's provider, and taking them in when they return."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from litestar import Litestar, Request

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.identity import sign_in as stored
from commonground.platform.identity.oidc import Attempt, Identified, Provider, RelyingParty, return_address
from commonground.platform.identity.passes import open_session
from commonground.platform.refusals import RefusedError
from commonground.platform.settings import Settings
from commonground.platform.throttle import SIGN_IN, count
from commonground.platform.work import Work
from commonground.ui.edge import origin_of, pools_of

PARTY = "relying_party"
HOME = "/my-work"
OPERATOR_HOME = "/operator/councils"


class TooManyAttemptsError(RefusedError):
    status = 429

    def __init__(self) -> None:
        super().__init__("You tried to sign in many times. Wait five minutes, then try again.")


class NoRoleHereError(RefusedError):
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "Your council’s account works, but it gives you no role here yet. Ask your council’s administrator."
        )


class StartAgainError(RefusedError):
    status = 400

    def __init__(self) -> None:
        super().__init__("This sign-in was begun in another browser, or too long ago. Start again.")


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and the secret that it keeps meanwhile."""

    url: str
    browser: str


def local_path(path: str) -> str:
    """`path` if it stays on this site, else nothing: no sign-in link may lead elsewhere."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path[:500] if safe else ""


def relying_party(app: Litestar, settings: Settings) -> RelyingParty:
    """This process's relying party; made at the first sign-in, on the loop that serves."""
    if PARTY not in app.state:
        app.state[PARTY] = RelyingParty(plain_loopback=settings.is_demo)
    party: RelyingParty = app.state[PARTY]
    return party


async def provider_of(app: Litestar, slug: str) -> Provider | None:
    found = await stored.provider_for(pools_of(app).login, slug)
    if found is None:
        return None
    return Provider(council=slug, issuer=found.issuer, client_id=found.client_id, client_secret=found.client_secret)


async def throttle(request: Request[Any, Any, Any]) -> None:
    """Raises `TooManyAttemptsError`: ten attempts in five minutes from one address."""
    address = origin_of(request).address or "unknown"
    if not await count(pools_of(request.app).login, SIGN_IN, f"address:{address}"):
        raise TooManyAttemptsError


async def begin(app: Litestar, settings: Settings, provider: Provider, return_to: str, hint: str) -> Begun:
    """Raises `SignInRefused` when the provider can't be reached or is not itself."""
    party = relying_party(app, settings)
    address = return_address(settings.base_url, provider.council)
    begun = await party.begin(provider, address, login_hint=hint or None)
    browser = secrets.token_urlsafe(32)
    await stored.keep_sign_in(
        pools_of(app).login,
        browser=browser,
        slug=provider.council,
        state=begun.state,
        nonce=begun.nonce,
        verifier=begun.code_verifier,
        return_to=local_path(return_to),
    )
    return Begun(begun.url, browser)


async def complete(
    request: Request[Any, Any, Any], settings: Settings, provider: Provider, browser: str
) -> tuple[stored.NewSession, str]:
    """The new session, and where the person wanted to go. Raises `SignInRefused` and the errors above."""
    login = pools_of(request.app).login
    state = request.query_params.get("state", "")
    kept = await stored.take_sign_in(login, browser=browser, slug=provider.council, state=state)
    if kept is None:
        raise StartAgainError
    address = return_address(settings.base_url, provider.council)
    attempt = Attempt(provider.council, address, state, kept.nonce, kept.verifier)
    who = await relying_party(request.app, settings).complete(provider, attempt, request.query_params.multi_items())
    return await _session_for(request, who), kept.return_to


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
    )
    if session is None:
        raise NoRoleHereError
    return session


async def note(work: Work, session: stored.NewSession, action: Action) -> None:
    """Write the sign-in into the council's trail. Operators have none: they act for no council."""
    actor = await open_session(work, session.token)
    if actor is not None and actor.council_id is not None:
        await audit.record(work, action, audit.Subject("session", session.session_id))
