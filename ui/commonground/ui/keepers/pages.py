"""`/keepers`: restricted records that have nobody left; `/contexts/…/keeper` and `/referrals/…/keeper`: the form."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.references import ReferenceKind
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.keepers.load import LeftAlone, load_left_alone, subject_of
from commonground.tenants.keepers.queries import all_left_alone
from commonground.tenants.keepers.service import name_keeper
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.keepers.forms import KeeperForm
from commonground.ui.keepers.views import FOLDERS, HERE, NameView, address, alone_view
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

AnyRequest = Request[Any, Any, Any]
_IDS: Final = {ReferenceKind.REFERRAL: {"reference": "referral"}, ReferenceKind.CONTEXT: {"reference": "context"}}


def example() -> dict[str, str | list[str]]:
    return {"keeper": "01890000-0000-7000-8000-000000000000", "reason": "Everybody who was named has left."}


@get(HERE, opt=declare(Action.NAME_KEEPER))
async def index(work: RequestWork) -> Page:
    """Which there are."""
    found = await all_left_alone(work)
    await audit.record(work, Action.NAME_KEEPER, audit.Subject("keepers"))
    return Page("keepers/index.html", alone_view(found, work.actor, work.now))


async def _asked(work: Work, kind: ReferenceKind, reference: str) -> Page:
    record = await load_left_alone(work, kind, reference)
    await audit.record(work, Action.NAME_KEEPER, subject_of(record.row))
    form = KeeperForm(None)
    form.offer(record.could)
    return _page(record, form)


async def _sent(request: AnyRequest, work: Work, kind: ReferenceKind, reference: str) -> Page | Response[Any]:
    record = await load_left_alone(work, kind, reference, lock=True)
    form = await KeeperForm.read(request)
    form.offer(record.could)
    if not form.validate():
        return _page(record, form)
    try:
        await name_keeper(work, record, form.chosen, form.reason.data or "")
    except IncompleteError as refused:
        form.refuse(refused)
        return _page(record, form)
    return redirect(request, HERE, gettext("Named. They are told, and can say who else opens it."))


def _page(record: LeftAlone, form: KeeperForm) -> Page:
    return Page("keepers/name.html", NameView(record.reference, address(record.reference), not record.could), form=form)


def _form_pages(kind: ReferenceKind) -> tuple[HTTPRouteHandler, HTTPRouteHandler]:
    path = f"{FOLDERS[kind]}/{{reference:str}}/keeper"
    changes = declare(
        Action.NAME_KEEPER,
        effect=Effect.CHANGE,
        ids={**_IDS[kind], "keeper": "staff"},
        body=example,
        state="left alone",
        confirm=True,
    )

    @get(path, opt=declare(Action.NAME_KEEPER, ids=_IDS[kind], confirm=True), name=f"keeper {kind}")
    async def form_page(work: RequestWork, reference: FromPath[str]) -> Page:
        return await _asked(work, kind, reference)

    @post(path, status_code=200, opt=changes, name=f"keeper {kind} named")
    async def sent(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
        return await _sent(request, work, kind, reference)

    return form_page, sent


HANDLERS: list[HTTPRouteHandler] = [index, *(handler for kind in FOLDERS for handler in _form_pages(kind))]
