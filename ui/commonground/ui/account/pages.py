"""`/account`: roles, teams and sessions of the one who reads, and where and in which language they are written to; a
session can be ended from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy import select, text, update

from commonground.platform import audit
from commonground.platform.access import ROLES, Action, RoleCard
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff
from commonground.platform.identity.local import own
from commonground.platform.identity.local.own import OwnAccount, OwnCouncil
from commonground.platform.work import Work
from commonground.ui.account.confirming import CONFIRMING
from commonground.ui.account.forms import LanguageForm
from commonground.ui.account.own import OWN
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork, origin_of, pools_of, session_cookie, session_token
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of
from commonground.ui.sign_in.ways import keep

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
    """`own` and `councils` are of local accounts alone."""

    name: str
    team: str
    roles: list[RoleCard]
    sessions: list[SessionLine]
    email: str
    is_written_to: bool
    own: OwnAccount | None
    councils: Sequence[OwnCouncil]


@get("/account", opt=declare(Action.SIGN_OUT))
async def index(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """Who I am here."""
    return await _page(request, work, LanguageForm(None, {"language": (await _written_to(work))[1]}))


@post(
    "/account/language",
    opt=declare(Action.SEE_OWN_WORK, effect=Effect.CHANGE, body=lambda: {"language": "cy"}),
    status_code=200,
)
async def speak(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    """The language in which I am written to."""
    form = await LanguageForm.read(request)
    if not form.validate():
        return await _page(request, work, form)
    mine = update(Staff).where(Staff.tenant_id == work.actor.council, Staff.id == work.actor.staff)
    await work.mine.execute(mine.values(lang=form.language.data))
    return redirect(request, "/account", gettext("We will write to you in that language."))


@post(
    "/account/act-for",
    opt=declare(
        Action.LOOK_AFTER_ACCOUNT,
        effect=Effect.SESSION,
        ids={"council": "council"},
        body=lambda: {"council": "larkmere"},
    ),
    status_code=200,
)
async def act_for(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """Act for another organisation, in another session with another token; this one ends."""
    settings, chosen = settings_of(request.scope), (await request.form()).get("council")
    token, agent = session_token(request, settings), origin_of(request).agent
    if chosen == work.actor.council_slug:
        return redirect(request, "/account")
    session = await own.act_for(pools_of(request.app).login, token, str(chosen), agent)
    if session is None:
        raise NotFoundHereError
    if work.actor.council_id is not None:
        await audit.record(work, Action.SIGN_OUT, audit.Subject("session", work.actor.session_id))
    answer = redirect(request, "/account/acting")
    answer.cookies.append(keep(settings, session_cookie(settings), session.token))
    return answer


@get("/account/acting", opt=declare(Action.LOOK_AFTER_ACCOUNT, effect=Effect.CHANGE))
async def acting(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """Arrived: the new session stands in its own council's trail, which the old one's pass could not write to."""
    if work.actor.council_id is not None:
        await audit.record(work, Action.SIGN_IN, audit.Subject("session", work.actor.session_id))
    words = gettext("You act for %(council)s now.") % {"council": work.actor.council_name or "Commonground"}
    return redirect(request, "/account", words)


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


async def _page(request: Request[Any, Any, Any], work: Work, form: LanguageForm) -> Page:
    actor, login = work.actor, pools_of(request.app).login
    token = session_token(request, settings_of(request.scope))
    account = await own.own_account(login, token) if actor.local else None
    councils = await own.own_councils(login, token) if actor.local else ()
    roles = [ROLES[role] for role in sorted(actor.roles)]
    (email, _), written_to = await _written_to(work), actor.staff_id is not None
    sessions = await _sessions(work)
    view = AccountView(actor.name, actor.team_name, roles, sessions, email, written_to, account, councils)
    return Page("account/index.html", view, form=form)


async def _written_to(work: Work) -> tuple[str, str]:
    """The reader's own address and language. Whoever acts for no council is not written to."""
    if work.actor.staff_id is None:
        return "", "en"
    row = (await work.mine.execute(select(Staff.email, Staff.lang).where(Staff.id == work.actor.staff_id))).one()
    return row.email or "", row.lang


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


HANDLERS = [index, end, speak, act_for, acting, *CONFIRMING, *OWN]
