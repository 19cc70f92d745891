"""`/council/replies`: the ready words for those who told us; `/council/replies/write`: one of them."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.replies.library import CODES
from commonground.tenants.replies.service import library_of, versions_of, write_reply
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.replies.forms import ReplyForm
from commonground.ui.replies.views import index_view, write_view
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

HERE: Final = "/council/replies"
WRITE: Final = f"{HERE}/write"
_SUBJECT: Final = audit.Subject("ready_replies")


def example() -> dict[str, str | list[str]]:
    """A form that would be accepted."""
    return {"of": "change", "version": "0", "en": "Thank you.", "cy": "Diolch.", "looked": ""}


@get(HERE, opt=declare(Action.WRITE_REPLIES))
async def index(work: RequestWork) -> Page:
    """Which there are, and which of them the council says its own way."""
    await audit.record(work, Action.WRITE_REPLIES, _SUBJECT)
    return Page("replies/index.html", index_view(await library_of(work)))


@get(WRITE, opt=declare(Action.WRITE_REPLIES))
async def write(work: RequestWork, of: FromQuery[str] = CODES[0]) -> Page:
    """One of them, to be said otherwise, and how it was said before."""
    code = _known(of)
    return await _page(work, ReplyForm.of_library(await library_of(work), code), code)


@post(WRITE, status_code=200, opt=declare(Action.WRITE_REPLIES, effect=Effect.CHANGE, body=example))
async def save(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """It is offered to everybody who answers from now on."""
    form, conflict = await ReplyForm.read(request), ""
    code = _known(form.of.data or "")
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            await write_reply(work, code, form.typed(), version=form.seen_version)
            return redirect(request, HERE, gettext("Saved. It is offered with the next answer."))
    except IncompleteError as lacking:
        form.refuse_all(lacking.problems)
    except ChangedMeanwhileError as quicker:
        conflict = quicker.sentence
        form.compare(await library_of(work), code)
    form.offer(code)
    return await _page(work, form, code, conflict)


def _known(code: str) -> str:
    if code not in CODES:
        raise NotFoundHereError
    return code


async def _page(work: Work, form: ReplyForm, code: str, conflict: str = "") -> Page:
    await audit.shown(work, Action.WRITE_REPLIES, _SUBJECT)
    view = write_view(code, await versions_of(work, code), conflict)
    status = ChangedMeanwhileError.status if conflict else None
    return Page("replies/write.html", view, form=form, status=status)


HANDLERS = [index, write, save]
