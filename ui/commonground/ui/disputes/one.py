"""`/disputes` and one of them: how it stands, whose turn it is, and what the reader may say now."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action, reach_of
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.disputes.errors import DisputeRefusedError
from commonground.platform.disputes.queries import dispute_called, lines_of
from commonground.platform.disputes.rules import acts_of
from commonground.platform.disputes.types import ANSWERS, DisputeAct, DisputeView
from commonground.platform.ids import uuid_of
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.disputes import service
from commonground.tenants.disputes.load import load_dispute, subject_of, visible_disputes
from commonground.ui.declare import Effect, declare
from commonground.ui.disputes.forms import AnswerForm, DecideForm
from commonground.ui.disputes.views import PATH, ListPage, page_of, row_of
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.lists import cut_off
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_IDS: Final = {"reference": "dispute"}
_TO: Final = Action.SETTLE_DISPUTE
CONFLICT: Final = 409
_CUT_LIVE: Final = lazy("Only the %(most)s that are due first are shown.")
_CUT_OVER: Final = lazy("Only the newest %(most)s are shown.")


@get(PATH, opt=declare(Action.SEE_CROSSINGS))
async def index(work: RequestWork) -> Page:
    """What is open, by when an answer is due; what is over, the newest first."""
    live, over = await visible_disputes(work, live=True), await visible_disputes(work, live=False)
    await audit.record(work, f"{_TO}:list", audit.Subject("disputes"))
    rows, ended = (tuple(row_of(each, work.now) for each in found) for found in (live, over))
    cut = cut_off(_CUT_LIVE, live), cut_off(_CUT_OVER, over)
    return Page("disputes/index.html", ListPage(rows, ended, reach_of(work.actor, _TO) is not None, *cut))


@get(f"{PATH}/{{reference:str}}", opt=declare(Action.SEE_CROSSINGS, ids=_IDS))
async def page(work: RequestWork, reference: FromPath[str]) -> Page:
    """As everybody who may see crossings sees it; the forms for those who may send them."""
    dispute = await load_dispute(work, reference, to=Action.SEE_CROSSINGS)
    return await _shown(work, dispute)


@post(
    f"{PATH}/{{reference:str}}/answer",
    status_code=200,
    opt=declare(_TO, effect=Effect.CHANGE, ids=_IDS, body=lambda: {"answer": "agree", "seen": "", "words": ""}),
)
async def answer(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Agree, propose the other one, ask for more, or say more."""
    dispute = await load_dispute(work, reference, to=_TO)
    form = await AnswerForm.read(request)
    form.offer(dispute, acts_of(dispute))
    conflict = not form.answer.choices
    if not conflict and form.validate() and form.second_look(list(form.flagged())):
        try:
            words = form.words.data or ""
            await service.answer(work, dispute, form.act, seen=form.saw, reason=form.why, words=words)
        except IncompleteError as lacking:
            form.refuse(lacking)
        except DisputeRefusedError as quicker:
            form.refuse(quicker)
            conflict = True
        else:
            return redirect(request, f"{PATH}/{dispute.reference}", gettext("Said. The other council is told."))
    return await _again(work, dispute, form, conflict)


async def _again(work: Work, dispute: DisputeView, form: AnswerForm, conflict: bool) -> Page:
    """What was typed, over how it stands by now."""
    if not conflict:
        return await _shown(work, dispute, answer=form)
    now = await dispute_called(work, dispute.reference)
    form.form_errors = form.form_errors or [gettext("It has moved on meanwhile. Look at how it stands now.")]
    form.seen.data = str(now.proposed_id)
    return await _shown(work, now, answer=form, status=CONFLICT)


@post(
    f"{PATH}/{{reference:str}}/decide",
    status_code=200,
    opt=declare(
        Action.DECIDE_DISPUTE,
        effect=Effect.CHANGE,
        ids=_IDS,
        body=lambda: {"lead": "", "grounds": "The child lives on their side."},
    ),
)
async def decide(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """As a manager, once it is before both."""
    dispute = await load_dispute(work, reference, to=Action.DECIDE_DISPUTE)
    form, status = await DecideForm.read(request), None
    form.offer(dispute)
    if form.validate() and form.second_look(list(form.flagged())):
        lead = uuid_of(form.lead.data)
        try:
            if lead is None:
                raise NotFoundHereError
            await service.decide(work, dispute, lead, form.grounds.data or "")
        except IncompleteError as lacking:
            form.refuse_all(form.beside(each) for each in lacking.problems)
        except DisputeRefusedError as quicker:
            form.refuse(quicker)
            status = CONFLICT
        else:
            said = gettext("Recorded. It is settled once the other manager says the same.")
            return redirect(request, f"{PATH}/{dispute.reference}", said)
    return await _shown(work, dispute, decide=form, status=status)


@post(
    f"{PATH}/{{reference:str}}/escalate",
    status_code=200,
    opt=declare(_TO, effect=Effect.CHANGE, ids=_IDS, body=dict),
)
async def escalate(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Response[Any]:
    """Put it before the managers of both at once."""
    dispute = await load_dispute(work, reference, to=_TO)
    return await _pressed(request, work, dispute, DisputeAct.ESCALATE, gettext("Both managers are told."))


@post(f"{PATH}/{{reference:str}}/end", status_code=200, opt=declare(_TO, effect=Effect.CHANGE, ids=_IDS, body=dict))
async def end(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Response[Any]:
    """Withdraw one's own question; close what is settled."""
    dispute = await load_dispute(work, reference, to=_TO)
    what = DisputeAct.WITHDRAW if dispute.is_live else DisputeAct.CLOSE
    return await _pressed(request, work, dispute, what, gettext("Ended. Both councils keep what was said."))


async def _pressed(request: AnyRequest, work: Work, dispute: DisputeView, what: DisputeAct, said: str) -> Response[Any]:
    here, done = f"{PATH}/{dispute.reference}", True
    try:
        await service.act(work, dispute, what)
    except DisputeRefusedError as quicker:
        said, done = quicker.sentence, False
    return redirect(request, here, said, done=done)


async def _shown(
    work: Work,
    dispute: DisputeView,
    *,
    answer: AnswerForm | None = None,
    decide: DecideForm | None = None,
    status: int | None = None,
) -> Page:
    """`answer` or `decide`: the form that was sent and did not go through."""
    wrong = answer or decide
    can = acts_of(dispute) if reach_of(work.actor, _TO) is not None else frozenset()
    answers = can & set(ANSWERS)
    if answer is None and answers:
        answer = AnswerForm(None, {"seen": str(dispute.proposed_id)})
    if answer is not None:
        answer.offer(dispute, answers)
    decides = DisputeAct.DECIDE in can and reach_of(work.actor, Action.DECIDE_DISPUTE) is not None
    if decide is None and decides:
        decide = DecideForm(None)
    if decide is not None:
        decide.offer(dispute)
    await audit.record(work, _TO, subject_of(dispute))
    view = page_of(dispute, await lines_of(work, dispute), can, work.now, answer, decide)
    return Page("disputes/one.html", view, form=wrong, status=status)


HANDLERS = [index, page, answer, decide, escalate, end]
