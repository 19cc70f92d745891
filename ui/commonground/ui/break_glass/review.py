"""`/break-glass/review`: whoever answers for access looks at every use, ends it, and writes down what they found."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid_of
from commonground.platform.refusals import RefusedError
from commonground.platform.work import Work
from commonground.tenants.break_glass import service
from commonground.tenants.break_glass.queries import Uses, all_uses, count_waiting, one_use
from commonground.ui.break_glass.forms import EndForm, ReviewForm
from commonground.ui.break_glass.views import ReviewView, line_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

HERE = "/break-glass/review"
ALL = f"{HERE}?view=all"
EXAMPLE_ID = "01890000-0000-7000-8000-000000000000"


@get(HERE, opt=declare(Action.REVIEW_BREAK_GLASS, ids={"before": "break_glass"}))
async def index(work: RequestWork, view: FromQuery[str] = "", before: FromQuery[str] = "") -> Page:
    """Those that nobody has reviewed; with `view=all` every use."""
    waiting = view != "all"
    return await _page(work, await all_uses(work, waiting=waiting, before=uuid_of(before)), waiting=waiting)


async def _page(work: Work, found: Uses, *, waiting: bool = False, wrong: ReviewForm | None = None) -> Page:
    """`wrong`: the form of the use that is shown, as it was sent."""
    await audit.shown(work, Action.REVIEW_BREAK_GLASS, audit.Subject("break_glass"))
    lines = [line_of(use, wrong or ReviewForm(None, {"use": str(use.id)})) for use in found.uses]
    here = HERE if waiting else ALL
    older = f"{here}{'?' if waiting else '&'}before={found.older}" if found.older else ""
    tabs = ((gettext("Waiting for review"), HERE, await count_waiting(work)), (gettext("All"), ALL, None))
    view = ReviewView(here, tabs, tuple(lines), waiting, older)
    return Page("break_glass/review.html", view, form=wrong)


@post(
    HERE,
    status_code=200,
    opt=declare(
        Action.REVIEW_BREAK_GLASS,
        effect=Effect.CHANGE,
        ids={"use": "break_glass"},
        body=lambda: {"use": EXAMPLE_ID, "note": "Needed: nobody of the team was reached."},
    ),
)
async def review(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    """Mark one as reviewed, with what was found."""
    form = await ReviewForm.read(request)
    use = uuid_of(form.use.data)
    if use is None:
        raise NotFoundHereError
    try:
        if form.validate():
            await service.review(work, use, form.note.data or "")
            return redirect(request, HERE, gettext("Reviewed."))
    except NotFoundHereError:
        raise
    except RefusedError as refused:
        form.refuse(refused)
    # That use alone: in the list it would stand on whichever page its age puts it, and what was typed would be lost.
    return await _page(work, await one_use(work, use), wrong=form)


@post(
    f"{HERE}/end",
    status_code=200,
    opt=declare(
        Action.REVIEW_BREAK_GLASS, effect=Effect.CHANGE, ids={"use": "break_glass"}, body=lambda: {"use": EXAMPLE_ID}
    ),
)
async def end(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """End it now: it counts from that person's next request."""
    form = await EndForm.read(request)
    use = uuid_of(form.use.data)
    if use is None:
        raise NotFoundHereError
    try:
        await service.end(work, use)
    except service.OverAlreadyError as over:
        return redirect(request, HERE, over.sentence, done=False)
    return redirect(request, HERE, gettext("Ended. It counts from their next click."))


REVIEW_HANDLERS = [index, review, end]
