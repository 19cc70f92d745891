"""`/contexts/…/files` and `/referrals/…/files`: the list with its form, each file's bytes, and how one comes off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Protocol
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from commonground.platform import audit
from commonground.platform.access import Action, Held, decide
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.attachments.queries import files_of
from commonground.tenants.attachments.service import Attachable, attach, find_file, open_file, take_off
from commonground.tenants.contexts.load import held_context, load_context
from commonground.tenants.contexts.load import subject_of as subject_of_context
from commonground.tenants.referrals.events import subject_of as subject_of_referral
from commonground.tenants.referrals.load import held_referral, load_referral
from commonground.ui.attachments.forms import FilesForm, TakeOffForm
from commonground.ui.attachments.receiving import UPLOAD, AnyRequest, room_of, take_files
from commonground.ui.attachments.sending import stream
from commonground.ui.attachments.views import FilesView, TakeOffView, line_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.why import About, about_context, about_referral
from commonground.ui.shell.forms import Form
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page


class Load(Protocol):
    def __call__(self, work: Work, reference: str, *, to: Action, lock: bool = False) -> Awaitable[Any]: ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """What has files, and which of its actions read and change them."""

    kind: str
    folder: str
    reads: Action
    changes: Action
    load: Load
    held: Callable[[Work, Any], Awaitable[Held]]
    about: Callable[[Any], About]
    subject: Callable[[Any], audit.Subject]

    async def loaded(self, work: Work, reference: str) -> Attachable:
        """To be looked at. Recorded."""
        row: Attachable = await self.load(work, reference, to=self.reads)
        await audit.record(work, self.reads, self.subject(row))
        return row


SHELVES: Final = (
    Shelf(
        "context", "/contexts", Action.READ_CONTEXT, Action.CHANGE_CONTEXT, load_context, held_context, about_context,
        subject_of_context,
    ),
    Shelf(
        "referral", "/referrals", Action.READ_REFERRAL, Action.SCREEN_REFERRAL, load_referral, held_referral,
        about_referral, subject_of_referral,
    ),
)  # fmt: skip  # one to a row


async def _list(shelf: Shelf, work: Work, row: Attachable, form: Form | None = None) -> Page:
    about, held = shelf.about(row), await shelf.held(work, row)
    may = bool(decide(work.actor, shelf.changes, held))
    view = FilesView(
        title=about.title,
        reference=about.reference,
        href=about.href,
        trail=(about.trail, (about.title, about.href)),
        lines=tuple(line_of(file, about.href, may=may) for file in await files_of(work, row.id)),
        may=may,
    )
    return Page("attachments/index.html", view, form=form or FilesForm())


async def _add(shelf: Shelf, request: AnyRequest, work: Work, reference: str) -> Page | Response[Any]:
    """The files are looked at before the record is locked: a large picture takes a moment."""
    row: Attachable = await shelf.load(work, reference, to=shelf.changes)
    form, room = await FilesForm.read(request), room_of(request.app)
    valid = form.validate()
    with TemporaryDirectory(prefix="commonground-") as folder:
        files = await take_files(request, form.files, Path(folder))
        try:
            if valid and not form.files.errors:
                row = await shelf.load(work, reference, to=shelf.changes, lock=True)
                await attach(work, row, files, room.store, about=form.about.data or "", scanned=room.scans)
                return redirect(request, f"{shelf.about(row).href}/files", gettext("Added."))
        except IncompleteError as lacking:
            form.refuse(lacking)
    return await _list(shelf, work, row, form)


async def _send(shelf: Shelf, request: AnyRequest, work: Work, reference: str, file_id: UUID) -> Stream:
    row: Attachable = await shelf.load(work, reference, to=shelf.reads)
    file, parts = await open_file(work, row, file_id, room_of(request.app).store)
    inline = file.is_picture and "download" not in request.query_params

    async def look(later: Work) -> None:
        await find_file(later, await shelf.load(later, reference, to=shelf.reads), file_id)

    return stream(request, look, file.given_name, file.kind, file.size, parts, inline=inline)


def _asked(shelf: Shelf, row: Attachable, form: TakeOffForm) -> Page:
    about = shelf.about(row)
    trail = (about.trail, (about.title, about.href), (gettext("Files"), f"{about.href}/files"))
    view = TakeOffView(about.reference, about.href, trail, bool(form.file.choices))
    return Page("attachments/take_off.html", view, form=form)


async def _take_off(shelf: Shelf, request: AnyRequest, work: Work, reference: str) -> Page | Response[Any]:
    row: Attachable = await shelf.load(work, reference, to=shelf.changes, lock=True)
    form = (await TakeOffForm.read(request)).offer(await files_of(work, row.id))
    if not form.validate():
        return _asked(shelf, row, form)
    await take_off(work, row, form.chosen, form.reason.data or "")
    return redirect(request, f"{shelf.about(row).href}/files", gettext("Taken off."))


def example() -> dict[str, str | list[str]]:
    return {"about": "The yard behind the shop"}


def example_reason() -> dict[str, str | list[str]]:
    return {"file": "01890000-0000-7000-8000-000000000000", "reason": "It belongs to another place."}


def _pages(shelf: Shelf) -> list[HTTPRouteHandler]:
    here, ids = f"{shelf.folder}/{{reference:str}}/files", {"reference": shelf.kind}
    one, off, both = f"{here}/{{file:uuid}}", f"{here}/take-off", {"reference": shelf.kind, "file": "file"}
    changes, change = shelf.changes, Effect.CHANGE

    @get(here, opt=declare(shelf.reads, ids=ids), name=f"{shelf.kind}.files")
    async def index(work: RequestWork, reference: FromPath[str]) -> Page:
        return await _list(shelf, work, await shelf.loaded(work, reference))

    @post(here, opt=declare(changes, effect=change, ids=ids, body=example, upload=True), name=f"{shelf.kind}.add",
          **UPLOAD)  # fmt: skip  # one line to what it says of itself
    async def add(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
        return await _add(shelf, request, work, reference)

    @get(one, opt=declare(shelf.reads, ids=both, download=True), name=f"{shelf.kind}.file")
    async def content(request: AnyRequest, work: RequestWork, reference: FromPath[str], file: FromPath[UUID]) -> Stream:
        return await _send(shelf, request, work, reference, file)

    @get(off, opt=declare(changes, ids=ids), name=f"{shelf.kind}.file.off")
    async def asked(work: RequestWork, reference: FromPath[str], file: FromQuery[str] = "") -> Page:
        row: Attachable = await shelf.load(work, reference, to=changes)
        await audit.record(work, shelf.reads, shelf.subject(row))
        return _asked(shelf, row, TakeOffForm(None, {"file": file}).offer(await files_of(work, row.id)))

    @post(off, status_code=200, opt=declare(changes, effect=change, ids=both, body=example_reason),
          name=f"{shelf.kind}.file.gone")  # fmt: skip  # likewise
    async def gone(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
        return await _take_off(shelf, request, work, reference)

    return [index, add, content, asked, gone]


HANDLERS = [handler for shelf in SHELVES for handler in _pages(shelf)]
