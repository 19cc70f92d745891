"""Files that came with a form: any form with an `Upload` can take them, and any record can be given them.

    with TemporaryDirectory() as folder:
        files = await take_files(request, form.files, Path(folder))
        if form.validate() and not form.files.errors: …
            await attach(work, row, files, room.store, about=…, scanned=room.scans)

The form needs `enctype="multipart/form-data"`, and its handler `UPLOAD` and `declare(…, upload=True)`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from litestar import Litestar, Request
from litestar.datastructures import UploadFile

from commonground.platform.files.accepting import DRAWN_AT_ONCE, Accepted, accept
from commonground.platform.files.kinds import LARGEST_SENDING, MOST_AT_ONCE, UnfitError
from commonground.platform.files.names import shown_name
from commonground.platform.files.store import FileStore, store_of
from commonground.platform.settings import Settings
from commonground.ui.shell.forms import Upload
from commonground.ui.shell.i18n import gettext

AnyRequest = Request[Any, Any, Any]
UPLOAD: Final[dict[str, Any]] = {"status_code": 200, "request_max_body_size": LARGEST_SENDING}
_ROOM: Final = "file_room"


@dataclass(frozen=True, slots=True)
class FileRoom:
    """Where this process puts files, and the line in which pictures wait to be drawn."""

    store: FileStore
    drawing: asyncio.Semaphore
    scans: bool


def room_of(app: Litestar) -> FileRoom:
    """Made when the first file is asked for."""
    if _ROOM not in app.state:
        settings: Settings = app.state["settings"]
        app.state[_ROOM] = FileRoom(store_of(settings), asyncio.Semaphore(DRAWN_AT_ONCE), bool(settings.clamav))
    room: FileRoom = app.state[_ROOM]
    return room


async def take_files(request: AnyRequest, field: Upload, folder: Path) -> list[Accepted]:
    """Every file under the field's name as it can be kept. Where one can't, the field says which and why, after the
    form has been validated; then none is given."""
    sent = [each for each in (await request.form()).getall(field.name, []) if _is_file(each)]
    if len(sent) > MOST_AT_ONCE:
        field.refuse(gettext("Choose at most %(most)s files at once") % {"most": MOST_AT_ONCE})
        return []
    taken, drawing = [], room_of(request.app).drawing
    for each in sent:
        try:
            taken.append(await accept(each.filename, each.read, folder, drawing))
        except UnfitError as unfit:
            name = shown_name(each.filename) or gettext("A file")
            field.refuse(
                gettext("%(name)s was not taken: %(why)s") % {"name": name, "why": gettext(unfit.why.sentence)}
            )
    if not field.errors:
        return taken
    if taken:
        field.refuse(gettext("None was added. Choose the others again too"))
    return []


def _is_file(sent: object) -> bool:
    """A browser sends an empty one where nothing was chosen."""
    return isinstance(sent, UploadFile) and bool(sent.filename)
