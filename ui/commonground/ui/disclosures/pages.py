"""`/disclosures`: what was told outside the platform, and what is to be. `/disclosures/{reference}`: one of them, how
far it is, its code, taking it back, its receipts."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action, decide
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.errors import CrossingRefusedError
from commonground.platform.crossings.queries import receipts_of
from commonground.platform.crossings.receipts import file_of
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.disclosures.load import held_disclosure, subject_of
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.packaging import read
from commonground.tenants.disclosures.queries import package_of
from commonground.tenants.disclosures.types import EDITABLE, DisclosureState
from commonground.tenants.outside.models import OutsideReceiver
from commonground.tenants.outside.queries import outside_of_team, steps_of
from commonground.tenants.outside.rules import standing
from commonground.tenants.outside.service import load_outside, send, withdraw
from commonground.tenants.outside.types import Standing
from commonground.ui.declare import Effect, declare
from commonground.ui.disclosures import beginning, building, settling
from commonground.ui.disclosures.forms import WithdrawForm
from commonground.ui.disclosures.views import (
    CodeView,
    ListRow,
    ListView,
    OutsidePage,
    WithdrawView,
    facts_of,
    href_of,
    receipt_lines,
    state_of,
    step_lines,
)
from commonground.ui.edge import RequestWork
from commonground.ui.handoffs.reading import record_link
from commonground.ui.handoffs.showing import reasons_of
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.dates import moment
from commonground.ui.shell.downloads import download
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.lists import cut_off
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of

_IDS: Final = {"reference": "outside"}
_TO: Final = Action.PREPARE_DISCLOSURE
_CUT: Final = lazy("The %(most)s that changed last are shown. Find an older one by its reference.")


@get("/disclosures", opt=declare(_TO))
async def listed(work: RequestWork) -> Page:
    """Those of the reader's teams, the newest first."""
    found = await outside_of_team(work)
    await audit.record(work, f"{_TO}:list", audit.Subject("crossing"))
    rows = [
        ListRow(row.reference, href_of(row), row.receiver_words, state_of(row, receiver, work.now)[1],
                moment(row.changed_at))
        for row, receiver in found
    ]  # fmt: skip  # a row to a disclosure
    return Page("disclosures/index.html", ListView(tuple(rows), cut_off(_CUT, found)))


@get("/disclosures/{reference:str}", opt=declare(Action.READ_HANDOFF, ids=_IDS))
async def page(work: RequestWork, reference: FromPath[str]) -> Page:
    """One, with its package as it was sealed."""
    row, receiver = await load_outside(work, reference, to=Action.READ_HANDOFF)
    await audit.record(work, Action.READ_HANDOFF, subject_of(row))
    return await _shown(work, row, receiver)


async def _shown(work: Work, row: Disclosure, receiver: OutsideReceiver) -> Page:
    colour, label = state_of(row, receiver, work.now)
    where, may = standing(receiver, row.state, row.expires_at, work.now), await _may_prepare(work, row)
    package = await package_of(work, row.package_id) if row.package_id is not None else None
    state = DisclosureState(row.state)
    view = OutsidePage(
        reference=row.reference,
        href=href_of(row),
        organisation=row.receiver_words,
        state=colour,
        state_label=label,
        facts=facts_of(row, receiver),
        reasons=reasons_of(row),
        package=read(package) if package is not None else None,
        steps=step_lines(await steps_of(work, row)),
        receipts=receipt_lines(row, await receipts_of(work, row.id)),
        record=await record_link(work, row),
        may_build=may and state in EDITABLE,
        may_send=may and state is DisclosureState.AUTHORISED,
        may_renew=may and where in (Standing.SENT, Standing.LOCKED),
        may_withdraw=may and where in (Standing.SENT, Standing.LOCKED, Standing.OPEN),
        may_discard=may and state in EDITABLE,
    )
    return Page("disclosures/detail.html", view)


async def _may_prepare(work: Work, row: Disclosure) -> bool:
    # Whoever reads this has been let in to what it is about already; here their role alone is asked about.
    return bool(decide(work.actor, _TO, await held_disclosure(work, row, restricted=False)))


@post("/disclosures/{reference:str}/send", status_code=200,
      opt=declare(_TO, effect=Effect.CHANGE, ids=_IDS, body=dict, confirm=True))  # fmt: skip  # a row to what it does
async def sent(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Send it, or send it again: the answer is the only page that ever shows the code."""
    row, receiver = await load_outside(work, reference, to=_TO, lock=True)
    try:
        told = await send(work, row, receiver, Seals.of(settings_of(request.scope)))
    except CrossingRefusedError as refused:
        return redirect(request, href_of(row), refused.sentence, done=False)
    view = CodeView(row.reference, href_of(row), row.receiver_words, receiver.person, told.code, told.phone)
    return Page("disclosures/code.html", view)


@get("/disclosures/{reference:str}/withdraw", opt=declare(_TO, ids=_IDS))
async def ask_to_withdraw(work: RequestWork, reference: FromPath[str]) -> Page:
    row, receiver = await load_outside(work, reference, to=_TO)
    await audit.record(work, f"{_TO}:open", subject_of(row))
    return _withdrawing(row, receiver, WithdrawForm())


def _withdrawing(row: Disclosure, receiver: OutsideReceiver, form: WithdrawForm, status: int | None = None) -> Page:
    view = WithdrawView(row.reference, href_of(row), row.receiver_words, receiver.opened_at is not None)
    return Page("disclosures/withdraw.html", view, form=form, status=status)


@post("/disclosures/{reference:str}/withdraw", status_code=200,
      opt=declare(_TO, effect=Effect.CHANGE, ids=_IDS,
                  body=lambda: {"words": "It went to the wrong person."}))  # fmt: skip  # as above
async def withdrawn(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Nothing opens any more from here on."""
    row, receiver = await load_outside(work, reference, to=_TO, lock=True)
    form, status = await WithdrawForm.read(request), None
    if form.validate():
        try:
            await withdraw(work, row, form.words.data or "")
        except IncompleteError as lacking:
            form.refuse(lacking)
        except CrossingRefusedError as refused:
            form.refuse(refused)
            status = refused.status
        else:
            return redirect(request, href_of(row), gettext("Taken back. Nothing opens with it any more."))
    return _withdrawing(row, receiver, form, status)


@get("/disclosures/{reference:str}/receipts/{receipt:uuid}",
     opt=declare(Action.READ_HANDOFF, ids={**_IDS, "receipt": "receipt"}))  # fmt: skip  # as above
async def receipt_file(work: RequestWork, reference: FromPath[str], receipt: FromPath[UUID]) -> Response[bytes]:
    """The council's own receipt as a file for `commonground receipt verify`."""
    row, _ = await load_outside(work, reference, to=Action.READ_HANDOFF)
    found = next((each for each in await receipts_of(work, row.id) if each.id == receipt), None)
    if found is None:
        raise NotFoundHereError
    await audit.record(work, Action.READ_HANDOFF, subject_of(row))
    return download(file_of(found).encode(), "application/json", f"receipt-{row.reference}-{found.no}.json")


HANDLERS = [
    listed,
    page,
    sent,
    ask_to_withdraw,
    withdrawn,
    receipt_file,
    *beginning.HANDLERS,
    *building.HANDLERS,
    *settling.HANDLERS,
]
