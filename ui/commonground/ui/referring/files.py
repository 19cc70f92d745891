"""`/refer/{reference}/files`: photos and other files of whoever referred it. They see their own, and open none: a phone
that is left behind shows nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.referring.adding import add_files
from commonground.tenants.referring.partner_files import my_files
from commonground.tenants.referring.queries import load_mine
from commonground.tenants.referring.receipts import MyReferral
from commonground.ui.attachments.forms import FilesForm
from commonground.ui.attachments.receiving import UPLOAD, AnyRequest, room_of, take_files
from commonground.ui.attachments.views import FilesView, line_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

IDS = {"reference": "referral"}


@get("/refer/{reference:str}/files", opt=declare(Action.REFER, ids=IDS))
async def index(work: RequestWork, reference: FromPath[str]) -> Page:
    """What I added to it, and the form."""
    found = await load_mine(work, reference)
    await audit.shown(work, Action.REFER, audit.Subject("referral", found.id, found.reference))
    return await _list(work, found, FilesForm())


async def _list(work: Work, found: MyReferral, form: FilesForm) -> Page:
    title, href = gettext("What you referred"), f"/refer/{found.reference}"
    lines = tuple(replace(line_of(file, href, may=False, own=True), href="") for file in await my_files(work, found))
    trail = ((gettext("What I referred"), "/refer/mine"), (title, href))
    view = FilesView(title=title, reference=found.reference, href=href, trail=trail, lines=lines, may=True)
    return Page("attachments/index.html", view, form=form)


@post(
    "/refer/{reference:str}/files",
    opt=declare(
        Action.REFER,
        effect=Effect.CHANGE,
        ids=IDS,
        body=lambda: {"about": "The bandstand"},
        upload=True,
        state="referred",
    ),
    **UPLOAD,
)
async def add(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """The files are looked at before the referral is locked: a large picture takes a moment."""
    found, form, room = await load_mine(work, reference), await FilesForm.read(request), room_of(request.app)
    valid = form.validate()
    with TemporaryDirectory(prefix="commonground-") as folder:
        files = await take_files(request, form.files, Path(folder))
        try:
            if valid and not form.files.errors:
                await add_files(work, found, files, room.store, about=form.about.data or "", scanned=room.scans)
                return redirect(request, f"/refer/{found.reference}/files", gettext("Added. The front door is told."))
        except IncompleteError as lacking:
            form.refuse(lacking)
    await audit.shown(work, Action.REFER, audit.Subject("referral", found.id, found.reference))
    return await _list(work, found, form)


HANDLERS = [index, add]
