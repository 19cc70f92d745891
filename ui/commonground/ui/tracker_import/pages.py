"""`/tracker/import`: the file of an earlier tracker, how it is read, what would become of it, and what came of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import RefusedError
from commonground.platform.work import Work
from commonground.tenants.tracker_import import service
from commonground.tenants.tracker_import.choices import Waiting
from commonground.tenants.tracker_import.clearing import next_uncleared
from commonground.tenants.tracker_import.errors import UnknownSheetError, Unread, UnreadError
from commonground.tenants.tracker_import.header_row import LOOKED_AT
from commonground.tenants.tracker_import.meanings import known_for
from commonground.tenants.tracker_import.models import TrackerImport
from commonground.tenants.tracker_import.plan import choices_for, columns_of
from commonground.tenants.tracker_import.queries import (
    imports,
    load_import,
    mine_waiting,
    same_file,
    still_here,
    waiting_file,
)
from commonground.tenants.tracker_import.sheets import FILE_LIMIT
from commonground.ui.attachments.receiving import UPLOAD, AnyRequest, room_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.downloads import download
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.tracker.sheets import csv_file, xlsx_file
from commonground.ui.tracker_import.clearing_pages import CLEARING_HANDLERS
from commonground.ui.tracker_import.column_views import columns_view
from commonground.ui.tracker_import.copies import copy_of
from commonground.ui.tracker_import.forms import BringForm, ColumnsForm, FileForm
from commonground.ui.tracker_import.remembered_pages import REMEMBERED_HANDLERS
from commonground.ui.tracker_import.several_pages import SEVERAL_HANDLERS
from commonground.ui.tracker_import.views import index_view, preview_view, result_view

HERE: Final = "/tracker/import"
_WAITING: Final = {"file": "tracker_file"}
_BROUGHT: Final = {"brought": "tracker_import"}
_TO: Final = Action.IMPORT_TRACKER
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PART: Final = 256 * 1024


@get(HERE, opt=declare(_TO))
async def index(work: RequestWork) -> Page:
    return await _index(work, FileForm())


async def _index(work: Work, form: FileForm) -> Page:
    await audit.record(work, _TO, audit.Subject("tracker_imports"))
    view = index_view(await imports(work), await mine_waiting(work))
    return Page("tracker_import/index.html", view, form=form)


@post(HERE, opt=declare(_TO, effect=Effect.CHANGE, body=dict, upload=True), **UPLOAD)
async def choose_file(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Read the file apart, and keep its cells until they are brought in."""
    form = await FileForm.read(request)
    form.validate()
    with TemporaryDirectory(prefix="commonground-") as folder:
        try:
            path = await _received(request, Path(folder) / "chosen")
            async with room_of(request.app).drawing:
                key = await service.take_file(work, path)
        except UnreadError as unread:
            form.refuse(unread)
            return await _index(work, form)
    return redirect(request, f"{HERE}/{key}/columns")


async def _received(request: AnyRequest, path: Path) -> Path:
    sent = next((each for each in (await request.form()).getall("file", []) if isinstance(each, UploadFile)), None)
    if sent is None or not sent.filename:
        raise UnreadError(Unread.NONE)
    size = 0
    with path.open("xb") as file:
        while part := await sent.read(_PART):
            size += len(part)
            if size > FILE_LIMIT:
                raise UnreadError(Unread.TOO_LARGE)
            file.write(part)
    return path


@get(f"{HERE}/{{file:uuid}}/columns", opt=declare(_TO, ids=_WAITING))
async def columns_page(
    work: RequestWork, file: FromPath[UUID], sheet: FromQuery[str] = "", header: FromQuery[str] = ""
) -> Page:
    """`sheet`: another one, and `header`: another row with its headings, with our suggestions for them; kept once its
    columns are."""
    row, waiting = await _waiting(work, file)
    form = ColumnsForm(None, {"series": waiting.choices.series})
    try:
        waiting = await _read_at(work, waiting, sheet, header)
    except UnknownSheetError as unknown:
        form.refuse(unknown)
    return await _columns(work, row, waiting, form)


async def _waiting(work: Work, key: UUID, *, lock: bool = False) -> tuple[TrackerImport, Waiting]:
    row = await waiting_file(work, key, lock=lock)
    return row, await service.opened(row)


async def _read_at(work: Work, waiting: Waiting, sheet: str, header: str) -> Waiting:
    """`header` counts as people do, from 1; what the page does not offer changes nothing. Raises `UnknownSheetError`
    for a sheet that there is not: another one read in its stead would be taken for it."""
    sheets, now = waiting.workbook.sheets, waiting.choices
    number = _whole(sheet, len(sheets) if sheet else now.sheet)
    if number >= len(sheets) or not sheets[number].rows:
        raise UnknownSheetError("", [each.name for each in sheets if each.rows])
    row: int | None = _whole(header, 0) - 1
    if row not in range(min(LOOKED_AT, len(sheets[number].rows))):
        row = now.header if number == now.sheet else None
    if (number, row) == (now.sheet, now.header):
        return waiting
    known = await known_for(work, now)
    choices = choices_for(waiting.workbook, number, known.columns, row)
    return msgspec.structs.replace(waiting, choices=msgspec.structs.replace(choices, told=now.told))


def _whole(typed: str, otherwise: int) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else otherwise


async def _columns(work: Work, row: TrackerImport, waiting: Waiting, form: ColumnsForm) -> Page:
    known = await known_for(work, waiting.choices)
    found = await service.preview(work, waiting, known)
    await audit.shown(work, f"{_TO}:read", audit.Subject(service.FILE, row.id))
    columns = columns_of(waiting.workbook.sheets[waiting.choices.sheet], waiting.choices, known.columns)
    view = columns_view(row.id, waiting, columns, found.plan, form)
    return Page("tracker_import/columns.html", view, form=form)


def example() -> dict[str, str | list[str]]:
    return {"sheet": "0", "header": "1", "series": "2024"}


@post(
    f"{HERE}/{{file:uuid}}/columns",
    status_code=200,
    opt=declare(_TO, effect=Effect.CHANGE, ids=_WAITING, body=example),
)
async def choose_columns(request: AnyRequest, work: RequestWork, file: FromPath[UUID]) -> Page | Response[Any]:
    """Read it so; the next file too, once this one is brought in."""
    row, waiting = await _waiting(work, file, lock=True)
    form = await ColumnsForm.read(request)
    sent = await request.form()
    try:
        waiting = await _read_at(work, waiting, str(sent.get("sheet", "")), str(sent.get("header", "")))
    except UnknownSheetError as unknown:
        form.refuse(unknown)
        return await _columns(work, row, waiting, form)
    choices = form.chosen(waiting)
    waiting = msgspec.structs.replace(waiting, choices=choices)
    valid = form.validate()
    if not form.check(choices) or not valid:
        return await _columns(work, row, waiting, form)
    await service.choose(work, row, choices, form.words())
    return redirect(request, f"{HERE}/{file}/preview")


@get(f"{HERE}/{{file:uuid}}/preview", opt=declare(_TO, ids=_WAITING))
async def preview_page(work: RequestWork, file: FromPath[UUID]) -> Page:
    return await _preview(work, file, BringForm())


async def _preview(work: Work, key: UUID, form: BringForm, status: int | None = None) -> Page:
    row, waiting = await _waiting(work, key)
    found = await service.preview(work, waiting)
    await audit.shown(work, f"{_TO}:read", audit.Subject(service.FILE, row.id))
    await service.told_of(work, found)
    view = preview_view(row.id, found, await same_file(work, row.file_hash))
    return Page("tracker_import/preview.html", view, form=form, status=status)


@post(
    f"{HERE}/{{file:uuid}}/preview",
    status_code=200,
    opt=declare(_TO, effect=Effect.CHANGE, ids=_WAITING, body=dict),
)
async def bring_in(request: AnyRequest, work: RequestWork, file: FromPath[UUID]) -> Page | Response[Any]:
    """Everything, or nothing and why."""
    form = await BringForm.read(request)
    form.validate()
    try:
        found = await service.bring_in(work, file, leave_out=bool(form.leave_out.data))
    except NotFoundHereError:
        # Pressed twice: what the first made of it, if that is what it was.
        return redirect(request, f"{HERE}/{(await load_import(work, file)).id}", gettext("It is brought in."))
    except RefusedError as refused:
        form.refuse(refused)
        return await _preview(work, file, form, refused.status)
    number = len(found.coming)
    said = ngettext("%(n)s row was brought in.", "%(n)s rows were brought in.", number) % {"n": f"{number:,}"}
    return redirect(request, f"{HERE}/{file}", said)


@post(
    f"{HERE}/{{file:uuid}}/forget",
    status_code=200,
    opt=declare(_TO, effect=Effect.CHANGE, ids=_WAITING, body=dict),
)
async def forget(request: AnyRequest, work: RequestWork, file: FromPath[UUID]) -> Response[Any]:
    await waiting_file(work, file)
    await service.forget(work)
    return redirect(request, HERE, gettext("Nothing of the file is kept."))


@get(f"{HERE}/{{file:uuid}}/look.csv", opt=declare(_TO, ids=_WAITING))
async def copy_csv(work: RequestWork, file: FromPath[UUID]) -> Response[bytes]:
    taken = await _copy(work, file)
    return download(csv_file(taken), "text/csv; charset=utf-8", "look.csv")


@get(f"{HERE}/{{file:uuid}}/look.xlsx", opt=declare(_TO, ids=_WAITING))
async def copy_workbook(work: RequestWork, file: FromPath[UUID]) -> Response[bytes]:
    taken = await _copy(work, file)
    asked = gettext("Rows of an earlier tracker to be looked at")
    return download(await asyncio.to_thread(xlsx_file, taken, asked, work.actor, work.now), _XLSX, "look.xlsx")


async def _copy(work: Work, key: UUID) -> Any:
    row, waiting = await _waiting(work, key)
    found = await service.preview(work, waiting)
    await audit.record(work, f"{_TO}:taken", audit.Subject(service.FILE, row.id))
    await service.told_of(work, found)
    return await asyncio.to_thread(copy_of, found, waiting, work.actor, work.now)


@get(f"{HERE}/{{brought:uuid}}", opt=declare(_TO, ids=_BROUGHT))
async def result(work: RequestWork, brought: FromPath[UUID]) -> Page:
    """What came of it; once it is undone, what stayed."""
    found = await load_import(work, brought)
    await audit.record(work, _TO, audit.Subject(service.RECORD, found.id))
    left, first = await still_here(work, found.id), await next_uncleared(work, found.id)
    return Page("tracker_import/result.html", result_view(found, left, first, work.now))


@post(
    f"{HERE}/{{brought:uuid}}/undo",
    status_code=200,
    opt=declare(_TO, effect=Effect.CHANGE, ids=_BROUGHT, body=dict),
)
async def undo(request: AnyRequest, work: RequestWork, brought: FromPath[UUID]) -> Response[Any]:
    try:
        await service.undo(work, brought)
    except NotFoundHereError:
        if (await load_import(work, brought)).undone_at is None:
            raise
    # The same words whatever stayed: that anything did may be because it is restricted.
    return redirect(request, f"{HERE}/{brought}", gettext("Taken out. What somebody has worked with stays."))


HANDLERS = [
    index, choose_file, columns_page, choose_columns, preview_page, bring_in, forget, copy_csv, copy_workbook, result,
    undo, *CLEARING_HANDLERS, *SEVERAL_HANDLERS, *REMEMBERED_HANDLERS,
]  # fmt: skip  # in the order of the way
