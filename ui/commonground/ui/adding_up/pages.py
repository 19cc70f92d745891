"""`/council/adding-up`: what the council wants to hear of when contacts add up on a context, and its guidance.
`/contexts/…/adding-up`: what has added up on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import ChangedMeanwhileError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.adding_up.guidance import guidance_of, set_guidance
from commonground.tenants.adding_up.overlap import worries_about
from commonground.tenants.adding_up.queries import added_up
from commonground.tenants.contexts.load import load_context, subject_of
from commonground.ui.adding_up.forms import GuidanceForm, example
from commonground.ui.adding_up.views import adding_up_view
from commonground.ui.contexts.building import read_head
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

HERE: Final = "/council/adding-up"


@dataclass(frozen=True, slots=True)
class GuidanceView:
    """`conflict`: somebody was quicker."""

    here: str
    conflict: str = ""


@get(HERE, opt=declare(Action.SET_UP_COUNCIL))
async def guidance(work: RequestWork) -> Page:
    """As it stands."""
    return await _page(work, GuidanceForm.of(await guidance_of(work)))


@post(HERE, status_code=200, opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=example))
async def save(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    """Set it for everybody."""
    form, conflict = await GuidanceForm.read(request), ""
    if form.validate():
        try:
            await set_guidance(work, form.patterns(), form.words(), version=form.seen_version)
        except ChangedMeanwhileError as quicker:
            conflict = quicker.sentence
            form.compare(await guidance_of(work))
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return redirect(request, HERE, gettext("Saved. It counts from the next contact."))
    return await _page(work, form.offer(), conflict)


async def _page(work: Work, form: GuidanceForm, conflict: str = "") -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("council"))
    status = ChangedMeanwhileError.status if conflict else None
    return Page("adding_up/guidance.html", GuidanceView(HERE, conflict), form=form, status=status)


@get("/contexts/{reference:str}/adding-up", opt=declare(Action.READ_CONTEXT, ids={"reference": "context"}))
async def on_context(work: RequestWork, reference: FromPath[str]) -> Page:
    """Why now, and how much does it need?"""
    row = await load_context(work, reference, to=Action.READ_CONTEXT)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    found, worries = await added_up(work, row.id), await worries_about(work, row)
    record = await read_head(work, row, found.total)
    return Page("adding_up/context.html", adding_up_view(record, found, worries, work))


HANDLERS = [guidance, save, on_context]
