"""`/account`: roles, teams and sessions of the one who reads, and where and in which language they are written to; a
session can be ended from here."""

from __future__ import annotations

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
from commonground.platform.work import Work
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.dates import moment
from commonground.ui.shell.forms import Choice, Form, Radios
from commonground.ui.shell.i18n import LANGUAGES, gettext, lazy
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
    email: str
    is_written_to: bool


class LanguageForm(Form):
    lang = Radios(
        lazy("In which language do we write to you?"),
        tuple(Choice(code, name) for code, name in LANGUAGES.items()),
        required=lazy("Choose a language"),
    )


@get("/account", opt=declare(Action.SIGN_OUT))
async def index(work: RequestWork) -> Page:
    """Who I am here."""
    email, lang = await _written_to(work)
    return await _shown(work, email, LanguageForm(None, {"lang": lang}))


@post(
    "/account/language",
    opt=declare(Action.SEE_OWN_WORK, effect=Effect.CHANGE, body=lambda: {"lang": "cy"}),
    status_code=200,
)
async def speak(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    """Choose the language of what is sent to me. Pages for staff stand in English."""
    form = await LanguageForm.read(request)
    if not form.validate():
        return await _shown(work, (await _written_to(work))[0], form)
    await work.mine.execute(update(Staff).where(Staff.id == work.actor.staff).values(lang=form.lang.data))
    return redirect(request, "/account", gettext("We will write to you in that language."))


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


async def _shown(work: Work, email: str, form: LanguageForm) -> Page:
    actor = work.actor
    roles = [ROLES[role] for role in sorted(actor.roles)]
    of_council = actor.staff_id is not None
    view = AccountView(actor.name, actor.team_name, roles, await _sessions(work), email, of_council)
    return Page("account/index.html", view, form=form)


async def _written_to(work: Work) -> tuple[str, str]:
    """The reader's own address and language. Whoever acts for no council is not written to."""
    if work.actor.staff_id is None:
        return "", ""
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


HANDLERS = [index, speak, end]
