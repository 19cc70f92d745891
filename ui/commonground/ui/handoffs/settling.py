"""`/handoffs/{reference}/authorise`: the second person sees exactly what would leave, and says yes or no."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.errors import CrossingRefusedError
from commonground.platform.crossings.queries import offer_of
from commonground.platform.crossings.rules import news_goes
from commonground.platform.ids import uuid_of
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.disclosures.load import load_to_authorise, subject_of
from commonground.tenants.disclosures.models import Disclosure, Package
from commonground.tenants.disclosures.packaging import read
from commonground.tenants.disclosures.queries import package_of, waiting_supplement
from commonground.tenants.disclosures.service import settle
from commonground.tenants.disclosures.types import DisclosureState
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.handoffs.act_forms import SettleForm
from commonground.ui.handoffs.build_view import heading_of, offer_seen
from commonground.ui.handoffs.people import council_name, staff_name
from commonground.ui.handoffs.showing import reasons_of
from commonground.ui.handoffs.views import SettleView
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_IDS: Final = {"reference": "crossing"}
_TO: Final = Action.AUTHORISE_DISCLOSURE


@get("/handoffs/{reference:str}/authorise", opt=declare(_TO, ids=_IDS, confirm=True))
async def page(work: RequestWork, reference: FromPath[str]) -> Page:
    """What waits, in full."""
    row = await load_to_authorise(work, reference)
    await audit.record(work, _TO, subject_of(row))
    package = await _waiting(work, row)
    return await _shown(work, row, package, SettleForm(None, {"package": str(package.id)}))


async def _waiting(work: Work, row: Disclosure) -> Package:
    """The package that waits, or waited last. Raises `NotFoundHereError` where nothing was proposed."""
    if row.state in (DisclosureState.SENT.value, DisclosureState.OVER.value):
        offer = await offer_of(work, row.id)
        found = await waiting_supplement(work, row.id, offer.last_no) if offer is not None else None
    else:
        found = await package_of(work, row.package_id) if row.package_id is not None else None
    if found is None:
        raise NotFoundHereError
    return found


def _waits(row: Disclosure, package: Package) -> bool:
    return row.state == (DisclosureState.PROPOSED if package.no == 1 else DisclosureState.SENT).value


async def _late(work: Work, row: Disclosure, package: Package) -> bool:
    """Later news whose handoff has moved on: yes would send nothing, and no would say what nobody asks any more."""
    offer = await offer_of(work, row.id) if package.no > 1 else None
    return offer is not None and not news_goes(offer)


async def _shown(work: Work, row: Disclosure, package: Package, form: SettleForm, status: int | None = None) -> Page:
    receiver = await council_name(work, row.receiver_id)
    late = await _late(work, row, package)
    view = SettleView(
        reference=row.reference,
        heading=heading_of(row, receiver),
        receiver=receiver,
        author=await staff_name(work, package.made_by),
        package=read(package),
        offer=offer_seen(row),
        reasons=reasons_of(row),
        waits=_waits(row, package) and not late,
        late=late,
        no=package.no,
    )
    return Page("handoffs/authorise.html", view, form=form, status=status)


@post(
    "/handoffs/{reference:str}/authorise",
    status_code=200,
    opt=declare(
        _TO,
        effect=Effect.CHANGE,
        ids=_IDS,
        body=lambda: {"answer": "agree", "words": "It is the least that they need.", "package": ""},
        confirm=True,
    ),
)
async def answered(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Agree to exactly this, or refuse it."""
    row = await load_to_authorise(work, reference, lock=True)
    package = await _waiting(work, row)
    form = await SettleForm.read(request)
    status = None
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
            form.package.data, status = str(package.id), 409
        else:
            said = gettext("Agreed. Whoever prepared it can send it now.") if agreed else gettext("Refused.")
            return redirect(request, "/handoffs", said)
    await audit.record(work, _TO, subject_of(row))
    return await _shown(work, row, package, form, status)


HANDLERS = [page, answered]
