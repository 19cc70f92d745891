"""`/handoffs/new`: to which council, how, and about what. With a context or a referral of one's own, or with none: of a
child, Commonground keeps no record."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.queries import offer_called
from commonground.platform.crossings.types import OVER, Kind, Side
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.load import subject_of as of_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.disclosures.again import begin_again, record_of
from commonground.tenants.disclosures.load import load_disclosure
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.prefill import KIND_OF
from commonground.tenants.disclosures.service import Record, begin
from commonground.tenants.referrals.events import subject_of as of_referral
from commonground.tenants.referrals.load import load_referral
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.handoffs.begin_forms import BeginForm
from commonground.ui.handoffs.people import other_councils
from commonground.ui.handoffs.views import BeginView
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_IDS: Final = {"context": "context", "referral": "referral", "again": "crossing"}


@get("/handoffs/new", opt=declare(Action.PREPARE_DISCLOSURE, ids=_IDS))
async def form_page(
    work: RequestWork, context: FromQuery[str] = "", referral: FromQuery[str] = "", again: FromQuery[str] = ""
) -> Page:
    """The first three questions."""
    start: dict[str, Any] = {"context": context, "referral": referral, "again": again}
    earlier = await _earlier(work, again)
    record = await _record(work, earlier, context, referral)
    if record is not None:
        start["kind"] = _kind_of(record)
    if earlier is not None:
        start |= {"verb": earlier.verb, "kind": earlier.kind}
    return await _shown(work, BeginForm(None, start), record)


async def _earlier(work: Work, again: str) -> Disclosure | None:
    """What is offered again, if the actor may. Raises `NotFoundHereError`."""
    return await load_disclosure(work, again, to=Action.PREPARE_DISCLOSURE) if again else None


def _kind_of(record: Record) -> Kind | None:
    """What it is handed on as, to begin with; None where nobody has said what a referral is about."""
    kind = record.kind if isinstance(record, ContextRow) else record.subject_kind
    return KIND_OF.get(kind or "")


async def _record(work: Work, earlier: Disclosure | None, context: str, referral: str) -> Record | None:
    """What it is about, if the actor may tell of it: what is offered again stays with its record, whatever the form
    says. Raises `NotFoundHereError`."""
    found: Record | None = None
    if earlier is not None:
        found = await record_of(work, earlier)
    elif context:
        found = await load_context(work, context, to=Action.PREPARE_DISCLOSURE)
    elif referral:
        found = await load_referral(work, referral, to=Action.PREPARE_DISCLOSURE)
    if isinstance(found, ContextRow):
        await audit.record(work, Action.READ_CONTEXT, of_context(found))
    elif found is not None:
        await audit.record(work, Action.READ_REFERRAL, of_referral(found))
    return found


async def _shown(work: Work, form: BeginForm, record: Record | None) -> Page:
    form.offer(await other_councils(work))
    about = "" if record is None else record.name if isinstance(record, ContextRow) else record.title
    place = "contexts" if isinstance(record, ContextRow) else "referrals"
    href = f"/{place}/{record.reference}" if record is not None else "/handoffs"
    return Page("handoffs/begin.html", BeginView(about, href, "/agreements"), form=form)


def example() -> dict[str, str | list[str]]:
    return {"context": "", "referral": "", "again": "", "receiver": "00000000-0000-7000-8000-000000000000",
            "verb": "work_jointly", "kind": "peer_group"}  # fmt: skip  # a row


@post(
    "/handoffs/new",
    status_code=200,
    opt=declare(Action.PREPARE_DISCLOSURE, effect=Effect.CHANGE, ids=_IDS, body=example),
)
async def sent(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Begin a draft, and go on to what goes into it."""
    form = await BeginForm.read(request)
    form.offer(await other_councils(work))
    earlier = await _earlier(work, form.again.data or "")
    record = await _record(work, earlier, form.context.data or "", form.referral.data or "")
    if form.validate():
        try:
            row = await _begun(work, form, earlier, record)
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            await work.mine.flush()
            return redirect(request, f"/handoffs/{row.reference}/build", gettext("A draft is made. Nothing is sent."))
    return await _shown(work, form, record)


async def _begun(work: Work, form: BeginForm, earlier: Disclosure | None, record: Record | None) -> Disclosure:
    if earlier is None:
        return await begin(work, record, form.typed(None), team_id=_team(work, record, None))
    typed = form.typed(await _thread(work, earlier))
    return await begin_again(work, earlier, record, typed, team_id=_team(work, record, earlier))


async def _thread(work: Work, earlier: Disclosure) -> UUID | None:
    """The thread of an earlier offer of ours that is over: what was said of it stays together."""
    offer = await offer_called(work, earlier.reference, Side.SENDER)
    return offer.thread_id if offer.standing in OVER else None


def _team(work: Work, record: Record | None, earlier: Disclosure | None) -> UUID:
    """The team that has the record; else that of the earlier offer, or one of the actor's own. Raises
    `NotFoundHereError` for somebody in none."""
    if record is not None:
        return record.team_id
    teams = [earlier.team_id] if earlier is not None else sorted(work.actor.team_ids)
    if not teams:
        raise NotFoundHereError
    return teams[0]


HANDLERS = [form_page, sent]
