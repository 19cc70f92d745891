"""`/council/pathways`: what can happen to a worry about each type of context, in a council's order;
`/council/pathways/one`: one of these pathways. What is being typed is kept as a draft."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.pathways.service import move_pathway, pathways_of, set_pathway, take_ours_back, versions_of
from commonground.tenants.pathways.types import KINDS, Pathways
from commonground.tenants.referrals.types import Outcome
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.pathways.forms import OfKindForm, OrderForm, PathwayForm
from commonground.ui.pathways.step_pages import HANDLERS as STEP_HANDLERS
from commonground.ui.pathways.views import HERE, list_view, one_view
from commonground.ui.referrals.dropping import DROP
from commonground.ui.referrals.keeping import VERSION, AnyRequest, keep_refused, typed_in
from commonground.ui.shell.dates import day
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

ONE: Final = f"{HERE}/one"
_COUNCIL: Final = audit.Subject("council")


def example() -> dict[str, str | list[str]]:
    """A form that would be accepted."""
    said: dict[str, str | list[str]] = {"version": "0", "of": "place", "outcome": "consultation", "offered": "yes"}
    return said | {"when": "When two teams know it.", "days": "5", "step_1": "Ring the school", "days_1": "2",
                   "who_1": "school"}  # fmt: skip  # one pathway


def _move() -> dict[str, str | list[str]]:
    return {"version": "0", "of": "place", "move": "consultation.up"}


@get(HERE, opt=declare(Action.SET_UP_COUNCIL))
async def pathways(work: RequestWork, of: FromQuery[str] = KINDS[0]) -> Page:
    """Those for one type of context, as they stand."""
    return await _list(work, await pathways_of(work, _known(of)))


@post(HERE, status_code=200, opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=_move))
async def move(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """One of them up or down, in or out."""
    form = await OrderForm.read(request)
    kind, asked = _known(form.kind), form.moved
    if asked is None:
        raise NotFoundHereError
    conflict = refused = ""
    try:
        await move_pathway(work, kind, *asked, version=form.seen_version)
    except ChangedMeanwhileError as quicker:
        conflict = quicker.sentence
    except IncompleteError as lacking:
        refused = lacking.problems[0].sentence
    else:
        return redirect(request, f"{HERE}?of={kind}", gettext("Saved. It counts from the next decision."))
    return await _list(work, await pathways_of(work, kind), conflict, refused)


@post(
    f"{HERE}/ours",
    status_code=200,
    opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=lambda: {"version": "0", "of": "place"}),
)
async def ours(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Our suggestion counts again."""
    form = await OfKindForm.read(request)
    kind = _known(form.kind)
    try:
        await take_ours_back(work, kind, version=form.seen_version)
    except ChangedMeanwhileError as quicker:
        return await _list(work, await pathways_of(work, kind), quicker.sentence)
    words = gettext("Our suggestion stands again. What your council wrote is kept in the history.")
    return redirect(request, f"{HERE}?of={kind}", words)


async def _list(work: Work, known: Pathways, conflict: str = "", refused: str = "") -> Page:
    await audit.shown(work, Action.READ_COUNCIL, _COUNCIL)
    view = list_view(known, await versions_of(work, known.kind), conflict, refused)
    status = ChangedMeanwhileError.status if conflict else IncompleteError.status if refused else None
    return Page("pathways/list.html", view, status=status)


@get(ONE, opt=declare(Action.SET_UP_COUNCIL))
async def one(work: RequestWork, of: FromQuery[str] = KINDS[0], pathway: FromQuery[str] = "consultation") -> Page:
    """One of them, from a draft where there is one."""
    known, outcome = await pathways_of(work, _known(of)), _outcome(pathway)
    kept = await drafts.find(work, _about(work, known.kind, outcome))
    if kept is None:
        return await _one(work, known, outcome, PathwayForm.of_pathway(known, outcome))
    form = PathwayForm.kept(kept, known.version).offer()
    form.of.data, form.outcome.data = known.kind, outcome.value
    quicker = ChangedMeanwhileError().sentence if form.seen_version != known.version else ""
    said = gettext("Your draft of %(day)s.") % {"day": day(kept.saved_at)}
    return await _one(work, known, outcome, form, quicker, said)


@post(ONE, status_code=200, opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=example))
async def save(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """It counts from the next decision; what was decided stands under the version of then."""
    form, conflict = (await PathwayForm.read(request)).offer(), ""
    kind, outcome = _known(form.kind), _outcome(form.outcome.data)
    about = _about(work, kind, outcome)
    try:
        if form.validate():
            await set_pathway(work, kind, form.pathway(outcome), version=form.seen_version)
            await drafts.discard(work, about)
            return redirect(request, f"{HERE}?of={kind}", gettext("Saved. It counts from the next decision."))
    except IncompleteError as refused:
        form.refuse_all(_placed(form, each) for each in refused.problems)
    except ChangedMeanwhileError as quicker:
        conflict = quicker.sentence
    page = await _one(work, await pathways_of(work, kind), outcome, form, conflict)
    await keep_refused(request, work, form, about, also=VERSION)
    return page


@post(f"{HERE}/draft", status_code=200, opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=example))
async def draft(request: AnyRequest, work: RequestWork) -> Response[str]:
    """Keep what is being typed, or throw it away. Scripts get no content; people without a script go back."""
    sent = await request.form()
    kind, outcome = _known(str(sent.get("of", ""))), _outcome(str(sent.get("outcome", "")))
    back, about = f"{ONE}?of={kind}&pathway={outcome}", _about(work, kind, outcome)
    if DROP in sent:
        await drafts.discard(work, about)
        return redirect(request, back, gettext("The draft is gone."))
    await drafts.keep(work, about, await typed_in(request, [*PathwayForm().questions(), *VERSION]))
    if is_htmx(request):
        return Response("", status_code=204)
    return redirect(request, back, gettext("Your draft is kept."))


def _placed(form: PathwayForm, problem: Problem) -> Problem:
    """Beside the row in which the step was typed."""
    part, _, number = problem.field.partition("_")
    if part in ("step", "days", "who") and number.isdigit():
        return Problem(f"{part}_{form.beside(int(number))}", problem.sentence)
    return problem


def _about(work: Work, kind: str, outcome: Outcome) -> About:
    return About(f"pathway:{kind}:{outcome}", work.actor.staff)


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise NotFoundHereError
    return kind


def _outcome(code: str | None) -> Outcome:
    if code not in set(Outcome):
        raise NotFoundHereError
    return Outcome(code)


async def _one(
    work: Work, known: Pathways, outcome: Outcome, form: PathwayForm, conflict: str = "", kept: str = ""
) -> Page:
    """From here on the form is over what stands now, which stands beside it where it changed."""
    await audit.shown(work, Action.READ_COUNCIL, _COUNCIL)
    if conflict:
        form.version.data = str(known.version)
    status = ChangedMeanwhileError.status if conflict and not kept else None
    return Page("pathways/one.html", one_view(known, outcome, kept, conflict), form=form, status=status)


HANDLERS = [pathways, move, ours, one, save, draft, *STEP_HANDLERS]
