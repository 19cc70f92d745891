"""`/break-glass`: asked, confirmed on a second page, and answered alike for what exists and what does not."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import RefusedError
from commonground.platform.throttle import BREAK_GLASS, count
from commonground.platform.work import Work
from commonground.tenants.break_glass import service
from commonground.tenants.break_glass.queries import my_uses
from commonground.tenants.break_glass.types import GROUND_LABELS, Asked
from commonground.ui.break_glass.forms import BreakGlassForm, EndForm
from commonground.ui.break_glass.review import REVIEW_HANDLERS
from commonground.ui.break_glass.views import ConfirmView, MineView, answer, line_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork, pools_of
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.typed import id_in

HERE = "/break-glass"
IDS = {"reference": "referral"}
EXAMPLE_ID = "01890000-0000-7000-8000-000000000000"
TOO_MANY = 429


def example() -> dict[str, str | list[str]]:
    return {"reference": "CR-7K3F-29M", "ground": "harm", "reason": "The school rings: he has been followed home."}


@get(HERE, opt=declare(Action.BREAK_GLASS))
async def index(work: RequestWork) -> Page:
    """The form, and what one has opened by it."""
    return await _form_page(work, BreakGlassForm(None))


async def _form_page(work: Work, form: BreakGlassForm, *, status: int | None = None) -> Page:
    await audit.shown(work, Action.SEE_OWN_WORK, audit.Subject("break_glass"))
    lines = tuple(line_of(use) for use in (await my_uses(work)).uses)
    return Page("break_glass/index.html", MineView(lines), form=form, status=status)


@post(HERE, status_code=200, opt=declare(Action.BREAK_GLASS, effect=Effect.CHANGE, ids=IDS, body=example))
async def ask(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """What will happen, before it does. Nothing is opened yet, and nothing is looked for."""
    form = await BreakGlassForm.read(request)
    asked = form.asked()
    if asked is None:
        return await _form_page(work, form)
    await audit.left_unconfirmed(work, Action.BREAK_GLASS, audit.Subject("break_glass", None, asked.reference))
    return _confirm_page(form, asked)


def _confirm_page(form: BreakGlassForm, asked: Asked) -> Page:
    view = ConfirmView(asked.reference, GROUND_LABELS[asked.ground], asked.reason)
    return Page("break_glass/confirm.html", view, form=form)


@post(
    f"{HERE}/confirm",
    status_code=200,
    opt=declare(Action.BREAK_GLASS, effect=Effect.CHANGE, ids=IDS, body=example),
)
async def confirm(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    """Break it. The answer, the statements and the time are those of a reference that nothing has."""
    form = await BreakGlassForm.read(request)
    asked = form.asked()
    if asked is None:
        return await _form_page(work, form)
    if not await count(pools_of(request.app).app, BREAK_GLASS, str(work.actor.staff)):
        form.form_errors = [
            gettext("You have done this five times in a day. Ring whoever answers for information governance.")
        ]
        return await _form_page(work, form, status=TOO_MANY)
    broken = await service.break_glass(work, asked)
    return redirect(request, HERE, answer(broken.reference, broken.until))


@post(
    f"{HERE}/end",
    status_code=200,
    opt=declare(Action.BREAK_GLASS, effect=Effect.CHANGE, ids={"use": "break_glass"}, body=lambda: {"use": EXAMPLE_ID}),
)
async def end(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """Close it again before the three hours are over."""
    form = await EndForm.read(request)
    try:
        await service.end_own(work, id_in(form.use.data))
    except RefusedError as over:
        if isinstance(over, NotFoundHereError):
            raise
        return redirect(request, HERE, over.sentence, done=False)
    return redirect(request, HERE, gettext("Ended. You can’t open it by break-glass any more."))


HANDLERS = [index, ask, confirm, end, *REVIEW_HANDLERS]
