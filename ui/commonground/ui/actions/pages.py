"""`/contexts/…/actions/new`: a step of the playbook, or something of one's own, becomes an action;
`/contexts/…/actions/…`: how one stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.cover.service import today_of
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.reference.playbooks import PLAYBOOKS
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.actions import service
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.rules import USUAL_DAYS, WHAT_LIMIT
from commonground.tenants.contexts.load import load_context, subject_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.playbooks.service import load_playbook
from commonground.ui.actions.forms import DAY, ActionForm, OutcomeForm
from commonground.ui.actions.views import ActionFormView
from commonground.ui.contexts.changing import where_next
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.keeping import VERSION, AnyRequest, keep_refused
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

CONFLICT: Final = 409
_IDS: Final = {"reference": "context"}
_OF_ACTION: Final = {"reference": "context", "action": "context_action"}


def new_body() -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {"what": "Ask the owner what they see", "step": "shop-3"}
    return said | {"owner": "01890000-0000-7000-8000-000000000000", **_day()}


def outcome_body() -> dict[str, str | list[str]]:
    return {"version": "1", "status": "done", "reason": "", "owner": "01890000-0000-7000-8000-000000000000", **_day()}


def _day() -> dict[str, str | list[str]]:
    return {"due_on-day": "3", "due_on-month": "2", "due_on-year": "2027"}


@get("/contexts/{reference:str}/actions/new", opt=declare(Action.CHANGE_CONTEXT, ids=_IDS))
async def new(work: RequestWork, reference: FromPath[str], step: FromQuery[str] = "") -> Page:
    """Filled in already: the step's words, oneself, and a week from now."""
    row = await load_context(work, reference, to=Action.CHANGE_CONTEXT)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    due = today_of(work) + timedelta(days=USUAL_DAYS)
    start = {"owner": str(work.actor.staff), "due_on": due, **await _of_step(work, step)}
    kept = await drafts.find(work, _about_new(row, str(start.get("step", ""))))
    form = ActionForm.kept(kept, 0) if kept else ActionForm(None, start)
    form.offer(await service.who_could_do_it(work, row))
    return _new_page(row, form, kept=kept is not None)


async def _of_step(work: Work, step: str) -> dict[str, str]:
    """What a step of a playbook says, in the words that count here; nothing for one that there is not."""
    code, _, number = step.rpartition("-")
    if code not in PLAYBOOKS:
        return {}
    steps = (await load_playbook(work, code)).words.steps
    words = {str(place): each.do for place, each in enumerate(steps, 1)}
    return {"step": step, "what": words[number][:WHAT_LIMIT]} if number in words else {}


@post(
    "/contexts/{reference:str}/actions/new",
    status_code=200,
    opt=declare(Action.CHANGE_CONTEXT, effect=Effect.CHANGE, ids={**_IDS, "owner": "staff"}, body=new_body),
)
async def add(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    row = await load_context(work, reference, to=Action.CHANGE_CONTEXT, lock=True)
    form = await ActionForm.read(request)
    form.offer(await service.who_could_do_it(work, row))
    try:
        form.taken = await service.open_of_step(work, row, form.typed())
        if form.validate() and form.second_look(list(form.flagged())):
            await service.add_action(work, row, form.typed())
            await drafts.discard(work, _about_new(row, form.of_step))
            return redirect(request, where_next(work, row), gettext("It stands on the context, and in their work."))
    except IncompleteError as refused:
        form.refuse_all(refused.problems)
    page = _new_page(row, form)
    await keep_refused(request, work, form, _about_new(row, form.of_step), also=DAY)
    return page


@get("/contexts/{reference:str}/actions/{action:uuid}", opt=declare(Action.CHANGE_CONTEXT, ids=_OF_ACTION))
async def show(work: RequestWork, reference: FromPath[str], action: FromPath[UUID]) -> Page:
    row = await load_context(work, reference, to=Action.CHANGE_CONTEXT)
    found = await service.load_action(work, row, action)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    await audit.record(work, Action.READ_CONTEXT, service.subject_of_action(row, found))
    kept = await drafts.find(work, _about(row, found))
    form = OutcomeForm.kept(kept, found.version) if kept else OutcomeForm.of_action(found)
    form.offer(await service.who_could_do_it(work, row))
    return _outcome_page(row, found, form, kept=kept is not None)


@post(
    "/contexts/{reference:str}/actions/{action:uuid}",
    status_code=200,
    opt=declare(Action.CHANGE_CONTEXT, effect=Effect.CHANGE, ids={**_OF_ACTION, "owner": "staff"}, body=outcome_body),
)
async def settle(
    request: AnyRequest, work: RequestWork, reference: FromPath[str], action: FromPath[UUID]
) -> Page | Response[Any]:
    row = await load_context(work, reference, to=Action.CHANGE_CONTEXT, lock=True)
    found = await service.load_action(work, row, action, lock=True)
    form, conflict = await OutcomeForm.read(request), ""
    form.offer(await service.who_could_do_it(work, row))
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            await service.settle_action(work, row, found, form.typed(), version=form.seen_version)
            await drafts.discard(work, _about(row, found))
            return redirect(request, where_next(work, row), gettext("Saved."))
    except IncompleteError as refused:
        form.refuse_all(refused.problems)
    except (ChangedMeanwhileError, service.ActionOverError) as quicker:
        conflict, form.version.data = quicker.sentence, str(found.version)
    page = _outcome_page(row, found, form, conflict)
    await keep_refused(request, work, form, _about(row, found), also=(*DAY, *VERSION))
    return page


def _about(row: ContextRow, action: ContextAction) -> About:
    """About the context: what is typed goes with it."""
    return About(f"action:{action.id}", row.id)


def _about_new(row: ContextRow, step: str) -> About:
    return About(f"new_action:{step}", row.id)


def _new_page(row: ContextRow, form: ActionForm, *, kept: bool = False) -> Page:
    here = f"/contexts/{row.reference}/actions/new"
    view = ActionFormView(row.reference, row.name, gettext("Add an action"), here, gettext("Add it"), kept=kept)
    return Page("actions/form.html", view, form=form)


def _outcome_page(
    row: ContextRow, action: ContextAction, form: OutcomeForm, conflict: str = "", *, kept: bool = False
) -> Page:
    view = ActionFormView(
        reference=row.reference,
        name=row.name,
        heading=gettext("How does it stand?"),
        action=f"/contexts/{row.reference}/actions/{action.id}",
        button=gettext("Save"),
        what=action.what,
        conflict=conflict,
        kept=kept,
    )
    return Page("actions/form.html", view, form=form, status=CONFLICT if conflict else None)


HANDLERS = [new, add, show, settle]
