"""Sign-in and sign-out. A council's people start at `/sign-in/{council}`, which they can keep as a bookmark."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.types import is_short_name
from commonground.platform.identity.oidc import Provider
from commonground.ui.declare import Door, Effect, declare
from commonground.ui.edge import RequestWork, session_token
from commonground.ui.shell.csrf import came_from_here, no_visit
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of
from commonground.ui.sign_in import flow
from commonground.ui.sign_in.entering import end_old, let_in
from commonground.ui.sign_in.speaking import speak
from commonground.ui.sign_in.trouble import TROUBLE
from commonground.ui.sign_in.views import council_view, list_view
from commonground.ui.sign_in.ways import browser_cookie, go, keep, no_session, wanted

AnyRequest = Request[Any, Any, Any]

_OPEN = declare(Action.SIGN_IN, Door.OPEN)
_COUNCIL = {"council": "council"}
_LONGEST_NAME = 100
# How long somebody may take at the provider: as long as the database keeps their sign-in.
_AWAY = 600


@get("/", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE))
async def front() -> Response[bytes]:
    return go(flow.HOME)


@get("/sign-in", opt=_OPEN, before_request=speak)
async def choose(
    request: AnyRequest, work: RequestWork, council: FromQuery[str | None] = None
) -> Page | Response[bytes]:
    """Which council? Its own page comes next."""
    view = await list_view(work, settings_of(request.scope), wanted(request), asked=council is not None)
    if council in {each.slug for each in view.councils}:
        return go(view.address_of(council or ""))
    return Page("sign_in/choose.html", view, status=422 if view.nothing_chosen else 200)


@get("/sign-in/help", opt=_OPEN, before_request=speak)
async def trouble() -> Page:
    return Page("sign_in/help.html")


@get("/sign-in/{council:str}", opt=declare(Action.SIGN_IN, Door.OPEN, ids=_COUNCIL), before_request=speak)
async def council_page(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page:
    """One council's own sign-in page."""
    if not is_short_name(council):
        raise NotFoundHereError
    provider = await flow.provider_of(request.app, council) is not None
    settings = settings_of(request.scope)
    view = await council_view(work, settings, council, wanted(request), provider=provider)
    if view is None:
        raise NotFoundHereError
    return Page("sign_in/council.html", view)


@get(
    "/sign-in/{council:str}/start",
    opt=declare(Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=_COUNCIL),
    exception_handlers=TROUBLE,
    before_request=speak,
)
async def start(request: AnyRequest, council: FromPath[str], who: FromQuery[str] = "") -> Response[bytes]:
    """Off to the council's provider. `who` names one of the demonstration's people."""
    settings = settings_of(request.scope)
    provider = await _provider(request, council)
    hint = who if settings.is_demo and who.isprintable() else ""
    begun = await flow.begin(request, settings, provider, wanted(request), hint[:_LONGEST_NAME])
    return go(begun.url, keep(settings, browser_cookie(settings), begun.browser, _AWAY))


@get(
    "/sign-in/{council:str}/return",
    opt=declare(Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=_COUNCIL),
    exception_handlers=TROUBLE,
    before_request=speak,
)
async def come_back(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Response[bytes]:
    """Back from the provider: a new session with a new token, whatever the browser held before. Or the session that
    the browser holds, confirmed."""
    settings = settings_of(request.scope)
    provider = await _provider(request, council)
    browser = request.cookies.get(browser_cookie(settings), "")
    who, begun = await flow.come_back(request, settings, provider, browser)
    over = keep(settings, browser_cookie(settings), "", 0)
    if begun.confirms is not None:
        await flow.confirm(request, work, session_token(request, settings), who, begun.confirms)
        return go(begun.return_to or flow.HOME, over)
    return await let_in(request, work, await flow.sign_in(request, who), begun.return_to, over)


def already_out(request: AnyRequest, _: NotAuthorizedException) -> Response[bytes]:
    """Pressed on a page whose session is over: what was wanted is so already.

    Only for a page of ours is the cookie taken away. A stranger's form comes without it, and must not sign anybody
    out by the answer."""
    return _out(request) if came_from_here(request) else go("/signed-out")


@post(
    "/sign-out",
    opt=declare(Action.SIGN_OUT, effect=Effect.SESSION, body=dict),
    status_code=303,
    exception_handlers={NotAuthorizedException: already_out},
)
async def sign_out(request: AnyRequest, work: RequestWork) -> Response[bytes]:
    """Ends the session everywhere, and writes it into the council's trail."""
    await end_old(request, work)
    if work.actor.council_id is not None:
        await audit.record(work, Action.SIGN_OUT, audit.Subject("session", work.actor.session_id))
    return _out(request)


@get("/signed-out", opt=_OPEN, before_request=speak)
async def signed_out() -> Page:
    return Page("sign_in/signed_out.html")


def _out(request: AnyRequest) -> Response[bytes]:
    answer = go("/signed-out", no_session(settings_of(request.scope)), no_visit(request))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


async def _provider(request: AnyRequest, council: str) -> Provider:
    found = await flow.provider_of(request.app, council)
    if found is None:
        raise NotFoundHereError
    return found


HANDLERS = [front, choose, trouble, council_page, start, come_back, sign_out, signed_out]
