"""Sign-in and sign-out. A council's people start at `/sign-in/{council}`, which they can keep as a bookmark."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.identity.oidc import Provider, SignInRefused
from commonground.platform.identity.sign_in import end_session
from commonground.platform.settings import Settings
from commonground.platform.work import Work
from commonground.ui.declare import Door, Effect, declare
from commonground.ui.edge import RequestWork, session_cookie
from commonground.ui.shell.page import Page
from commonground.ui.sign_in import flow
from commonground.ui.sign_in.views import TroubleView, council_view, list_view

BROWSER = "cg_sign_in"
_OPEN = declare(Action.SIGN_IN, Door.OPEN)
_COUNCIL = {"council": "council"}


def _settings(request: Request[Any, Any, Any]) -> Settings:
    chosen: Settings = request.app.state["settings"]
    return chosen


def _cookie(settings: Settings, key: str, value: str, *, max_age: int | None = None) -> Cookie:
    secure = settings.base_url.startswith("https://")
    return Cookie(key=key, value=value, max_age=max_age, httponly=True, secure=secure, samesite="lax")


def _go(address: str, cookies: list[Cookie] | None = None) -> Response[bytes]:
    return Response(b"", status_code=303, headers={"Location": address}, cookies=cookies or [])


@get("/", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE))
async def front() -> Response[bytes]:
    return _go("/my-work")


@get("/sign-in", opt=_OPEN)
async def choose(
    request: Request[Any, Any, Any],
    work: RequestWork,
    council: FromQuery[str] = "",
) -> Page | Response[bytes]:
    """Which council? Its own page comes next."""
    view = await list_view(work, _settings(request), _next(request))
    known = {each.slug for each in view.councils}
    if council in known:
        return _go(view.address_of(council))
    return Page("sign_in/choose.html", view)


@get("/sign-in/help", opt=_OPEN)
async def trouble() -> Page:
    return Page("sign_in/help.html")


@get("/sign-in/{council:str}", opt=declare(Action.SIGN_IN, Door.OPEN, ids=_COUNCIL))
async def council_page(
    request: Request[Any, Any, Any],
    work: RequestWork,
    council: FromPath[str],
) -> Page:
    """One council's own sign-in page."""
    await _provider(request, council)
    return Page("sign_in/council.html", await council_view(work, _settings(request), council, _next(request)))


@get("/sign-in/{council:str}/start", opt=declare(Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=_COUNCIL))
async def start(
    request: Request[Any, Any, Any],
    council: FromPath[str],
    who: FromQuery[str] = "",
) -> Page | Response[bytes]:
    """Off to the council's provider. `who` names one of the demonstration's people."""
    settings = _settings(request)
    provider = await _provider(request, council)
    await flow.throttle(request)
    try:
        begun = await flow.begin(request.app, settings, provider, _next(request), who if settings.is_demo else "")
    except SignInRefused as refused:
        return _refused(council, refused)
    return _go(begun.url, [_cookie(settings, BROWSER, begun.browser, max_age=600)])


@get("/sign-in/{council:str}/return", opt=declare(Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=_COUNCIL))
async def come_back(
    request: Request[Any, Any, Any], work: RequestWork, council: FromPath[str]
) -> Page | Response[bytes]:
    """Back from the provider: a new session with a new token, whatever the browser held before."""
    settings = _settings(request)
    provider = await _provider(request, council)
    await flow.throttle(request)
    try:
        browser = request.cookies.get(BROWSER, "")
        session, return_to = await flow.complete(request, settings, provider, browser)
    except SignInRefused as refused:
        return _refused(council, refused)
    await _end_old(request, work, settings)
    await flow.note(work, session, Action.SIGN_IN)
    home = flow.OPERATOR_HOME if session.council_id is None else flow.HOME
    cookies = [_cookie(settings, session_cookie(settings), session.token), _cookie(settings, BROWSER, "", max_age=0)]
    return _go(return_to or home, cookies)


@post("/sign-out", opt=declare(Action.SIGN_OUT, effect=Effect.SESSION, body=dict), status_code=303)
async def sign_out(request: Request[Any, Any, Any], work: RequestWork) -> Response[bytes]:
    """Ends the session everywhere, and writes it into the council's trail."""
    settings = _settings(request)
    await _end_old(request, work, settings)
    if work.actor.council_id is not None:
        await audit.record(work, Action.SIGN_OUT, audit.Subject("session", work.actor.session_id))
    cleared = _cookie(settings, session_cookie(settings), "", max_age=0)
    answer = _go("/signed-out", [cleared])
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@get("/signed-out", opt=_OPEN)
async def signed_out() -> Page:
    return Page("sign_in/signed_out.html")


def _next(request: Request[Any, Any, Any]) -> str:
    """Where the person wanted to go, if it is a page of ours."""
    return flow.local_path(request.query_params.get("next", ""))


async def _provider(request: Request[Any, Any, Any], council: str) -> Provider:
    found = await flow.provider_of(request.app, council)
    if found is None:
        raise NotFoundHereError
    return found


async def _end_old(request: Request[Any, Any, Any], work: Work, settings: Settings) -> None:
    token = request.cookies.get(session_cookie(settings), "")
    if token:
        await end_session(work.connection, token)


def _refused(council: str, refused: SignInRefused) -> Page:
    view = TroubleView(council, refused.sentence, refused.reason.value)
    return Page("sign_in/refused.html", view, status=refused.status)


HANDLERS = [front, choose, trouble, council_page, start, come_back, sign_out, signed_out]
