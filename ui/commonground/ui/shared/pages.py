"""`/shared`: what a partner is invited to; `/shared/{reference}`: one of it, its notes, and the same as a file.

Each request asks the database anew whether an invitation stands: an open page, a part of it, a link in a mail and a
download end with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from litestar import Response, get
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.work import Work
from commonground.tenants.joint.partner import let_in_to
from commonground.tenants.sharing.partner import SharedContext, load_shared, my_subjects, receipts_for_me
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shared.joint import JOINT_HANDLERS
from commonground.ui.shared.views import as_text, subject_view, worklist_view
from commonground.ui.shell.downloads import download
from commonground.ui.shell.page import Page

IDS = {"reference": "context"}
TAKEN = "taken"


class GoneError(NotFoundHereError):
    """The open page that asked for a part still shows what was shared: it is asked for anew, whole."""

    headers: ClassVar[Mapping[str, str]] = {"HX-Refresh": "true"}


@get("/shared", opt=declare(Action.READ_SHARED))
async def index(work: RequestWork) -> Page:
    """To what I am invited, why, by whom and until when."""
    await audit.record(work, Action.READ_SHARED, audit.Subject("shared"))
    found = worklist_view(work.actor.organisation_name, await my_subjects(work), await let_in_to(work))
    return Page("shared/index.html", found)


@get("/shared/{reference:str}", opt=declare(Action.READ_SHARED, ids=IDS))
async def subject(work: RequestWork, reference: FromPath[str]) -> Page:
    """One subject, as far as the invitation goes; htmx asks for its notes alone."""
    try:
        shared = await load_shared(work, reference)
    except NotFoundHereError:
        raise GoneError from None
    await _record(work, shared, Action.READ_SHARED)
    has_receipt = shared.invited.names and bool(await receipts_for_me(work, shared))
    return Page("shared/subject.html", subject_view(shared, has_receipt=has_receipt), block="notes")


@get("/shared/{reference:str}/file.txt", opt=declare(Action.READ_SHARED, ids=IDS, confirm=True))
async def file(work: RequestWork, reference: FromPath[str]) -> Response[bytes]:
    """The same to take along. Written whole before the first byte leaves."""
    shared = await load_shared(work, reference)
    await _record(work, shared, f"{Action.READ_SHARED}:{TAKEN}")
    body = "\r\n".join(as_text(subject_view(shared)))
    return download(body.encode(), "text/plain; charset=utf-8", f"{shared.invited.reference}.txt")


async def _record(work: Work, shared: SharedContext, action: str) -> None:
    await audit.record(work, action, audit.Subject("context", shared.id, shared.invited.reference))


HANDLERS = [index, subject, file, *JOINT_HANDLERS]
