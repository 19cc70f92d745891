"""`/refer`: the form; `/refer/mine`: what I referred; `/refer/{reference}`: one of mine; `/council/referring`: the
council's lawful basis."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.house import house_of
from commonground.platform.drafts import service as drafts
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.referring.adding import add_news
from commonground.tenants.referring.errors import NobodyReadsError
from commonground.tenants.referring.policy import choose_policy
from commonground.tenants.referring.queries import load_mine, policy_here, referred_by_me
from commonground.tenants.referring.receipts import MyReferral
from commonground.tenants.referring.service import draft_of, refer
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.keeping import AnyRequest, keep_refused
from commonground.ui.referring import begun, files, withdraw
from commonground.ui.referring.forms import ReferForm
from commonground.ui.referring.other_forms import AddForm, PolicyForm, example
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
async def form_page(request: AnyRequest, work: RequestWork, draft: FromQuery[str] = "") -> Page | Response[Any]:
    """The form, with what one typed last. `draft`: another that one has begun, or “new” to begin one more."""
    found = await begun.begun(work)
    kept = begun.chosen(found, draft)
    if kept is None and draft not in ("", begun.NEW):
        return redirect(request, "/refer", gettext("That draft was sent or thrown away meanwhile."), done=False)
    policy = await policy_here(work)
    form = await _offered(work, begun.form_of(kept, work.actor, policy))
    return Page(
        "referring/form.html", form_view(work.actor, form, policy, kept, begun=begun.lines_of(found, kept)), form=form
    )


async def _offered(work: Work, form: ReferForm) -> ReferForm:
    """With the languages in which this council answers."""
    return form.offer((await house_of(work)).languages)


@post("/refer", status_code=200, opt=declare(Action.REFER, effect=Effect.CHANGE, body=example))
async def send(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Refer it, or show the form again."""
    form = await _offered(work, await ReferForm.read(request))
    if not form.is_of(work.actor):
        return await _not_yours(work)
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            form.becomes(await drafts.place_of(work, draft_of(form.referral_id), form.in_tab))
            sent = await refer(work, form.typed(), apart=form.in_tab.own if form.in_tab else None)
            said = gettext("It is with the front door. Its reference is %(reference)s.")
            return redirect(request, f"/refer/{sent.reference}", said % {"reference": sent.reference})
    except (IncompleteError, NobodyReadsError) as refused:
        form.refuse_all(refused.problems)
        wrong = "" if refused.problems else refused.sentence
        return await _again(request, work, form, wrong)
    return await _again(request, work, form)


async def _again(request: AnyRequest, work: Work, form: ReferForm, wrong: str = "") -> Page:
    page = Page(
        "referring/form.html", form_view(work.actor, form, await policy_here(work), wrong=wrong), form=form, status=422
    )
    form.becomes(await keep_refused(request, work, form, draft_of(form.referral_id), tab=form.in_tab))
    return page


async def _not_yours(work: Work) -> Page:
    """Another person typed it in this browser: they find it again as their draft, and nobody else sees it."""
    policy = await policy_here(work)
    form = await _offered(work, ReferForm.fresh(work.actor, policy))
    said = gettext("Somebody else was signed in here when this form was opened. What they typed is not shown to you.")
    view = form_view(work.actor, form, policy, wrong=said)
    return Page("referring/form.html", view, form=form, status=CONFLICT, headers=NOT_YOURS)


@post("/refer/draft", status_code=200, opt=declare(Action.REFER, effect=Effect.CHANGE, body=example))
async def draft(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Keep what is being typed."""
    form = await _offered(work, await ReferForm.read(request))
    if not form.is_of(work.actor):
        return await _not_yours(work)
    said = await begun.keep(request, work, form)
    if is_htmx(request):
        return Response("", status_code=204)
    return redirect(request, begun.address(draft_of(form.referral_id)), said)


@post("/refer/drop", status_code=200, opt=declare(Action.REFER, effect=Effect.CHANGE, body=begun.example))
async def drop(request: AnyRequest, work: RequestWork) -> Response[Any]:
    """Throw away what was typed, or another draft that was listed; what else one has begun stays."""
    if not await begun.throw_away(request, work):
        said = gettext("It was written on in another tab since you saw it here, and is still there.")
        return redirect(request, "/refer", said, done=False)
    return redirect(request, await begun.left_open(request), gettext("The draft is gone."))


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


HANDLERS = [form_page, send, draft, drop, mine, one, add, policy, set_policy, *files.HANDLERS, *withdraw.HANDLERS]
