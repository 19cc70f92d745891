"""`/council/set-up/teams`: the council's teams, and another one."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils import settling
from commonground.platform.councils.teams import teams_of
from commonground.platform.refusals import RefusedError
from commonground.platform.work import Work
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.setting_up.forms import TeamForm
from commonground.ui.setting_up.tasks import HOME, mark_done
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

TEAMS = f"{HOME}/teams"


@get(TEAMS, opt=declare(Action.SET_UP_COUNCIL))
async def teams(work: RequestWork) -> Page:
    return await _page(work, TeamForm())


@post(
    TEAMS,
    status_code=200,
    opt=declare(
        Action.SET_UP_COUNCIL,
        effect=Effect.CHANGE,
        body=lambda: {"name": "South locality", "kind": "locality", "area": "South"},
    ),
)
async def add(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    form = await TeamForm.read(request)
    if form.validate():
        try:
            await settling.add_team(work, **form.asked())
        except RefusedError as refused:
            form.refuse(refused)
        else:
            await mark_done(work, "teams")
            return redirect(request, TEAMS, gettext("Added. Invite people into it, or move somebody there."))
    return await _page(work, form)


async def _page(work: Work, form: TeamForm) -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("teams"))
    return Page("setting_up/teams.html", await teams_of(work), form=form)


TEAM_PAGES = [teams, add]
