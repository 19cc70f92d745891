"""The last step of every sign-in: the session's cookie, and the end of whatever the browser held before."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie

from commonground.platform.identity.sign_in import NewSession, end_session
from commonground.platform.work import Work
from commonground.ui.edge import session_cookie, session_token
from commonground.ui.shell.csrf import visit_of
from commonground.ui.shell.security import settings_of
from commonground.ui.sign_in import flow
from commonground.ui.sign_in.ways import go, keep

AnyRequest = Request[Any, Any, Any]


async def let_in(
    request: AnyRequest, work: Work, session: NewSession, return_to: str, *cookies: Cookie
) -> Response[bytes]:
    """To where the person wanted to go, or home. Raises `NoRoleHereError`."""
    made = await cookies_of(request, work, session)
    return go(return_to or flow.home_of(work.actor), *made, *cookies)


async def cookies_of(request: AnyRequest, work: Work, session: NewSession) -> list[Cookie]:
    """The cookies of a browser that has just signed in; it is in the council's trail then, and the session that the
    browser had before is over. Raises `NoRoleHereError`."""
    settings = settings_of(request.scope)
    await end_old(request, work)
    actor = await flow.note(work, session)
    return [keep(settings, session_cookie(settings), session.token), visit_of(request, str(actor.account_id))]


async def end_old(request: AnyRequest, work: Work) -> None:
    token = session_token(request, settings_of(request.scope))
    if token:
        await end_session(work.connection, token)
