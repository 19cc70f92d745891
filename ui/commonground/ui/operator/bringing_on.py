"""`/operator/councils/new`: a council comes on; `/operator/councils/{council}`: how far it is, and its first
administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform.access import Action
from commonground.platform.councils import founding
from commonground.platform.councils.founding import Registered
from commonground.platform.councils.register import checked
from commonground.platform.councils.types import KIND_FACTS, CouncilKind
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.refusals import RefusedError
from commonground.platform.work import Work
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.operator.forms import AdminForm, CouncilForm, example_admin, example_council
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of

AnyRequest = Request[Any, Any, Any]
HOME = "/operator/councils"
_COUNCIL = {"council": "council"}


@dataclass(frozen=True, slots=True)
class RegisteredView:
    council: Registered
    kind: str
    since: str
    has_begun: bool


@get(f"{HOME}/new", opt=declare(Action.BRING_ON_COUNCIL))
async def new_page() -> Page:
    return Page("operator/new.html", form=CouncilForm())


@post(f"{HOME}/new", status_code=200, opt=declare(Action.BRING_ON_COUNCIL, effect=Effect.CHANGE, body=example_council))
async def bring_on(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """The council and the letter to its first administrator, together or not at all."""
    form = await CouncilForm.read(request)
    if not form.validate():
        return Page("operator/new.html", form=form)
    try:
        new = checked(form.council())
        council = await founding.found(work, new)
        await founding.invite_first(work, Seals.of(settings_of(request.scope)), council, form.admin())
    except RefusedError as refused:
        form.refuse(refused)
        return Page("operator/new.html", form=form)
    words = gettext("%(council)s is on the platform, and its first administrator is invited.") % {"council": new.name}
    return redirect(request, f"{HOME}/{new.slug}", words)


@get(f"{HOME}/{{council:str}}", opt=declare(Action.BRING_ON_COUNCIL, ids=_COUNCIL))
async def council_page(work: RequestWork, council: FromPath[str]) -> Page:
    return await _shown(work, await founding.load_registered(work, council), AdminForm())


@post(
    f"{HOME}/{{council:str}}",
    status_code=200,
    opt=declare(Action.BRING_ON_COUNCIL, effect=Effect.CHANGE, ids=_COUNCIL, body=example_admin),
)
async def invite_again(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page | Response[Any]:
    """While nobody has come in. The link of the letter before works no more."""
    here, form = await founding.load_registered(work, council), await AdminForm.read(request)
    if not form.validate():
        return await _shown(work, here, form)
    try:
        await founding.invite_first(work, Seals.of(settings_of(request.scope)), here.id, form.admin())
    except RefusedError as refused:
        form.refuse(refused)
        return await _shown(work, here, form)
    return redirect(request, f"{HOME}/{here.slug}", gettext("Invited. A link that was sent before works no more."))


async def _shown(work: Work, council: Registered, form: AdminForm) -> Page:
    kind, since = KIND_FACTS[CouncilKind(council.kind)].label, day(council.since)
    view = RegisteredView(council, kind, since, await founding.has_begun(work, council.id))
    return Page("operator/council.html", view, form=form)


BRINGING_ON = [new_page, bring_on, council_page, invite_again]
