"""`/refer/{reference}/withdraw`: whoever referred something asks for it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.referring.errors import DecidedMeanwhileError
from commonground.tenants.referring.queries import load_mine
from commonground.tenants.referring.receipts import MyReferral
from commonground.tenants.referring.withdrawing import withdraw
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.referring.other_forms import WithdrawForm
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_IDS = {"reference": "referral"}


@dataclass(frozen=True, slots=True)
class WithdrawView:
    """`wrong`: why it can't be asked."""

    reference: str
    wrong: str = ""


@get("/refer/{reference:str}/withdraw", opt=declare(Action.REFER, ids=_IDS))
async def ask(work: RequestWork, reference: FromPath[str]) -> Page:
    found = await load_mine(work, reference)
    return await _page(work, found, WithdrawForm(), DecidedMeanwhileError() if found.settled else None)


@post(
    "/refer/{reference:str}/withdraw",
    status_code=200,
    opt=declare(
        Action.REFER, effect=Effect.CHANGE, ids=_IDS, body=lambda: {"why": "It was another yard."}, state="referred"
    ),
)
async def send(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """It goes on until somebody has read why."""
    found, form = await load_mine(work, reference), await WithdrawForm.read(request)
    try:
        if form.validate():
            first = await withdraw(work, found, form.why.data or "")
            asked, before = gettext("You have asked to withdraw it."), gettext("You had asked before.")
            return redirect(request, f"/refer/{found.reference}", asked if first else before)
    except IncompleteError as lacking:
        form.refuse(lacking)
    except DecidedMeanwhileError as over:
        return await _page(work, found, form, over)
    return await _page(work, found, form)


async def _page(work: Work, found: MyReferral, form: WithdrawForm, over: DecidedMeanwhileError | None = None) -> Page:
    await audit.shown(work, Action.REFER, audit.Subject("referral", found.id, found.reference))
    view = WithdrawView(found.reference, over.sentence if over else "")
    status = over.status if over else 422 if form.errors else 200
    return Page("referring/withdraw.html", view, form=form, status=status)


HANDLERS = [ask, send]
