"""`/joint/{reference}/parts/{part}/file` and `…/receipts/{receipt}/file`: what is saved to a folder."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.receipts import file_of
from commonground.platform.files.kinds import SORTS
from commonground.platform.joint.queries import receipt_of
from commonground.platform.joint.types import Part
from commonground.platform.work import Work
from commonground.tenants.attachments.service import FILE
from commonground.tenants.joint.documents import open_document
from commonground.tenants.joint.load import load_link, subject_of
from commonground.tenants.joint.partner import SharedPart
from commonground.ui.attachments.receiving import AnyRequest, room_of
from commonground.ui.attachments.sending import stream
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.joint.move_pages import IDS, PART_IDS
from commonground.ui.joint.moves import load_about
from commonground.ui.shell.downloads import download

NAME: Final = "joint-document"
"""What everybody's copy is called: the name of the file may be somebody's."""


Find = Callable[[Work], Awaitable[tuple[audit.Subject, Part | SharedPart]]]
"""Finds a part as its reader may see it now, and the joint concern that it stands in. Raises `NotFoundHereError`."""


async def send_document(request: AnyRequest, work: Work, find: Find, reads: Action) -> Stream:
    """To be saved, never drawn on the spot. Recorded on the joint concern, with which part it was."""
    subject, part = await find(work)
    file, parts = await open_document(part, room_of(request.app).store)

    async def look(later: Work) -> None:
        if (await find(later))[1].file != file:
            raise NotFoundHereError

    for each in (subject, audit.Subject(FILE, part.id)):
        await audit.record(work, f"{reads}:file", each)
    return stream(request, look, f"{NAME}{SORTS[file.kind].ending}", file.kind, file.size, parts)


@get("/joint/{reference:str}/parts/{part:uuid}/file", opt=declare(Action.READ_JOINT, ids=PART_IDS, download=True))
async def document(request: AnyRequest, work: RequestWork, reference: FromPath[str], part: FromPath[UUID]) -> Stream:
    """The file of a document that the reader's council may see now."""

    async def find(now: Work) -> tuple[audit.Subject, Part]:
        about = await load_about(now, reference, part, to=Action.READ_JOINT)
        if about.part is None:
            raise NotFoundHereError
        return subject_of(about.joint.link), about.part

    return await send_document(request, work, find, Action.READ_JOINT)


@get(
    "/joint/{reference:str}/receipts/{receipt:uuid}/file",
    opt=declare(Action.READ_JOINT, ids={**IDS, "receipt": "joint_receipt"}),
)
async def receipt_file(work: RequestWork, reference: FromPath[str], receipt: FromPath[UUID]) -> Response[bytes]:
    """A receipt of the reader's council for `commonground receipt verify`, also once it has left."""
    link = await load_link(work, reference, to=Action.READ_JOINT)
    found = await receipt_of(work, link.id, receipt)
    if found is None:
        raise NotFoundHereError
    await audit.record(work, f"{Action.READ_JOINT}:receipt", subject_of(link))
    return download(file_of(found).encode(), "application/json", f"receipt-{link.reference}-{found.no}.json")


HANDLERS = [document, receipt_file]
