"""`/worklist`"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.tenants.worklist.items import Task
from commonground.tenants.worklist.kinds import Whose
from commonground.tenants.worklist.queries import Wanted, waiting
from commonground.tenants.worklist.uncleared import where_to_clear
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.worklist.calendar import calendar
from commonground.ui.worklist.tabs import UNCLEARED
from commonground.ui.worklist.views import worklist_view


@get("/worklist", opt=declare(Action.SEE_OWN_WORK))
async def index(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """Everything that waits for the reader, or for their teams too."""
    asked = request.query_params
    whose = Whose.TEAM if asked.get("whose") == Whose.TEAM else Whose.ME
    task = asked.get("kind", "")
    wanted = Wanted(whose, Task(task) if task in set(Task) else None)
    await audit.record(work, Action.SEE_OWN_WORK, audit.Subject("worklist"))
    view = worklist_view(work, wanted, await waiting(work, wanted))
    return Page("worklist/index.html", view, block="results")


@get(UNCLEARED, opt=declare(Action.READ_NAMES))
async def to_clear(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """From one's own work to the page on which rows of an earlier tracker are cleared of names."""
    await audit.record(work, Action.SEE_OWN_WORK, audit.Subject("worklist"))
    place = await where_to_clear(work)
    if place is None:
        none = gettext("No rows of an earlier tracker wait to be cleared by you.")
        return redirect(request, "/my-work", none, done=False)
    return redirect(request, place)


HANDLERS = [index, calendar, to_clear]
