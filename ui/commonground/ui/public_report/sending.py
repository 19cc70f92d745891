"""Check your answers, send, and the one time that the return code is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from litestar import Request

from commonground.platform.references import parse_return_code, return_code_groups
from commonground.platform.throttle import REPORT
from commonground.platform.work import Work
from commonground.tenants.intake import drafts, receiving, service
from commonground.tenants.intake.errors import AlreadySentError, ReportIncompleteError
from commonground.tenants.intake.limits import LEAST_TIME
from commonground.tenants.intake.types import Danger, Page
from commonground.ui.public_report.answers import answers_of
from commonground.ui.public_report.codes import (
    CODE,
    READ,
    REPLY_BY,
    code_of,
    shown_cookies,
    told,
    told_again,
    told_cookie,
)
from commonground.ui.public_report.door import SENT, Threshold, Visit, enter, sealed_content, within
from commonground.ui.public_report.forms import SendForm
from commonground.ui.public_report.questions import Answer, back_to_start, kept_in, next_page
from commonground.ui.public_report.views import CheckView, SentView, When, sections_of
from commonground.ui.shell import page as shell_page
from commonground.ui.shell.downloads import download
from commonground.ui.shell.i18n import Text, lazy
from commonground.ui.shell.notices import redirect

LIKE_A_PROGRAM = lazy(
    "This was filled in the way programs do it, so it was not sent yet. If you are a person, press the button again."
)
TOO_FAST = lazy("That was very fast, so it was not sent yet. Read your answers once more, then press the button again.")
TOO_MANY = lazy("Many reports were sent from your network in the last hour, so we cannot take this one here just now.")


async def show_check(request: Request[Any, Any, Any], work: Work) -> Answer:
    visit = await enter(request, work)
    if visit.draft is None or next_page(kept_in(visit), visit.lang) is not Page.CHECK:
        return await back_to_start(visit)
    return _drawn(visit)


def _drawn(visit: Visit, trouble: Text = "", status: int = 200) -> shell_page.Page:
    kept = kept_in(visit)
    answers = answers_of(kept, visit.lang)
    now = visit.work.now
    view = CheckView(
        here=visit.here,
        sections=sections_of(kept, visit.here),
        reading=When(visit.council.calendar.when_read(now), now),
        danger=answers.danger in (Danger.YES, Danger.NOT_SURE),
        hidden=receiving.shown(answers, now.year).hidden,
        trouble=trouble,
        back=f"{visit.here}/you",
    )
    return shell_page.Page("public_report/check.html", view, form=SendForm(), status=status)


async def send(request: Request[Any, Any, Any], work: Work) -> Answer:
    """Nobody is dropped in silence: whoever is held up is told why, with a number to ring, and can press again."""
    visit = await enter(request, work)
    if visit.draft is None or next_page(kept_in(visit), visit.lang) is not Page.CHECK:
        return await back_to_start(visit, pressed=True)
    form = await SendForm.read(request)
    if form.website.data:
        return _drawn(visit, LIKE_A_PROGRAM, 422)
    if work.now - (visit.draft.expires_at - drafts.KEPT_FOR) < LEAST_TIME:
        return _drawn(visit, TOO_FAST, 422)
    allowed = await within(visit, REPORT)
    visit = await enter(request, work)
    if visit.draft is not None and not allowed:
        return _drawn(visit, TOO_MANY, 429)
    return await _sent(visit)


async def _sent(visit: Visit) -> Answer:
    """The draft's cookie stays until the code was on a page: this answer may be lost on its way."""
    answers = answers_of(kept_in(visit), visit.lang)
    try:
        sent = await service.send_report(visit.work, visit.intake, visit.council, answers, code_of(visit))
    except AlreadySentError:
        return await back_to_start(replace(visit, draft=None), pressed=True)
    except ReportIncompleteError:  # sent, or changed in another tab, just now
        return await back_to_start(visit, pressed=True)
    answered = redirect(visit.request, f"{visit.here}/sent")
    answered.cookies.append(told_cookie(visit, told(sent.code, sent.read_at, sent.reply_by)))
    return answered


async def show_sent(at: Threshold) -> Answer:
    """The code once; looked at again, or gone back to, the page says that it was shown."""
    content = await told_again(at) or sealed_content(at, SENT)
    if content is None:
        return shell_page.Page("public_report/nothing_sent.html", at)
    code = content.get(CODE, "")
    view = SentView(
        here=at.here,
        code=code,
        groups=return_code_groups(code),
        reading=_when(content[READ], at),
        reply_by=_when(content[REPLY_BY], at),
    )
    return shell_page.Page("public_report/sent.html", view, cookies=shown_cookies(at, content))


def _when(written: str, at: Threshold) -> When:
    return When(datetime.fromisoformat(written), at.work.now)


async def save_note(at: Threshold) -> Answer:
    """The code as a text file that says nothing of where it belongs."""
    typed = (await at.request.form()).get("code")
    code = parse_return_code(typed) if isinstance(typed, str) else None
    if code is None:
        return redirect(at.request, f"{at.here}/sent")
    return download(f"{code}\n".encode(), "text/plain; charset=utf-8", "note.txt")
