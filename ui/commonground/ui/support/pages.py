"""`/council/support` for the council, `/operator/support` for the operator, `/support/…` while they are in."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import ROLES, Action, Role
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.models import Council
from commonground.platform.councils.teams import teams_of
from commonground.platform.refusals import IncompleteError
from commonground.platform.support import service
from commonground.platform.work import Work
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.support.forms import EnterForm, GrantButton, GrantForm
from commonground.ui.support.views import SETTINGS, TEAMS, TeamsView, council_view, operator_view, settings_view

AnyRequest = Request[Any, Any, Any]
COUNCIL, OPERATOR = "/council/support", "/operator/support"
SETTINGS_PAGE, TEAMS_PAGE, LEAVE = "/support/settings", "/support/teams", "/support/leave"
EXAMPLE_ID = "01890000-0000-7000-8000-000000000000"
_GRANT = {"grant": "support"}


def _example() -> dict[str, str | list[str]]:
    return {"operator": EXAMPLE_ID, "reason": "The teams look wrong.", "hours": "4"}


@get(COUNCIL, opt=declare(Action.GRANT_SUPPORT))
async def index(work: RequestWork) -> Page:
    """Whom the council has let in, what they opened, and the form that lets somebody in."""
    form = GrantForm(None)
    form.offer(await service.people(work))
    return await _council_page(work, form)


async def _council_page(work: Work, form: GrantForm) -> Page:
    await audit.shown(work, Action.GRANT_SUPPORT, audit.Subject(service.RECORD))
    grants = await service.grants(work)
    uses = await service.uses(work, [each.id for each in grants])
    return Page("support/council.html", council_view(grants, uses, await service.opened(work), work.now), form=form)


@post(
    COUNCIL,
    status_code=200,
    opt=declare(Action.GRANT_SUPPORT, effect=Effect.CHANGE, body=_example, confirm=True),
)
async def grant(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Let somebody in. It counts from their next click."""
    form = await GrantForm.read(request)
    form.offer(await service.people(work))
    if not form.validate():
        return await _council_page(work, form)
    try:
        await service.grant(work, form.whom, form.reason.data or "", int(form.hours.data or 0))
    except IncompleteError as lacking:
        form.refuse(lacking)
        return await _council_page(work, form)
    return redirect(request, COUNCIL, gettext("They are let in. What they open stands on this page."))


@post(
    f"{COUNCIL}/end",
    status_code=200,
    opt=declare(Action.GRANT_SUPPORT, effect=Effect.CHANGE, ids=_GRANT, body=lambda: {"grant": EXAMPLE_ID}),
)
async def end(request: AnyRequest, work: RequestWork) -> Response[Any]:
    """End it now."""
    chosen = (await GrantButton.read(request)).chosen
    if chosen is None:
        raise NotFoundHereError
    try:
        await service.end(work, chosen)
    except service.GrantOverError:
        return redirect(request, COUNCIL, gettext("It was over already."), done=False)
    return redirect(request, COUNCIL, gettext("Ended. It counts from their next click."))


@get(OPERATOR, opt=declare(Action.USE_SUPPORT))
async def mine(work: RequestWork) -> Page:
    """Which councils let this operator in, now or lately."""
    return await _operator_page(work, EnterForm(None))


async def _operator_page(work: Work, form: EnterForm) -> Page:
    grants = await service.my_grants(work)
    form.offer([each for each in grants if each.stands(work.now)])
    return Page("support/operator.html", operator_view(grants, work.now), form=form)


@post(
    OPERATOR,
    status_code=200,
    opt=declare(
        Action.USE_SUPPORT,
        effect=Effect.CHANGE,
        ids=_GRANT,
        body=lambda: {"grant": EXAMPLE_ID, "why": "To see the teams."},
    ),
)
async def enter(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Go in. What is over, another's or not there is one answer."""
    form = await EnterForm.read(request)
    grants = await service.my_grants(work)
    form.offer([each for each in grants if each.stands(work.now)])
    if not form.validate():
        return Page("support/operator.html", operator_view(grants, work.now), form=form)
    try:
        await service.enter(work, form.chosen, form.why.data or "")
    except service.GrantOverError as over:
        return redirect(request, OPERATOR, over.sentence, done=False)
    return redirect(request, SETTINGS_PAGE)


@get(SETTINGS_PAGE, opt=declare(Action.VISIT_COUNCIL))
async def settings_page(work: RequestWork) -> Page:
    """What the council has set."""
    council = (await work.shared.scalars(select(Council).where(Council.id == work.actor.council))).one()
    await audit.record(work, Action.VISIT_COUNCIL, audit.Subject(SETTINGS, work.actor.support_id))
    return Page("support/settings.html", settings_view(council, work.actor))


@get(TEAMS_PAGE, opt=declare(Action.VISIT_COUNCIL))
async def teams_page(work: RequestWork) -> Page:
    """The council's teams, and who is in them as what."""
    await audit.record(work, Action.VISIT_COUNCIL, audit.Subject(TEAMS, work.actor.support_id))
    names = {role.value: ROLES[role].name for role in Role}
    return Page("support/teams.html", TeamsView(await teams_of(work), names))


@post(LEAVE, status_code=200, opt=declare(Action.VISIT_COUNCIL, effect=Effect.CHANGE, body=dict))
async def leave(request: AnyRequest, work: RequestWork) -> Response[Any]:
    """Step out before the time is over: the one form that a visitor can send."""
    await service.leave(work)
    return redirect(request, OPERATOR, gettext("You have left. You can go in again while the council allows it."))


HANDLERS = [index, grant, end, mine, enter, settings_page, teams_page, leave]
