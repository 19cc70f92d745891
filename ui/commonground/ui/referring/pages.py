"""`/refer`: the form; `/refer/mine`: what I referred; `/refer/{reference}`: one of mine; `/council/referring`: the
council's lawful basis."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.drafts import service as drafts
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.referring.errors import NobodyReadsError
from commonground.tenants.referring.policy import choose_policy
from commonground.tenants.referring.queries import load_mine, policy_here, referred_by_me
from commonground.tenants.referring.receipts import MyReferral
from commonground.tenants.referring.service import add_news, draft_of, refer
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.keeping import AnyRequest, keep_refused, typed_in
from commonground.ui.referring import files
from commonground.ui.referring.forms import ReferForm, example
from commonground.ui.referring.other_forms import AddForm, PolicyForm
from commonground.ui.referring.views import form_view, mine_view, one_view
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

IDS = {"reference": "referral"}
NOT_YOURS = {"Cg-Not-Yours": "1"}
"""Says to the page that what stands in it is another person's: it is to be opened anew."""
CONFLICT = 409
_POLICY = audit.Subject("referring_policy")


@get("/refer", opt=declare(Action.REFER))
async def form_page(work: RequestWork) -> Page:
    """The form, with what one typed before."""
    kept = await drafts.find(work, draft_of(work))
    policy = await policy_here(work)
    form = ReferForm.fresh(work.actor, policy)
    if kept is not None:
        form = ReferForm.again(kept, work.actor)
    return Page("referring/form.html", form_view(form, policy, kept), form=form)


@post("/refer", status_code=200, opt=declare(Action.REFER, effect=Effect.CHANGE, body=example))
async def send(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Refer it, or show the form again."""
    form = await ReferForm.read(request)
    if not form.is_of(work.actor):
        return await _not_yours(work)
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            sent = await refer(work, form.typed())
            said = gettext("It is with the front door. Its reference is %(reference)s.")
            return redirect(request, f"/refer/{sent.reference}", said % {"reference": sent.reference})
    except (IncompleteError, NobodyReadsError) as refused:
        form.refuse_all(refused.problems)
        wrong = "" if refused.problems else refused.sentence
        return await _again(request, work, form, wrong)
    return await _again(request, work, form)


async def _again(request: AnyRequest, work: Work, form: ReferForm, wrong: str = "") -> Page:
    page = Page("referring/form.html", form_view(form, await policy_here(work), None, wrong), form=form, status=422)
    await keep_refused(request, work, form, draft_of(work))
    return page


async def _not_yours(work: Work) -> Page:
    """Another person typed it in this browser: they find it again as their draft, and nobody else sees it."""
    policy = await policy_here(work)
    form = ReferForm.fresh(work.actor, policy)
    said = gettext("Somebody else was signed in here when this form was opened. What they typed is not shown to you.")
    view = form_view(form, policy, None, said)
    return Page("referring/form.html", view, form=form, status=CONFLICT, headers=NOT_YOURS)


@post("/refer/draft", status_code=200, opt=declare(Action.REFER, effect=Effect.CHANGE, body=example))
async def draft(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Keep what is being typed."""
    form = await ReferForm.read(request)
    if not form.is_of(work.actor):
        return await _not_yours(work)
    await drafts.keep(work, draft_of(work), await typed_in(request, form.questions()))
    if is_htmx(request):
        return Response("", status_code=204)
    return redirect(request, "/refer", gettext("Your draft is kept."))


@post("/refer/drop", status_code=200, opt=declare(Action.REFER, effect=Effect.CHANGE, body=dict))
async def drop(request: AnyRequest, work: RequestWork) -> Response[Any]:
    """Throw away what was typed."""
    await drafts.discard(work, draft_of(work))
    return redirect(request, "/refer", gettext("The draft is gone."))


@get("/refer/mine", opt=declare(Action.REFER))
async def mine(work: RequestWork, older: FromQuery[str] = "") -> Page:
    """What I referred, and how far each is. `older`: the reference of the last one that was on the page before."""
    await audit.record(work, Action.REFER, audit.Subject("referred"))
    return Page("referring/mine.html", mine_view(await referred_by_me(work), older))


@get("/refer/{reference:str}", opt=declare(Action.REFER, ids=IDS))
async def one(work: RequestWork, reference: FromPath[str]) -> Page:
    """One of mine: its state, and what was written. Nothing else of the record."""
    return await _one(work, await load_mine(work, reference), AddForm())


async def _one(work: Work, found: MyReferral, form: AddForm) -> Page:
    await audit.shown(work, Action.REFER, audit.Subject("referral", found.id, found.reference))
    return Page(
        "referring/one.html", one_view(found, work.actor.council_slug), form=form, status=422 if form.errors else 200
    )


@post(
    "/refer/{reference:str}",
    status_code=200,
    opt=declare(
        Action.REFER, effect=Effect.CHANGE, ids=IDS, body=lambda: {"news": "They were there again."}, state="referred"
    ),
)
async def add(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Add something, or answer what the front door asked."""
    found = await load_mine(work, reference)
    form = await AddForm.read(request)
    if not form.validate():
        return await _one(work, found, form)
    await add_news(work, found, form.news.data or "", asks=bool(form.asks.data))
    return redirect(request, f"/refer/{found.reference}", gettext("Sent. The front door is told."))


@get("/council/referring", opt=declare(Action.SET_BASIS))
async def policy(work: RequestWork) -> Page:
    """The basis that stands in everybody's form."""
    await audit.shown(work, Action.SET_BASIS, _POLICY)
    now = await policy_here(work)
    return Page("referring/policy.html", form=PolicyForm(None, {"basis": now.basis.value, "words": now.words}))


@post(
    "/council/referring",
    status_code=200,
    opt=declare(Action.SET_BASIS, effect=Effect.CHANGE, body=lambda: {"basis": "legal_obligation", "words": ""}),
)
async def set_policy(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    form = await PolicyForm.read(request)
    if not form.validate():
        await audit.shown(work, Action.SET_BASIS, _POLICY)
        return Page("referring/policy.html", form=form, status=422)
    await choose_policy(work, form.policy())
    return redirect(
        request, "/council/referring", gettext("Saved. It stands in every form that is opened from now on.")
    )


HANDLERS = [form_page, send, draft, drop, mine, one, add, policy, set_policy, *files.HANDLERS]
