"""`/account`: roles, teams and sessions of the one who reads; a session can be ended from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy import text

from commonground.platform import audit
from commonground.platform.access import ROLES, Action, RoleCard
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.work import Work
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_MINE = text("select * from identity.my_sessions()")
_END = text("select identity.end_my_session(:session)")


@dataclass(frozen=True, slots=True)
class SessionLine:
    id: UUID
    since: str
    seen: str
    seen_at: datetime
    agent: str
    this: bool


@dataclass(frozen=True, slots=True)
class AccountView:
    name: str
    team: str
    roles: list[RoleCard]
    sessions: list[SessionLine]


@get("/account", opt=declare(Action.SIGN_OUT))
async def index(work: RequestWork) -> Page:
    """Who I am here."""
    roles = [ROLES[role] for role in sorted(work.actor.roles)]
    return Page("account/index.html", AccountView(work.actor.name, work.actor.team_name, roles, await _sessions(work)))


@post(
    "/account/sessions/{session:uuid}/end",
    opt=declare(Action.SIGN_OUT, effect=Effect.SESSION, ids={"session": "session"}, body=dict),
    status_code=200,
)
async def end(request: Request[Any, Any, Any], work: RequestWork, session: FromPath[UUID]) -> Response[Any]:
    """End one of my own sessions, wherever it is open."""
    if not await work.connection.scalar(_END, {"session": session}):
        raise NotFoundHereError
    if work.actor.council_id is not None:
        await audit.record(work, Action.SIGN_OUT, audit.Subject("session", session))
    return redirect(request, "/account", gettext("That session has ended."))


async def _sessions(work: Work) -> list[SessionLine]:
    rows = await work.connection.execute(_MINE)
    return [
        SessionLine(
            row.id,
            moment(row.created_at),
            moment(row.seen_at),
            row.seen_at,
            _browser(row.agent),
            row.id == work.actor.session_id,
        )
        for row in rows
    ]


def _browser(agent: str) -> str:
    """The browser and the device, as far as the browser says; never the whole line, which nobody can read."""
    found = [name for name in ("Edg", "Firefox", "Chrome", "Safari") if f"{name}/" in agent]
    device = next((name for name in ("iPhone", "iPad", "Android", "Windows", "Mac", "Linux") if name in agent), "")
    browser = {"Edg": "Edge"}.get(found[0], found[0]) if found else gettext("A browser")
    return f"{browser}, {device}" if device else browser


HANDLERS = [index, end]
