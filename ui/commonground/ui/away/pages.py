"""`/away`: when the reader is away and who covers; `/away/{staff}` the same of a colleague."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.cover import service
from commonground.platform.cover.service import Standing, today_of
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.ui.away.forms import AwayForm
from commonground.ui.away.views import away_view
from commonground.ui.away.words import by_person
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

AnyRequest = Request[Any, Any, Any]
EXAMPLE_ID: Final = "01890000-0000-7000-8000-000000000000"
_STAFF: Final = {"staff": "staff", "covers": "staff"}
_ABSENCE: Final = {"absence": "absence"}


def _example() -> dict[str, str | list[str]]:
    first = {"first-day": "1", "first-month": "12", "first-year": "2099"}
    last = {"last-day": "3", "last-month": "12", "last-year": "2099"}
    return {**first, **last, "covers": EXAMPLE_ID}


@get("/away", opt=declare(Action.RECORD_ABSENCE))
async def mine(work: RequestWork) -> Page:
    """The reader's own."""
    return await _page(work, await service.load_standing(work, work.actor.staff), AwayForm())


@get("/away/{staff:uuid}", opt=declare(Action.RECORD_ABSENCE, ids={"staff": "staff"}))
async def of_person(work: RequestWork, staff: FromPath[UUID]) -> Page:
    return await _page(work, await service.load_standing(work, staff), AwayForm())


@post(
    "/away/{staff:uuid}",
    status_code=200,
    opt=declare(Action.RECORD_ABSENCE, effect=Effect.CHANGE, ids=_STAFF, body=_example),
)
async def record(request: AnyRequest, work: RequestWork, staff: FromPath[UUID]) -> Page | Response[Any]:
    """Record that they are away."""
    standing, form = await service.load_standing(work, staff), await AwayForm.read(request)
    form.offer(standing, by_person(standing.all, today_of(work)))
    if form.validate():
        try:
            await service.record(work, standing, form.asked)
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            return redirect(request, _back(work, staff), gettext("Recorded. It counts from the first day on."))
    return await _page(work, standing, form)


@get("/away/change/{absence:uuid}", opt=declare(Action.RECORD_ABSENCE, ids=_ABSENCE))
async def change_page(work: RequestWork, absence: FromPath[UUID]) -> Page:
    standing, found = await service.load_absence(work, absence)
    return await _page(work, standing, AwayForm.of(found), found.id)


@post(
    "/away/change/{absence:uuid}",
    status_code=200,
    opt=declare(Action.RECORD_ABSENCE, effect=Effect.CHANGE, ids={**_ABSENCE, "covers": "staff"}, body=_example),
)
async def change(request: AnyRequest, work: RequestWork, absence: FromPath[UUID]) -> Page | Response[Any]:
    """Other days, or other colleagues."""
    standing, found = await service.load_absence(work, absence)
    form = await AwayForm.read(request)
    form.offer(standing, by_person(standing.all, today_of(work)))
    if form.validate():
        try:
            await service.change(work, standing, found, form.asked)
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            return redirect(request, _back(work, found.staff_id), gettext("Changed."))
    return await _page(work, standing, form, absence)


@post(
    "/away/change/{absence:uuid}/end",
    status_code=200,
    opt=declare(Action.RECORD_ABSENCE, effect=Effect.CHANGE, ids=_ABSENCE, body=dict),
)
async def end(request: AnyRequest, work: RequestWork, absence: FromPath[UUID]) -> Response[Any]:
    """They are back, or stay."""
    _, found = await service.load_absence(work, absence)
    await service.end(work, found)
    return redirect(request, _back(work, found.staff_id), gettext("Ended. Nobody covers any more."))


def _back(work: Work, staff: UUID) -> str:
    return "/away" if staff == work.actor.staff_id else f"/away/{staff}"


async def _page(work: Work, standing: Standing, form: AwayForm, changes: UUID | None = None) -> Page:
    today = today_of(work)
    form.offer(standing, by_person(standing.all, today))
    about = audit.Subject(service.SUBJECT, standing.person.id) if changes is None else audit.Subject("absence", changes)
    await audit.record(work, Action.RECORD_ABSENCE, about)
    return Page("away/person.html", away_view(standing, work.actor, today, changes), form=form)


HANDLERS = [mine, of_person, record, change_page, change, end]
