"""`/tracker/import/remembered`: what is kept of files beyond themselves, to be seen and taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.tenants.tracker_import import meanings
from commonground.tenants.tracker_import.columns import Field
from commonground.tenants.tracker_import.meanings import COLUMN, Kept, kept_meanings
from commonground.ui.attachments.receiving import AnyRequest
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.tracker_import.forms import FIELD_LABELS, TABLE_LABELS, codes_of

_HERE: Final = "/tracker/import/remembered"
_TO: Final = Action.IMPORT_TRACKER
_IDS: Final = {"meaning": meanings.SUBJECT}


@dataclass(frozen=True, slots=True)
class KeptLine:
    href: str
    words: str
    about: str
    means: str
    by: str


@dataclass(frozen=True, slots=True)
class RememberedView:
    lines: tuple[KeptLine, ...]


@get(_HERE, opt=declare(_TO))
async def kept(work: RequestWork) -> Page:
    await audit.record(work, _TO, audit.Subject(f"{meanings.SUBJECT}s"))
    return Page("tracker_import/remembered.html", _view(await kept_meanings(work)))


@post(
    f"{_HERE}/{{meaning:uuid}}/forget",
    status_code=200,
    opt=declare(_TO, effect=Effect.CHANGE, ids=_IDS, body=dict),
)
async def forget_one(request: AnyRequest, work: RequestWork, meaning: FromPath[UUID]) -> Response[Any]:
    await meanings.forget_meaning(work, meaning)
    return redirect(request, _HERE, gettext("It is no longer remembered."))


@post(f"{_HERE}/forget", status_code=200, opt=declare(_TO, effect=Effect.CHANGE, body=dict))
async def forget_all(request: AnyRequest, work: RequestWork) -> Response[Any]:
    await meanings.forget_meanings(work)
    return redirect(request, _HERE, gettext("Nothing is remembered any more."))


def _view(found: Sequence[Kept]) -> RememberedView:
    return RememberedView(tuple(_line(each) for each in found))


def _line(each: Kept) -> KeptLine:
    about = gettext("Heading") if each.about == COLUMN else str(TABLE_LABELS[each.about])
    return KeptLine(f"{_HERE}/{each.id}/forget", each.words, about, _means(each), f"{each.by}, {day(each.at)}")


def _means(each: Kept) -> str:
    """What no code is any more stands as it was kept."""
    if each.about == COLUMN:
        return str(FIELD_LABELS[Field(each.means)]) if each.means in set(Field) else each.means
    return codes_of(each.about).get(each.means, each.means)


REMEMBERED_HANDLERS = [kept, forget_one, forget_all]
