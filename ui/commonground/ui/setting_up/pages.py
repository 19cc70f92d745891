"""`/council/set-up`: the list of tasks, and a page for each that changes the council itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils import settling
from commonground.platform.councils.models import Council
from commonground.platform.councils.powers import has_duty, is_unreviewed
from commonground.platform.councils.types import KIND_FACTS, CouncilKind, Nation
from commonground.platform.refusals import ChangedMeanwhileError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.going_live.service import Gate, gate_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.setting_up.gate_pages import GATE_PAGES
from commonground.ui.setting_up.label_pages import LABEL_PAGES
from commonground.ui.setting_up.settled import SETTLED, Settled
from commonground.ui.setting_up.sign_in_pages import SIGN_IN_PAGES
from commonground.ui.setting_up.standing import StandingForm
from commonground.ui.setting_up.tasks import BY_KEY, HOME, Task, TaskLine, after, lines, mark_done
from commonground.ui.setting_up.team_pages import TEAM_PAGES
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

AnyRequest = Request[Any, Any, Any]
_READ = declare(Action.SET_UP_COUNCIL)


@dataclass(frozen=True, slots=True)
class ListView:
    tasks: list[TaskLine]
    gate: Gate


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task's page. `duty`: whether responsibility may pass to it; `unreviewed`: nobody has read our legal texts for
    its nation; `conflict`: somebody was quicker; `settled`: its kind and nation stay."""

    task: Task
    council: Council
    kind: str
    duty: bool
    unreviewed: bool
    conflict: str
    settled: bool


@get(HOME, opt=_READ)
async def index(work: RequestWork) -> Page:
    await audit.record(work, Action.READ_COUNCIL, audit.Subject("council"))
    gate = await gate_of(work)
    tasks = lines(gate.given, await settling.amounts(work))
    return Page("setting_up/index.html", ListView(tasks, gate))


def _pages(settled: Settled) -> tuple[HTTPRouteHandler, HTTPRouteHandler]:
    """One task's page, and what it sends."""
    path = BY_KEY[settled.key].href
    changes = declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=settled.example)

    @get(path, opt=_READ, name=f"set up {settled.key}")
    async def page(work: RequestWork) -> Page:
        council = await settling.own_council(work)
        return await _page(work, settled.key, council, settled.form.of(council))

    @post(path, status_code=200, opt=changes, name=f"set up {settled.key} saved")
    async def save(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
        return await _save(request, work, settled)

    return page, save


async def _save(request: AnyRequest, work: Work, settled: Settled) -> Page | Response[Any]:
    """Save and go on to the next task; or the page again with what is wrong beside its field, or with what somebody
    else has saved meanwhile."""
    council, key = await settling.own_council(work), settled.key
    form = (await settled.form.read(request)).offer(council)
    if not form.validate():
        return await _page(work, key, council, form)
    try:
        if form.is_stale(council):
            raise ChangedMeanwhileError
        await settled.save(work, council, form)
    except ChangedMeanwhileError as quicker:
        council = await settling.own_council(work)
        form.compare(council)
        return await _page(work, key, council, form, quicker.sentence)
    except RefusedError as refused:
        form.refuse(refused)
        return await _page(work, key, council, form)
    await mark_done(work, key)
    return redirect(request, after(key), str(settled.said))


async def _page(work: Work, key: str, council: Council, form: StandingForm, conflict: str = "") -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("council"))
    label, nation = KIND_FACTS[CouncilKind(council.kind)].label, Nation(council.nation)
    settled = key == "kind" and await settling.kind_stands(work)
    duty, unreviewed = has_duty(council.legal_powers), is_unreviewed(nation)
    view = TaskView(BY_KEY[key], council, label, duty, unreviewed, conflict, settled)
    status = ChangedMeanwhileError.status if conflict else None
    return Page(f"setting_up/{key}.html", view, form=form, status=status)


HANDLERS = [
    index, *(handler for settled in SETTLED for handler in _pages(settled)),
    *SIGN_IN_PAGES, *TEAM_PAGES, *LABEL_PAGES, *GATE_PAGES,
]  # fmt: skip  # pairs
