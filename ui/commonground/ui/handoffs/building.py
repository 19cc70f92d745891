"""`/handoffs/{reference}/build`: what goes into the package, field by field, beside what the receiver will see of it;
then a second person is asked, and then it is offered. How it is built stands in `packages/building.py`."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.agreements.queries import may_share
from commonground.platform.crossings.errors import CrossingRefusedError
from commonground.platform.crossings.policy import precision_here
from commonground.platform.files.store import FileStore
from commonground.platform.work import Work
from commonground.tenants.disclosures.load import load_disclosure, subject_of
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.plans import plan_items
from commonground.tenants.disclosures.service import propose, save, send
from commonground.tenants.disclosures.types import DisclosureState
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.handoffs.act_forms import PlainForm
from commonground.ui.handoffs.areas import read_area
from commonground.ui.handoffs.begin_forms import BuildForm, filled, form_for
from commonground.ui.handoffs.build_view import build_view
from commonground.ui.handoffs.people import council_name
from commonground.ui.handoffs.views import ActView, BuildView
from commonground.ui.packages.building import TO, WayOut, pages
from commonground.ui.packages.parts import WORDS
from commonground.ui.packages.views import Beside
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_IDS: Final = {"reference": "crossing"}


async def _offer(work: Work, row: Disclosure, form: BuildForm) -> None:
    form.offer_area(await precision_here(work))
    form.offer_plan(await plan_items(work, row))


async def _view(work: Work, row: Disclosure, beside: Beside) -> BuildView:
    receiver = await council_name(work, row.receiver_id)
    agreed = await may_share(work, row.receiver_id, row.verb, row.kind) if row.receiver_id else False
    return build_view(row, receiver, beside, agreed=agreed)


async def _save(work: Work, row: Disclosure, form: BuildForm) -> None:
    await save(work, row, form.typed(), form.seen_version)


async def _propose(work: Work, row: Disclosure, form: BuildForm, store: FileStore) -> None:
    await propose(work, row, form.typed(), form.seen_version, store)


async def _work_out(work: Work, form: BuildForm) -> bool:
    """The area of a postcode that was typed: the cell is kept, and the postcode is not."""
    known, area = await read_area(work, form.postcode)
    if area is not None:
        form.area.data, form.postcode.data = area, ""
    return known


def example() -> dict[str, str | list[str]]:
    return {"version": "1", "urgency": "soon", "harms": ["cce"], "chosen": ["worry"], f"{WORDS}worry": "Lifts.",
            "purpose": "To plan on both sides.", "basis": "ca2004_s10", "necessity": "They meet on both sides.",
            "openness": "nobody_in_particular", "expires_days": "28", "no_agreement_reason": "It can’t wait.",
            "go": "save"}  # fmt: skip  # rows


TO_COUNCIL: Final = WayOut(
    folder="/handoffs",
    listed="/handoffs?show=preparing",
    id_kind="crossing",
    draft="handoff",
    template="handoffs/build.html",
    load=load_disclosure,
    row_of=lambda row: row,
    form_for=form_for,
    filled=filled,
    offer=_offer,
    view=_view,
    save=_save,
    propose=_propose,
    example=example,
    work_out=_work_out,
    never_kept=frozenset({"postcode", "area"}),
    worked_out=("area",),
)


@get("/handoffs/{reference:str}/send", opt=declare(TO, ids=_IDS, confirm=True))
async def offering(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """The last look before it leaves."""
    row = await load_disclosure(work, reference, to=TO)
    if row.state != DisclosureState.AUTHORISED:
        return redirect(request, f"/handoffs/{row.reference}", gettext("It has moved on meanwhile."), done=False)
    await audit.record(work, f"{TO}:open", subject_of(row))
    base, receiver = f"/handoffs/{row.reference}", await council_name(work, row.receiver_id)
    view = ActView(
        reference=row.reference,
        href=base,
        heading=gettext("Offer it to %(council)s") % {"council": receiver},
        lead=gettext(
            "They see no name, no place and no story until somebody there accepts it. You can withdraw it until then."
        ),
        button=gettext("Offer it now"),
        here=f"{base}/send",
        warning=False,
        fields=(),
    )
    return Page("handoffs/act.html", view, form=PlainForm())


@post(
    "/handoffs/{reference:str}/send",
    status_code=200,
    opt=declare(TO, effect=Effect.CHANGE, ids=_IDS, body=dict, confirm=True),
)
async def offered(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Response[Any]:
    """Offer what a second person has agreed to."""
    row = await load_disclosure(work, reference, to=TO, lock=True)
    try:
        await send(work, row)
    except CrossingRefusedError as refused:
        return redirect(request, f"/handoffs/{row.reference}", refused.sentence, done=False)
    said = gettext("Offered. They see no name, no place and no story until somebody there accepts it.")
    return redirect(request, f"/handoffs/{row.reference}", said)


HANDLERS = [*pages(TO_COUNCIL), offering, offered]
