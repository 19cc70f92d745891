"""The list, the count in the header, opening one and marking them read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid_of
from commonground.platform.notifications.links import path_of
from commonground.platform.notifications.sentences import sentence
from commonground.platform.notifications.service import list_mine, mark_all_read, mark_read, unread_count
from commonground.platform.notifications.types import MyNotification
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.view import put_shell, shell_of


@dataclass(frozen=True, slots=True)
class Told:
    id: UUID
    sentence: str
    reference: str
    at: datetime
    shown: str
    unread: bool


@dataclass(frozen=True, slots=True)
class ListView:
    told: list[Told]
    newest: str
    any_unread: bool
    older: str


@get("/notifications", opt=declare(Action.SEE_OWN_WORK, ids={"before": "notification"}))
async def index(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """Mine, newest first."""
    page = await list_mine(work, before=uuid_of(request.query_params.get("before", "")))
    told = [_told(each) for each in page.notifications]
    older = f"/notifications?before={page.older}" if page.older else ""
    newest = str(told[0].id) if told else ""
    return Page("notifications/index.html", ListView(told, newest, any(each.unread for each in told), older))


@get("/notifications/count", opt=declare(Action.SEE_OWN_WORK, poll=True))
async def count(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """The number in the header, asked for every minute by an open page; it does not keep a session alive."""
    put_shell(request, replace(shell_of(request), unread=await unread_count(work)))
    return Page("shell/_unread.html")


@post(
    "/notifications/{notification:uuid}",
    opt=declare(Action.SEE_OWN_WORK, effect=Effect.CHANGE, ids={"notification": "notification"}, body=dict),
    status_code=200,
)
async def open_one(request: Request[Any, Any, Any], work: RequestWork, notification: FromPath[UUID]) -> Response[Any]:
    """Mark it read and go to the record. The record then decides whether the reader may still see it."""
    found = await mark_read(work, notification)
    if found is None:
        raise NotFoundHereError
    return redirect(request, path_of(found.subject, found.kind))


@post(
    "/notifications/read",
    opt=declare(Action.SEE_OWN_WORK, effect=Effect.CHANGE, ids={"up_to": "notification"}, body=lambda: {"up_to": ""}),
    status_code=200,
)
async def read_all(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """Mark everything read that the reader had before them; what came in since stays unread."""
    form = await request.form()
    await mark_all_read(work, up_to=uuid_of(str(form.get("up_to", ""))))
    return redirect(request, "/notifications", gettext("Marked as read."))


def _told(each: MyNotification) -> Told:
    words = sentence(each.kind, each.subject.reference, gettext, fact_id=each.fact_id, by_cover=each.by_cover)
    return Told(
        each.id, words, each.subject.reference or "", each.occurred_at, moment(each.occurred_at), each.is_unread
    )


HANDLERS = [index, count, open_one, read_all]
