"""`/disclosures/{reference}/authorise`: the second person sees exactly what would leave and who would get it."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action, reach_of
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.errors import CrossingRefusedError
from commonground.platform.ids import uuid_of
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.disclosures.load import subject_of
from commonground.tenants.disclosures.models import Disclosure, Package
from commonground.tenants.disclosures.packaging import read
from commonground.tenants.disclosures.queries import package_of
from commonground.tenants.disclosures.service import settle
from commonground.tenants.disclosures.types import DisclosureState
from commonground.tenants.outside.models import OutsideReceiver
from commonground.tenants.outside.service import load_second
from commonground.ui.declare import Effect, declare
from commonground.ui.disclosures.views import SettleView, facts_of, href_of
from commonground.ui.edge import RequestWork
from commonground.ui.handoffs.act_forms import SettleForm
from commonground.ui.handoffs.people import staff_name
from commonground.ui.handoffs.showing import reasons_of
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_IDS: Final = {"reference": "outside"}
_TO: Final = Action.AUTHORISE_DISCLOSURE


@get("/disclosures/{reference:str}/authorise", opt=declare(_TO, ids=_IDS, confirm=True))
async def page(work: RequestWork, reference: FromPath[str]) -> Page:
    """What waits, in full."""
    row, receiver = await load_second(work, reference)
    await audit.record(work, _TO, subject_of(row))
    package = await _proposed(work, row)
    return await _shown(work, row, receiver, package, SettleForm(None, {"package": str(package.id)}))


async def _proposed(work: Work, row: Disclosure) -> Package:
    """The package that waits, or waited last. Raises `NotFoundHereError` where nothing was proposed."""
    found = await package_of(work, row.package_id) if row.package_id is not None else None
    if found is None:
        raise NotFoundHereError
    return found


async def _shown(
    work: Work,
    row: Disclosure,
    receiver: OutsideReceiver,
    package: Package,
    form: SettleForm,
    status: int | None = None,
) -> Page:
    view = SettleView(
        reference=row.reference,
        href=href_of(row),
        organisation=row.receiver_words,
        facts=facts_of(row, receiver),
        reasons=reasons_of(row),
        author=await staff_name(work, package.made_by),
        package=read(package),
        waits=row.state == DisclosureState.PROPOSED,
    )
    return Page("disclosures/authorise.html", view, form=form, status=status)


def _back(work: Work, row: Disclosure) -> str:
    """The list, for whoever has one; else the page that they have just answered on, which says that it is answered."""
    lists = reach_of(work.actor, Action.PREPARE_DISCLOSURE) is not None
    return "/disclosures" if lists else f"{href_of(row)}/authorise"


def _example() -> dict[str, str | list[str]]:
    return {"answer": "agree", "words": "It is the least that they need.", "package": ""}


@post("/disclosures/{reference:str}/authorise", status_code=200,
      opt=declare(_TO, effect=Effect.CHANGE, ids=_IDS, body=_example, confirm=True))  # fmt: skip  # a row
async def answered(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Agree to exactly this, or refuse it."""
    row, receiver = await load_second(work, reference, lock=True)
    package = await _proposed(work, row)
    form, status = await SettleForm.read(request), None
    if form.validate():
        agreed = form.answer.data == "agree"
        try:
            if uuid_of(form.package.data) != package.id:
                raise ChangedMeanwhileError
            await settle(work, row, package, agreed=agreed, words=form.words.data or "")
        except IncompleteError as refused:
            form.refuse(refused)
        except (CrossingRefusedError, ChangedMeanwhileError) as quicker:
            form.refuse(quicker)
            form.package.data, status = str(package.id), quicker.status
        else:
            said = gettext("Agreed. Whoever prepared it can send it now.") if agreed else gettext("Refused.")
            return redirect(request, _back(work, row), said)
    await audit.record(work, _TO, subject_of(row))
    return await _shown(work, row, receiver, package, form, status)


HANDLERS = [page, answered]
