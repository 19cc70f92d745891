"""`/handoffs/{reference}/supplement`: later news, as a numbered supplement that a second person agrees to; and
`…/supplement/draft`, where what is being typed is kept."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.crossings.errors import CrossingRefusedError
from commonground.platform.crossings.queries import offer_called
from commonground.platform.crossings.rules import news_goes
from commonground.platform.crossings.types import OF_ONE_CHILD, Kind, OfferView, Side
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.disclosures.fields import fields_of
from commonground.tenants.disclosures.load import load_disclosure, subject_of
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.packaging import words_in
from commonground.tenants.disclosures.plans import PLAN, plan_items
from commonground.tenants.disclosures.queries import refused_supplement, waiting_supplement
from commonground.tenants.disclosures.service import lacks_reason, propose_supplement
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.handoffs.acts import CONFLICT
from commonground.ui.handoffs.begin_forms import BuildForm, form_for
from commonground.ui.handoffs.views import ActView
from commonground.ui.packages.parts import WORDS
from commonground.ui.referrals.dropping import DROP
from commonground.ui.referrals.keeping import AnyRequest, keep_refused, typed_in
from commonground.ui.shell.dates import moment
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_IDS: Final = {"reference": "crossing"}
_TO: Final = Action.PREPARE_DISCLOSURE


@get("/handoffs/{reference:str}/supplement", opt=declare(_TO, ids=_IDS))
async def page(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """The same fields again, empty: what is written now is what is sent. What a second person refused stands in them
    with their reason, unless its reader has a draft of their own."""
    row = await load_disclosure(work, reference, to=_TO)
    offer = await offer_called(work, reference, Side.SENDER)
    if not news_goes(offer):
        return redirect(request, f"/handoffs/{row.reference}", gettext("It has moved on meanwhile."), done=False)
    if await waiting_supplement(work, row.id, offer.last_no) is not None:
        said = gettext("Later news already waits for a second person.")
        return redirect(request, f"/handoffs/{row.reference}", said, done=False)
    await audit.record(work, f"{_TO}:open", subject_of(row))
    kept = await drafts.find(work, _draft(row))
    if kept is None:
        return await _shown(work, row, offer, await _begun(work, row, offer))
    said = gettext("Your draft, kept %(when)s.") % {"when": moment(kept.saved_at)}
    return await _shown(work, row, offer, form_for(Kind(row.kind)).kept(kept, row.version), kept=said)


async def _begun(work: Work, row: Disclosure, offer: OfferView) -> BuildForm:
    """Empty, or with what was refused: of a plan, the lines that would be told in the same words today are ticked."""
    refused = await refused_supplement(work, row.id, offer.last_no)
    words = words_in(refused.package) if refused is not None else {}
    told = words.pop(PLAN, "").splitlines()
    ticked = [each.code for each in await plan_items(work, row) if each.words in told]
    return form_for(Kind(row.kind))(None, {"plan": ticked, **{WORDS + code: said for code, said in words.items()}})


def _draft(row: Disclosure) -> About:
    return About("supplement", row.id)


async def _shown(
    work: Work, row: Disclosure, offer: OfferView, form: BuildForm, *, status: int | None = None, kept: str = ""
) -> Page:
    form.offer_plan(await plan_items(work, row))
    plan = ("plan",) if form.plan.choices else ()
    why = ("no_agreement_reason",) if await lacks_reason(work, row) else ()
    base = f"/handoffs/{offer.reference}"
    refused = await refused_supplement(work, row.id, offer.last_no)
    view = ActView(
        reference=offer.reference,
        href=base,
        heading=gettext("Later news"),
        lead=gettext(
            "Write only what is new. It gets a number of its own, and is sent once a second person has agreed."
        ),
        button=gettext("Ask a second person"),
        here=f"{base}/supplement",
        warning=False,
        fields=(*(WORDS + field.code for field in fields_of(offer.kind)), *plan, *why, "looked"),
        autosave=f"{base}/supplement/draft",
        kept=kept,
        refused=refused.why if refused is not None else "",
    )
    return Page("handoffs/act.html", view, form=form, status=status)


def _example() -> dict[str, str | list[str]]:
    return {f"{WORDS}tried": "They stood there again on Friday."}


_CHANGES: Final = declare(_TO, effect=Effect.CHANGE, ids=_IDS, body=_example)


@post("/handoffs/{reference:str}/supplement", status_code=200, opt=_CHANGES)
async def sent(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Seal it under the next number, and ask a second person. One at a time: what is written while another waits stays
    as its writer's draft."""
    row = await load_disclosure(work, reference, to=_TO, lock=True)
    offer = await offer_called(work, reference, Side.SENDER)
    form = await form_for(Kind(row.kind)).read(request)
    if not news_goes(offer):
        form.form_errors = [gettext("It has moved on meanwhile. Look at how it stands now.")]
        return await _again(request, work, row, offer, form, CONFLICT)
    words = {field.code: form[WORDS + field.code].data or "" for field in fields_of(offer.kind)}
    form.chosen.data = [code for code, said in words.items() if said.strip()]
    flagged = [] if offer.kind in OF_ONE_CHILD else list(form.flagged())
    if form.second_look(flagged):
        try:
            reason = form.no_agreement_reason.data or ""
            await propose_supplement(work, row, words, offer.last_no + 1, ticked=form.plan.data, reason=reason)
        except IncompleteError as refused:
            form.refuse_all(refused.problems)
        except CrossingRefusedError as waits:
            form.refuse(waits)
            return await _again(request, work, row, offer, form, CONFLICT)
        else:
            await drafts.discard(work, _draft(row))
            said = gettext("A second person is asked. It is sent once they agree.")
            return redirect(request, f"/handoffs/{row.reference}", said)
    return await _again(request, work, row, offer, form)


async def _again(
    request: AnyRequest, work: Work, row: Disclosure, offer: OfferView, form: BuildForm, status: int | None = None
) -> Page:
    """What was typed stays, in the form and as its writer's draft."""
    about = _draft(row)
    page = await _shown(work, row, offer, form, status=status)
    await keep_refused(request, work, form, about)
    return page


@post("/handoffs/{reference:str}/supplement/draft", status_code=200, opt=_CHANGES)
async def draft(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Response[Any]:
    """Keep what is being typed as its writer's draft, or throw that away."""
    row = await load_disclosure(work, reference, to=_TO)
    here = f"/handoffs/{row.reference}/supplement"
    if DROP in await request.form():
        await drafts.discard(work, _draft(row))
        return redirect(request, here, gettext("The draft is gone."))
    form = form_for(Kind(row.kind))()
    await drafts.keep(work, _draft(row), await typed_in(request, form.questions()))
    if is_htmx(request):
        return Response("", status_code=204)
    return redirect(request, here, gettext("Your draft is kept."))


HANDLERS = [page, sent, draft]
