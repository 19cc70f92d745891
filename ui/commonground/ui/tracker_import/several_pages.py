"""`/tracker/import/…/clear`: a page of rows of an earlier tracker, cleared of names together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.work import Work
from commonground.tenants.referrals.events import subject_of
from commonground.tenants.tracker_import.clearing import clear_several, uncleared
from commonground.tenants.tracker_import.queries import load_import
from commonground.ui.attachments.receiving import AnyRequest
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.forms import Sent
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.tracker_import.clear_forms import RowForm, SeveralForm, left_out, originals, rows_sent
from commonground.ui.tracker_import.clearing_pages import never_shown, stands_now

_HERE: Final = "/tracker/import/{brought:uuid}/clear"
_IDS: Final = {"brought": "tracker_import"}
_TO: Final = Action.IMPORT_TRACKER
_CONFLICT: Final = 409


@dataclass(frozen=True, slots=True)
class RowView:
    """One row with its form. `stands`: what somebody cleared it to while this was being typed."""

    reference: str
    heading: str
    form: RowForm
    asked: tuple[tuple[str, str], ...]
    never: tuple[tuple[str, str], ...]
    stands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SeveralView:
    """`left`: how many of the import wait, with those that are shown; `out`: what was typed for rows that can't be
    cleared from here any more, by their references."""

    href: str
    rows: tuple[RowView, ...]
    left: int
    out: tuple[tuple[str, tuple[str, ...]], ...] = ()


def example() -> dict[str, str | list[str]]:
    reference = "CR-0000-00N"
    return {"row": [reference], f"{reference}-where_said": "Alder Park", f"{reference}-ready": "yes"}


@get(_HERE, opt=declare(_TO, ids=_IDS))
async def several(work: RequestWork, brought: FromPath[UUID]) -> Page:
    """The first rows that wait and the reader may clear."""
    await load_import(work, brought)
    return await _page(work, brought, SeveralForm.over(await uncleared(work, brought)))


@post(
    _HERE,
    status_code=200,
    opt=declare(_TO, effect=Effect.CHANGE, ids=_IDS | {"row": "referral"}, body=example),
)
async def several_cleared(request: AnyRequest, work: RequestWork, brought: FromPath[UUID]) -> Page | Response[Any]:
    """Those that are ticked, all of them or none; then the next page of them."""
    await load_import(work, brought)
    sent = Sent((await request.form()).multi_items())
    asked = rows_sent(sent)
    form = SeveralForm.over(await uncleared(work, brought, asked, lock=True), sent)
    if asked and not form.rows:
        raise NotFoundHereError
    if form.meanwhile(asked):
        return await _page(work, brought, form, _CONFLICT, tuple(left_out(form, sent, asked)))
    if not form.check():
        return await _page(work, brought, form)
    await clear_several(work, [(row.each, row.typed(), row.seen_version) for row in form.ready])
    return await _next(request, work, brought, len(form.ready))


async def _next(request: AnyRequest, work: Work, brought: UUID, number: int) -> Response[Any]:
    more = "/clear" if await uncleared(work, brought) else ""
    said = ngettext("%(n)s row is cleared.", "%(n)s rows are cleared.", number) % {"n": number}
    return redirect(request, f"/tracker/import/{brought}{more}", said)


async def _page(
    work: Work,
    brought: UUID,
    form: SeveralForm,
    status: int | None = None,
    out: tuple[tuple[str, tuple[str, ...]], ...] = (),
) -> Page:
    for row in form.rows:
        audit.looked_at(work, Action.READ_NAMES, subject_of(row.each.row))
    await audit.shown(work, _TO, audit.Subject("tracker_import", brought))
    await audit.record_each(work, Action.READ_NAMES, [subject_of(row.each.row) for row in form.rows])
    left = (await load_import(work, brought)).uncleared
    view = SeveralView(f"/tracker/import/{brought}", _rows(form.rows), left, out)
    return Page("tracker_import/several.html", view, form=form, status=status)


def _rows(forms: Sequence[RowForm]) -> tuple[RowView, ...]:
    return tuple(
        RowView(
            reference=form.each.row.reference,
            heading=_heading(form),
            form=form,
            asked=tuple(originals(form, form.each.said)),
            never=never_shown(form.each.said),
            stands=stands_now(form.each.said),
        )
        for form in forms
    )


def _heading(form: RowForm) -> str:
    said = form.each.said
    row = gettext("Row %(row)s") % {"row": said.row_number}
    return f"{row}, {said.external_reference}" if said.external_reference else row


SEVERAL_HANDLERS = [several, several_cleared]
