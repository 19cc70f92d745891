"""`/referrals/…/agreed/…`: what was agreed with other agencies, in versions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.calendar import LONDON
from commonground.platform.cover.service import today_of
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.agreed import service
from commonground.tenants.agreed.models import AgreedVersion
from commonground.tenants.agreed.service import NotAgreedSoError, Saved
from commonground.tenants.agreed.types import AgreedKind
from commonground.tenants.referrals.events import subject_of
from commonground.tenants.referrals.history import history_of
from commonground.tenants.referrals.load import load_referral, why
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.moving import check_version
from commonground.ui.agreed.forms import CAME_DAY, DAYS, AgreedForm, CameForm
from commonground.ui.agreed.views import EXPLAINED, KIND_NAMES, AgreedFormView, agreed_view, facts_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.building import lines_since
from commonground.ui.referrals.forms import RecordForm
from commonground.ui.referrals.keeping import VERSION, AnyRequest, keep_refused
from commonground.ui.referrals.views import Fact
from commonground.ui.shell.forms import Hidden, TextField
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

FORM: Final = "agreed/form.html"
CONFLICT: Final = 409
_IDS: Final = {"reference": "referral"}
_OF_ONE: Final = {"reference": "referral", "agreed": "agreed"}


def agreed_body() -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {"version": "1", "agencies": ["social_care", "police", "health"]}
    said |= {"held_at": "9:30", "leads": "social_care", "leads_post": "Duty social worker"}
    said |= {"agreed": "Look at the yard together"}
    return {**said, **_day("held_on", 0), **_day("due_on", 30)}


def came_body() -> dict[str, str | list[str]]:
    return {"version": "1", "came": "The yard is lit now", **_day("came_on", 0)}


def _day(name: str, later: int) -> dict[str, str]:
    day = datetime.now(LONDON).date() + timedelta(days=later)
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@get("/referrals/{reference:str}/agreed/new", opt=declare(Action.KEEP_AGREED, ids=_IDS))
async def new(work: RequestWork, reference: FromPath[str]) -> Page:
    """Filled in as it most likely is."""
    row = await load_referral(work, reference, to=Action.KEEP_AGREED)
    await audit.record(work, Action.READ_REFERRAL, subject_of(row))
    kind, kept = service.kind_of(row), await drafts.find(work, _about(row))
    if kind is None:
        typed = AgreedForm.kept(kept, row.version) if kept else AgreedForm(None)
        return await _new_page(work, row, typed, NotAgreedSoError())
    form = AgreedForm.kept(kept, row.version) if kept else AgreedForm.fresh(kind, row.version, today_of(work))
    return await _new_page(work, row, form, kept=kept is not None)


@post(
    "/referrals/{reference:str}/agreed/new",
    status_code=200,
    opt=declare(Action.KEEP_AGREED, effect=Effect.CHANGE, ids=_IDS, body=agreed_body, state="decided"),
)
async def add(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    row = await load_referral(work, reference, to=Action.KEEP_AGREED, lock=True)
    form, quicker = await AgreedForm.read(request), None
    form.kind = service.kind_of(row)
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            agreed_id = await _record(work, row, form)
            await drafts.discard(work, _about(row))
            return redirect(request, _place(row, agreed_id), gettext("Recorded."))
    except IncompleteError as refused:
        form.refuse_all(refused.problems)
    except (ChangedMeanwhileError, NotAgreedSoError) as was_quicker:
        quicker = was_quicker
        form.version.data = str(row.version)
    page = await _new_page(work, row, form, quicker)
    await keep_refused(request, work, form, _about(row), also=(*DAYS, *VERSION))
    return page


async def _record(work: Work, row: ReferralRow, form: AgreedForm) -> UUID:
    """Once, for somebody who presses twice."""
    pressed = await service.recorded_already(work, row, form.typed(), version=form.seen_version)
    if pressed is not None:
        return pressed
    check_version(row, form.seen_version)
    return await service.record_agreed(work, row, form.typed())


@get("/referrals/{reference:str}/agreed/{agreed:uuid}", opt=declare(Action.READ_REFERRAL, ids=_OF_ONE))
async def show(work: RequestWork, reference: FromPath[str], agreed: FromPath[UUID]) -> Page:
    """As it stands, and what stood there before."""
    row = await load_referral(work, reference, to=Action.READ_REFERRAL)
    saved = await service.load_agreed(work, row, agreed)
    may = bool(await why(work, row, Action.KEEP_AGREED))
    return Page("agreed/agreed.html", agreed_view(row, saved, work.now, today_of(work), may=may))


@get("/referrals/{reference:str}/agreed/{agreed:uuid}/change", opt=declare(Action.KEEP_AGREED, ids=_OF_ONE))
async def change(work: RequestWork, reference: FromPath[str], agreed: FromPath[UUID]) -> Page:
    row = await load_referral(work, reference, to=Action.KEEP_AGREED)
    saved = await service.load_agreed(work, row, agreed)
    kept = await drafts.find(work, _about(row, agreed, "change"))
    form = AgreedForm.kept(kept, saved[0].row.version) if kept else AgreedForm.of(saved[0].row)
    return _page(row, saved, form, _beside(form, saved[0].row), kept=kept is not None)


@post(
    "/referrals/{reference:str}/agreed/{agreed:uuid}/change",
    status_code=200,
    opt=declare(Action.KEEP_AGREED, effect=Effect.CHANGE, ids=_OF_ONE, body=agreed_body),
)
async def save_change(
    request: AnyRequest, work: RequestWork, reference: FromPath[str], agreed: FromPath[UUID]
) -> Page | Response[Any]:
    """It stands from now on; what stood before stays among its versions."""
    row = await load_referral(work, reference, to=Action.KEEP_AGREED, lock=True)
    saved, form = await service.load_agreed(work, row, agreed), await AgreedForm.read(request)
    form.kind = AgreedKind(saved[0].row.kind)

    async def put() -> None:
        await service.change_agreed(work, row, saved[0].row, form.typed(), version=form.seen_version)

    return await _saved(request, work, row, saved, form, put, gettext("Saved."))


@get("/referrals/{reference:str}/agreed/{agreed:uuid}/came", opt=declare(Action.KEEP_AGREED, ids=_OF_ONE))
async def came(work: RequestWork, reference: FromPath[str], agreed: FromPath[UUID]) -> Page:
    row = await load_referral(work, reference, to=Action.KEEP_AGREED)
    saved = await service.load_agreed(work, row, agreed)
    kept = await drafts.find(work, _about(row, agreed, "came"))
    form = CameForm.kept(kept, saved[0].row.version) if kept else CameForm.of(saved[0].row, today_of(work))
    return _page(row, saved, form, _beside(form, saved[0].row), kept=kept is not None)


@post(
    "/referrals/{reference:str}/agreed/{agreed:uuid}/came",
    status_code=200,
    opt=declare(Action.KEEP_AGREED, effect=Effect.CHANGE, ids=_OF_ONE, body=came_body),
)
async def save_came(
    request: AnyRequest, work: RequestWork, reference: FromPath[str], agreed: FromPath[UUID]
) -> Page | Response[Any]:
    """It waits for nobody afterwards."""
    row = await load_referral(work, reference, to=Action.KEEP_AGREED, lock=True)
    saved, form = await service.load_agreed(work, row, agreed), await CameForm.read(request)

    async def put() -> None:
        await service.say_what_came(work, row, saved[0].row, form.typed(), version=form.seen_version)

    return await _saved(request, work, row, saved, form, put, gettext("Saved. It waits for nobody any more."))


async def _saved(
    request: AnyRequest,
    work: Work,
    row: ReferralRow,
    saved: Sequence[Saved],
    form: AgreedForm | CameForm,
    save: Callable[[], Awaitable[None]],
    done: str,
) -> Page | Response[Any]:
    """Where it can't be saved, the form again with what was typed, which is kept."""
    now, quicker = saved[0].row, None
    says = isinstance(form, CameForm)
    about = _about(row, now.agreed_id, "came" if says else "change")
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            if not service.saved_already(work, now, form.typed(), version=form.seen_version):
                await save()
            await drafts.discard(work, about)
            return redirect(request, _place(row, now.agreed_id), done)
    except IncompleteError as refused:
        form.refuse_all(refused.problems)
    except ChangedMeanwhileError as was_quicker:
        quicker = was_quicker
        form.version.data = str(now.version)
    page = _page(row, saved, form, quicker)
    await keep_refused(request, work, form, about, also=(*(CAME_DAY if says else DAYS), *VERSION))
    return page


def _about(row: ReferralRow, agreed: UUID | None = None, what: str = "new") -> About:
    """About the referral: what is typed goes with it."""
    return About(f"agreed:{what}:{agreed or ''}", row.id)


def _place(row: ReferralRow, agreed: UUID) -> str:
    return f"/referrals/{row.reference}/agreed/{agreed}"


def _beside(form: RecordForm, now: AgreedVersion) -> RefusedError | None:
    """What was typed over an older version is compared before it is saved."""
    if form.seen_version == now.version:
        return None
    form.version.data = str(now.version)
    return ChangedMeanwhileError()


async def _new_page(
    work: Work, row: ReferralRow, form: AgreedForm, quicker: RefusedError | None = None, *, kept: bool = False
) -> Page:
    """Where somebody was quicker, with what they did."""
    kind = service.kind_of(row)
    lines = lines_since(await history_of(work, row.id, most=3), None, work.now) if quicker else []
    view = AgreedFormView(
        reference=row.reference,
        title=row.title,
        heading=gettext("Record what was agreed"),
        explain=f"{KIND_NAMES[kind]}. {EXPLAINED[kind]}" if kind else "",
        action=f"/referrals/{row.reference}/agreed/new",
        back=f"/referrals/{row.reference}",
        button=gettext("Record it") if kind else "",
        conflict=quicker.sentence if quicker else "",
        kept=kept,
        lines=tuple(lines),
        typed=() if kind else tuple(_words_in(form)),
    )
    return Page(FORM, view, form=form, status=CONFLICT if quicker else None)


def _words_in(form: AgreedForm) -> Iterator[Fact]:
    for field in form:
        if isinstance(field, TextField) and not isinstance(field, Hidden) and field.data:
            yield Fact(str(field.text), field.data)


def _page(
    row: ReferralRow,
    saved: Sequence[Saved],
    form: AgreedForm | CameForm,
    quicker: RefusedError | None,
    *,
    kept: bool = False,
) -> Page:
    now = saved[0].row
    says = isinstance(form, CameForm)
    view = AgreedFormView(
        reference=row.reference,
        title=row.title,
        heading=gettext("What came of it?") if says else gettext("Change what was agreed"),
        explain=str(KIND_NAMES[AgreedKind(now.kind)]),
        action=f"{_place(row, now.agreed_id)}/{'came' if says else 'change'}",
        back=_place(row, now.agreed_id),
        button=gettext("Save"),
        conflict=quicker.sentence if quicker else "",
        theirs=tuple(facts_of(now, saved)) if quicker or says else (),
        kept=kept,
    )
    return Page(FORM, view, form=form, status=CONFLICT if quicker and not kept else None)


HANDLERS = [new, add, show, change, save_change, came, save_came]
