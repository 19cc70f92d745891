"""Check your answers, send, and the one time that the return code is shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from litestar import Request, Response

from commonground.platform.references import parse_return_code, return_code_groups
from commonground.platform.throttle import REPORT
from commonground.platform.work import Work
from commonground.tenants.intake import drafts, receiving, service
from commonground.tenants.intake.errors import AlreadySentError, ReportIncompleteError
from commonground.tenants.intake.limits import LEAST_TIME
from commonground.tenants.intake.service import SentReport
from commonground.tenants.intake.types import Danger, Page
from commonground.ui.public_report.answers import answers_of
from commonground.ui.public_report.door import (
    DRAFT,
    SENT,
    Threshold,
    Visit,
    enter,
    no_cookie,
    sealed_content,
    sealed_cookie,
    within,
)
from commonground.ui.public_report.forms import SendForm
from commonground.ui.public_report.questions import Answer, back_to_start, kept_in, next_page
from commonground.ui.public_report.views import CheckView, SentView, When, sections_of
from commonground.ui.shell import page as shell_page
from commonground.ui.shell.i18n import Text, lazy
from commonground.ui.shell.notices import redirect

SHOWN_FOR: Final = timedelta(minutes=30)
"""How long the page after sending can be looked at again. The code is on it the first time only."""

LIKE_A_PROGRAM = lazy(
    "This was filled in the way programs do it, so it was not sent yet. If you are a person, press the button again."
)
TOO_FAST = lazy("That was very fast, so it was not sent yet. Read your answers once more, then press the button again.")
TOO_MANY = lazy("Many reports were sent from your network in the last hour, so we cannot take this one here just now.")


async def show_check(request: Request[Any, Any, Any], work: Work) -> Answer:
    visit = await enter(request, work)
    if visit.draft is None or next_page(kept_in(visit), visit.lang) is not Page.CHECK:
        return back_to_start(visit)
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
        hidden=receiving.shown(answers).hidden,
        trouble=trouble,
        back=f"{visit.here}/you",
    )
    return shell_page.Page("public_report/check.html", view, form=SendForm(), status=status)


async def send(request: Request[Any, Any, Any], work: Work) -> Answer:
    """Nobody is dropped in silence: whoever is held up is told why, with a number to ring, and can press again."""
    visit = await enter(request, work)
    if visit.draft is None or next_page(kept_in(visit), visit.lang) is not Page.CHECK:
        return back_to_start(visit)
    form = await SendForm.read(request)
    if form.website.data:
        return _drawn(visit, LIKE_A_PROGRAM, 422)
    if work.now - (visit.draft.expires_at - drafts.KEPT_FOR) < LEAST_TIME:
        return _drawn(visit, TOO_FAST, 422)
    if not await within(visit, REPORT):
        return _drawn(visit, TOO_MANY, 429)
    return await _sent(await enter(request, work))


async def _sent(visit: Visit) -> Answer:
    answered = redirect(visit.request, f"{visit.here}/sent")
    answers = answers_of(kept_in(visit), visit.lang)
    try:
        sent = await service.send_report(visit.work, visit.intake, visit.council, answers)
    except AlreadySentError:
        return answered
    except ReportIncompleteError:  # changed in another tab just now
        return answered if visit.draft is None else back_to_start(visit)
    answered.cookies += [no_cookie(visit.request, DRAFT), sealed_cookie(visit, SENT, _remembered(sent), SHOWN_FOR)]
    return answered


def _remembered(sent: SentReport) -> dict[str, str]:
    return {"code": sent.code, "read": sent.read_at.isoformat(), "reply": sent.reply_by.isoformat()}


def show_sent(at: Threshold) -> Answer:
    """The code once; looked at again, or gone back to, the page says that it was shown."""
    content = sealed_content(at, SENT)
    if content is None:
        return shell_page.Page("public_report/nothing_sent.html", at)
    code = content.pop("code", "")
    view = SentView(
        here=at.here,
        code=code,
        groups=return_code_groups(code),
        reading=_when(content["read"], at),
        reply_by=_when(content["reply"], at),
    )
    page = shell_page.Page("public_report/sent.html", view)
    page.cookies.append(sealed_cookie(at, SENT, content, SHOWN_FOR))
    return page


def _when(written: str, at: Threshold) -> When:
    return When(datetime.fromisoformat(written), at.work.now)


async def save_note(at: Threshold) -> Answer:
    """The code as a text file that says nothing of where it belongs."""
    typed = (await at.request.form()).get("code")
    code = parse_return_code(typed) if isinstance(typed, str) else None
    if code is None:
        return redirect(at.request, f"{at.here}/sent")
    headers = {"Content-Disposition": 'attachment; filename="note.txt"', "Cache-Control": "no-store"}
    return Response(f"{code}\n", media_type="text/plain; charset=utf-8", headers=headers)
