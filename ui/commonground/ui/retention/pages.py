"""`/retention`: what is due, what waits for a second person, what is held, certificates, and the schedule."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.confirming import ConfirmFirstError
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.types import Nation
from commonground.platform.ids import uuid_of
from commonground.platform.listed import Listed
from commonground.platform.references import ReferenceKind, parse_reference, reference_kind
from commonground.platform.refusals import IncompleteError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.retention import disposing, queue
from commonground.tenants.retention.by_themselves import Gone, gone_by_themselves
from commonground.tenants.retention.holds import open_holds, today_of
from commonground.tenants.retention.records import kept_record
from commonground.tenants.retention.rules import NotNowError
from commonground.tenants.retention.schedule import SCHEDULE as SUBJECT
from commonground.tenants.retention.schedule import choices_of, choose, coming_of, rules_of, take_back
from commonground.tenants.retention.trial import make_trial
from commonground.tenants.retention.types import KeptKind
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.retention import forms, papers, schedule_views, views
from commonground.ui.retention.records import RECORD_HANDLERS
from commonground.ui.shell.forms.base import Sent
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.lists import cut_off
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.typed import id_in

MOST = 50
NOT_HERE = "No record of your council has this reference. Look at each letter and number, and type it again."
CUT_DUE = lazy("The %(most)s that have been due longest are shown. When they are settled, the next come.")
CUT_WAITING = lazy("The first %(most)s are shown: open ones first. When they are settled, the next come.")
CUT_HOLDS = lazy("The %(most)s that are to be looked at soonest are shown. More are held.")
CUT_CHOICES = lazy("The newest %(most)s are shown. Those before them stand in the audit record.")
CUT_GONE = lazy("The newest %(most)s are shown. Those before them stand in the audit record.")
_KINDS = {ReferenceKind.REFERRAL: KeptKind.REFERRAL, ReferenceKind.CONTEXT: KeptKind.CONTEXT}


@get(views.HERE, opt=declare(Action.REVIEW_RETENTION))
async def due_page(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[bytes]:
    """What is due today, the longest first; or straight to the record whose reference was typed."""
    if "reference" in request.query_params:
        return await _look(request, work)
    await audit.record(work, Action.REVIEW_RETENTION, audit.Subject("retention"))
    today = today_of(work)
    found = await queue.due_records(work)
    lines = tuple(views.due_line(due, today) for due in found)
    return Page("retention/index.html", views.QueueView(views.tabs_for(work.actor), lines, cut_off(CUT_DUE, found)))


@post(f"{views.HERE}/trial", status_code=200, opt=declare(Action.REVIEW_RETENTION, effect=Effect.CHANGE, body=dict))
async def trial(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """A record that is nobody's, to try the procedures on."""
    try:
        reference = await make_trial(work)
    except RefusedError as refused:
        return redirect(request, views.HERE, refused.sentence, done=False)
    where = views.address(KeptKind.CONTEXT, reference)
    return redirect(request, where, gettext("A trial record was made. It is due at once."))


@get(views.WAITING, opt=declare(Action.CONFIRM_DISPOSAL))
async def waiting_page(work: RequestWork) -> Page:
    """Proposals, for the second person."""
    await audit.record(work, Action.CONFIRM_DISPOSAL, audit.Subject("disposals"))
    found = await disposing.proposals(work)
    lines = tuple(views.proposed_line(each) for each in found)
    cut = cut_off(CUT_WAITING, found)
    return Page("retention/waiting.html", views.WaitingView(views.tabs_for(work.actor), lines, cut))


@post(
    f"{views.WAITING}/confirm",
    status_code=200,
    opt=declare(
        Action.CONFIRM_DISPOSAL,
        effect=Effect.CHANGE,
        ids={"disposal": "disposal"},
        body=forms.disposal_example,
    ),
)
async def confirm(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """The second person's word. They have shown lately that it is they, unless it is a trial."""
    said = gettext("Confirmed. %(reference)s goes in a moment; its certificate stays.")
    return await _settle(request, work, disposing.confirm, said)


@post(
    f"{views.WAITING}/withdraw",
    status_code=200,
    opt=declare(
        Action.CONFIRM_DISPOSAL, effect=Effect.CHANGE, ids={"disposal": "disposal"}, body=forms.disposal_example
    ),
)
async def withdraw(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """It stays after all."""
    return await _settle(request, work, disposing.withdraw, gettext("%(reference)s stays. It is due for review again."))


async def _settle(request: Request[Any, Any, Any], work: Work, verb: Any, said: str) -> Response[Any]:
    form = await forms.DisposalForm.read(request)
    try:
        reference = await verb(work, id_in(form.disposal.data))
    except (NotFoundHereError, ConfirmFirstError):
        raise
    except RefusedError as refused:
        return redirect(request, views.WAITING, refused.sentence, done=False)
    return redirect(request, views.WAITING, said % {"reference": reference})


@get(views.HELD, opt=declare(Action.REVIEW_RETENTION))
async def holds_page(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[bytes]:
    """What is held, first what somebody has to look at again; or straight to the record that was typed."""
    if "reference" in request.query_params:
        return await _look(request, work)
    return await _holds(work, forms.LookForm())


async def _look(request: Request[Any, Any, Any], work: Work) -> Page | Response[bytes]:
    """What is mistyped, another council's or not there is one answer, beside what was typed."""
    form = forms.LookForm(Sent(request.query_params.multi_items()))
    if form.validate():
        known = parse_reference(form.reference.data or "")
        kind = _KINDS.get(reference_kind(known)) if known else None
        if known and kind:
            with suppress(NotFoundHereError):
                await kept_record(work, kind, known)
                return Response(b"", status_code=303, headers={"Location": views.address(kind, known)})
        form.reference.refuse(gettext(NOT_HERE))
    return await _holds(work, form)


async def _holds(work: Work, form: forms.LookForm) -> Page:
    await audit.record(work, Action.REVIEW_RETENTION, audit.Subject("holds"))
    today = today_of(work)
    found = await open_holds(work)
    lines = tuple(views.hold_row(hold, today) for hold in found)
    view = views.HoldsView(views.tabs_for(work.actor), lines, cut_off(CUT_HOLDS, found))
    return Page("retention/holds.html", view, form=form)


@get(views.CERTIFICATES, opt=declare(Action.CONFIRM_DISPOSAL, ids={"before": "certificate"}))
async def certificates_page(work: RequestWork, before: FromQuery[str] = "") -> Page:
    """What went, newest first; on the first page also what went by itself."""
    await audit.record(work, Action.CONFIRM_DISPOSAL, audit.Subject("certificates"))
    found = await disposing.certificates(work, before=uuid_of(before), most=MOST + 1)
    older = f"{views.CERTIFICATES}?before={found[MOST - 1].id}" if len(found) > MOST else ""
    lines = tuple(papers.certificate_line(each) for each in found[:MOST])
    gone = Listed[Gone]((), 0) if before else await gone_by_themselves(work)
    by_itself = tuple(papers.gone_row(each) for each in gone)
    tabs = views.tabs_for(work.actor)
    view = papers.CertificatesView(tabs, lines, older, by_itself, cut_off(CUT_GONE, gone))
    return Page("retention/certificates.html", view)


@get(views.SCHEDULE, opt=declare(Action.SET_RETENTION))
async def schedule_page(work: RequestWork) -> Page:
    """Every type of record with its time, and what the council chose."""
    return await _schedule(work, forms.ScheduleForm(None))


@post(
    views.SCHEDULE,
    status_code=200,
    opt=declare(Action.SET_RETENTION, effect=Effect.CHANGE, body=forms.schedule_example, confirm=True),
)
async def set_schedule(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    """Choose another time for one type, with the reason. Some types go by it without anybody's looking again: so only
    after showing that it is still they."""
    form = await forms.ScheduleForm.read(request)
    if not form.validate():
        return await _schedule(work, form)
    record_type, counted_from = form.chosen
    try:
        begins = await choose(work, record_type, form.period, counted_from, form.reason.data or "")
    except IncompleteError as lacking:
        form.refuse(lacking)
        return await _schedule(work, form)
    return redirect(request, views.SCHEDULE, papers.counts_from(begins, today_of(work)))


@post(
    f"{views.SCHEDULE}/take-back",
    status_code=200,
    opt=declare(
        Action.SET_RETENTION,
        effect=Effect.CHANGE,
        ids={"choice": "retention_choice"},
        body=forms.take_back_example,
    ),
)
async def undo_choice(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """What has not begun never does. Nothing goes sooner by it, so nobody has to confirm that it is they."""
    form = await forms.TakeBackForm.read(request)
    try:
        await take_back(work, id_in(form.choice.data))
    except NotNowError as refused:
        return redirect(request, views.SCHEDULE, refused.sentence, done=False)
    return redirect(request, views.SCHEDULE, gettext("Taken back. What counted before counts on."))


async def _schedule(work: Work, form: forms.ScheduleForm) -> Page:
    await audit.shown(work, Action.SET_RETENTION, SUBJECT)
    coming = await coming_of(work)
    rows = tuple(schedule_views.rule_line(rule, coming) for rule in (await rules_of(work)).values())
    found = await choices_of(work)
    past = tuple(schedule_views.choice_row(choice) for choice in found)
    elsewhere = work.actor.nation != Nation.ENGLAND
    tabs, cut = views.tabs_for(work.actor), cut_off(CUT_CHOICES, found)
    view = schedule_views.ScheduleView(tabs, rows, schedule_views.fixed_lines(), past, cut, elsewhere)
    return Page("retention/schedule.html", view, form=form)


HANDLERS = [
    due_page,
    trial,
    waiting_page,
    confirm,
    withdraw,
    holds_page,
    certificates_page,
    schedule_page,
    set_schedule,
    undo_choice,
    *RECORD_HANDLERS,
]
