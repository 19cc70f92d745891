"""`/tracker/views`: one's own views and the team's; `/team/views`: every shared one, for whoever looks after teams."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.referrals import tracker
from commonground.tenants.views import service
from commonground.tenants.views.queries import Saved, my_views, shared_views
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.saved_views.forms import ViewForm
from commonground.ui.saved_views.views import FormView, list_view
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.tracker import address
from commonground.ui.tracker.filters import asks

AnyRequest = Request[Any, Any, Any]
HERE: Final = "/tracker/views"
TEAMS: Final = "/team/views"
_ONE: Final = {"view": "saved_view"}


def example() -> dict[str, str | list[str]]:
    return {"name": "Late ones", "team": "me", "asked": "?view=overdue"}


@get(HERE, opt=declare(Action.SAVE_VIEW))
async def index(work: RequestWork) -> Page:
    """Own views, and those of the reader's teams."""
    found = await my_views(work)
    numbers = await tracker.count_saved(work, [address.kept(view.asked) for view in found])
    await audit.record(work, Action.SAVE_VIEW, audit.Subject("saved_views"))
    return Page("saved_views/index.html", list_view(work.actor, found, numbers))


@get(f"{HERE}/new", opt=declare(Action.SAVE_VIEW, ids={"with": "staff"}))
async def new_page(request: AnyRequest, work: RequestWork) -> Page:
    """Save what the list shows now."""
    wanted = address.read(request.query_params)
    return await _page(work, ViewForm.fresh(address.to_keep(wanted)))


@post(
    f"{HERE}/new",
    status_code=200,
    opt=declare(Action.SAVE_VIEW, effect=Effect.CHANGE, ids={"team": "team"}, body=example),
)
async def save(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    form = await ViewForm.read(request)
    form.offer(await service.my_teams(work))
    if form.validate():
        try:
            key = await service.save(work, form.wanted)
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            return redirect(request, address.write(address.kept(form.wanted.asked, key)), gettext("The view is saved."))
    return await _page(work, form)


@get(f"{HERE}/{{view:uuid}}", opt=declare(Action.SAVE_VIEW, ids=_ONE))
async def change_page(work: RequestWork, view: FromPath[UUID]) -> Page:
    found = await service.load_view(work, view)
    return await _page(work, ViewForm.of(found), found)


@post(
    f"{HERE}/{{view:uuid}}",
    status_code=200,
    opt=declare(Action.SAVE_VIEW, effect=Effect.CHANGE, ids={**_ONE, "team": "team"}, body=example),
)
async def change(request: AnyRequest, work: RequestWork, view: FromPath[UUID]) -> Page | Response[Any]:
    """Another name, or shared with others or nobody."""
    found, form = await service.load_view(work, view), await ViewForm.read(request)
    form.offer(await service.my_teams(work))
    if form.validate():
        try:
            await service.change(work, found, form.wanted)
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            return redirect(request, HERE, gettext("Changed."))
    return await _page(work, form, found)


@post(
    f"{HERE}/{{view:uuid}}/end",
    status_code=200,
    opt=declare(Action.SAVE_VIEW, effect=Effect.CHANGE, ids=_ONE, body=dict),
)
async def end(request: AnyRequest, work: RequestWork, view: FromPath[UUID]) -> Response[Any]:
    """It is gone, for those with whom it was shared too."""
    await service.end(work, await service.load_view(work, view))
    return redirect(request, HERE, gettext("The view is gone."))


@get(TEAMS, opt=declare(Action.MANAGE_TEAMS))
async def of_teams(work: RequestWork) -> Page:
    """Every shared view, by whom and with which team. No number: whoever looks here may open no record."""
    found = await shared_views(work)
    await audit.record(work, Action.SAVE_VIEW, audit.Subject("saved_views"))
    return Page("saved_views/teams.html", list_view(work.actor, found))


@post(
    f"{TEAMS}/{{view:uuid}}/end",
    status_code=200,
    opt=declare(Action.MANAGE_TEAMS, effect=Effect.CHANGE, ids=_ONE, body=dict),
)
async def end_shared(request: AnyRequest, work: RequestWork, view: FromPath[UUID]) -> Response[Any]:
    """Whoever shared it is no longer here, or it misleads."""
    await service.end(work, await service.load_shared(work, view))
    return redirect(request, TEAMS, gettext("The view is gone."))


async def _page(work: Work, form: ViewForm, view: Saved | None = None) -> Page:
    form.offer(await service.my_teams(work))
    wanted = address.kept(form.asked.data or "")
    subject = audit.Subject("saved_views") if view is None else audit.Subject(service.SUBJECT, view.id)
    await audit.shown(work, Action.SAVE_VIEW, subject)
    shown = FormView(view.id if view else None, view.name if view else "", asks(wanted), address.write(wanted))
    return Page("saved_views/form.html", shown, form=form)


HANDLERS = [index, new_page, save, change_page, change, end, of_teams, end_shared]
