"""`/handoffs/{reference}`: how it stands, what was sent, its receipts, and taking it in."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.canonical import fingerprint
from commonground.platform.crossings.queries import offer_called
from commonground.platform.crossings.types import OfferView, Side
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.disclosures.load import hidden_from, load_disclosure
from commonground.tenants.disclosures.packaging import read
from commonground.tenants.disclosures.queries import packages_of, unsent_news
from commonground.tenants.disclosures.types import DisclosureState
from commonground.tenants.received.load import load_received
from commonground.tenants.received.service import SUBJECT_OF, take_in
from commonground.tenants.referring.errors import NobodyReadsError
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.handoffs.act_forms import TakeInForm
from commonground.ui.handoffs.one_view import draft_page, offer_page
from commonground.ui.handoffs.views import ActView, PackagesView
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

IDS: Final = {"reference": "crossing"}


@get("/handoffs/{reference:str}", opt=declare(Action.SEE_CROSSINGS, ids=IDS))
async def page(work: RequestWork, reference: FromPath[str]) -> Page:
    """As far as its reader may see it: an offer by everybody who may see crossings, a draft by those who prepare it."""
    try:
        offer = await seen_offer(work, reference)
    except NotFoundHereError:
        return await _draft(work, reference)
    view = await offer_page(work, offer)
    read = Action.READ_HANDOFF if view.reasons else Action.SEE_CROSSINGS
    await audit.shown(work, read, audit.Subject("crossing", offer.id, offer.reference))
    return Page("handoffs/one.html", view)


async def seen_offer(work: Work, reference: str) -> OfferView:
    """Either side's. What is about a restricted record on which the reader is not named is not there for them. Raises
    `NotFoundHereError`."""
    offer = await offer_called(work, reference)
    if offer.side is Side.SENDER and offer.id in await hidden_from(work):
        raise NotFoundHereError
    return offer


async def _draft(work: Work, reference: str) -> Page:
    row = await load_disclosure(work, reference, to=Action.READ_HANDOFF)
    await audit.shown(work, Action.READ_HANDOFF, audit.Subject("crossing", row.id, row.reference))
    return Page("handoffs/one.html", await draft_page(work, row, DisclosureState(row.state)))


@get("/handoffs/{reference:str}/package", opt=declare(Action.READ_HANDOFF, ids=IDS))
async def package(work: RequestWork, reference: FromPath[str]) -> Page:
    """The exact copy: of the sender's own, or of what was accepted here; and at the sender's, later news that can't be
    sent any more. Each look is recorded."""
    offer = await offer_called(work, reference)
    sending = offer.side is Side.SENDER
    if sending:
        await load_disclosure(work, reference, to=Action.READ_HANDOFF)
    else:
        await load_received(work, reference, to=Action.READ_HANDOFF)
    rows = await packages_of(work, offer.id, "sent" if sending else "received")
    shown = [each for each in rows if not sending or each.sent_at is not None]
    unsent = await unsent_news(work, offer)
    await audit.record(work, Action.READ_HANDOFF, audit.Subject("crossing", offer.id, offer.reference))
    view = PackagesView(
        reference=offer.reference,
        href=f"/handoffs/{offer.reference}",
        heading=gettext("What was sent"),
        sender=offer.sender,
        packages=tuple(read(each) for each in shown),
        fingerprints=tuple(fingerprint(each.digest) for each in shown),
        unsent=read(unsent.package) if unsent is not None else None,
        refused=unsent.why if unsent is not None else "",
    )
    return Page("handoffs/package.html", view)


@get("/handoffs/{reference:str}/take-in", opt=declare(Action.READ_HANDOFF, ids=IDS))
async def take_in_page(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """One question, answered to begin with."""
    row = await load_received(work, reference, to=Action.READ_HANDOFF)
    offer = await offer_called(work, reference, Side.RECEIVER)
    if row.referral_id is not None:
        return redirect(request, f"/handoffs/{offer.reference}", gettext("It is taken in already."), done=False)
    kind = SUBJECT_OF.get(offer.kind, SubjectKind.PLACE)
    return await _take_in(work, offer, TakeInForm(None, {"about": kind.value}))


async def _take_in(work: Work, offer: OfferView, form: TakeInForm) -> Page:
    base = f"/handoffs/{offer.reference}"
    view = ActView(
        reference=offer.reference,
        href=base,
        heading=gettext("Take it in as a referral"),
        lead=gettext(
            "It comes before your front door as a referral of your own. Their words stand in it as theirs, unedited."
        ),
        button=gettext("Take it in"),
        here=f"{base}/take-in",
        warning=False,
        fields=("about",),
    )
    await audit.shown(work, Action.READ_HANDOFF, audit.Subject("crossing", offer.id, offer.reference))
    return Page("handoffs/act.html", view, form=form)


@post(
    "/handoffs/{reference:str}/take-in",
    status_code=200,
    opt=declare(Action.READ_HANDOFF, effect=Effect.CHANGE, ids=IDS, body=lambda: {"about": "place"}),
)
async def taken_in(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Open it as a referral. Pressed twice, it is one."""
    row = await load_received(work, reference, to=Action.READ_HANDOFF, lock=True)
    offer = await offer_called(work, reference, Side.RECEIVER)
    form = await TakeInForm.read(request)
    if form.validate():
        try:
            known = await take_in(work, row, offer, SubjectKind(form.about.data or ""))
        except (IncompleteError, NobodyReadsError) as refused:
            form.refuse(refused)
        else:
            said = gettext("It is with the front door as %(reference)s.") % {"reference": known}
            return redirect(request, f"/handoffs/{offer.reference}", said)
    return await _take_in(work, offer, form)


HANDLERS = [page, package, take_in_page, taken_in]
