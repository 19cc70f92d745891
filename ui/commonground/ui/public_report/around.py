"""What stands around the questions: the council's own pages, the start, 999, the child front door, ways out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from litestar import Request, Response
from litestar.exceptions import NotFoundException

from commonground.platform.work import Work
from commonground.tenants.intake import drafts, queries
from commonground.tenants.intake.errors import NobodyToReadError
from commonground.tenants.intake.types import Page as Step
from commonground.ui.edge import WORK
from commonground.ui.public_report.answers import subject_of
from commonground.ui.public_report.door import DRAFT, REPLY, SENT, Threshold, Visit, cookie_of, enter, no_cookie
from commonground.ui.public_report.drafted import form_of, kept_of
from commonground.ui.public_report.questions import Answer, back_to_start, kept_in
from commonground.ui.public_report.tabs import tab_of
from commonground.ui.public_report.views import PATHS, CouncilPage, When
from commonground.ui.shell.csrf import came_from_here
from commonground.ui.shell.i18n import LANGUAGES, gettext, language_of, speaking
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.view import put_shell, shell_of

ELSEWHERE: Final = "https://www.bbc.co.uk/weather"
"""Where “Exit this page” leads: something that anybody may have been reading."""

PICTURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"RIFF", "image/webp"),
    (b"<", "image/svg+xml"),
)
"""How a logo begins, and what it then is."""


def show_closed(request: Request[Any, Any, Any], _: NobodyToReadError) -> Page:
    """Nobody would read a report: better said on the first page than after the last, with whom to ring."""
    status = 200 if request.method == "GET" else NobodyToReadError.status
    return page_of(Threshold(request, request.scope["state"][WORK]), "closed", status=status)


def page_of(at: Threshold, template: str, *, has_draft: bool = False, status: int = 200) -> Page:
    now = at.work.now
    view = CouncilPage(
        here=at.here,
        council=at.council,
        lang=at.lang,
        reading=When(at.council.calendar.when_read(now), now),
        has_draft=has_draft,
    )
    return Page(f"public_report/{template}.html", view, status=status)


async def list_councils(request: Request[Any, Any, Any], work: Work) -> Page:
    """Every council whose form is open, for whoever came to no council's address."""
    put_shell(request, replace(shell_of(request), lang=language_of(request, tuple(LANGUAGES))))
    return Page("public_report/councils.html", await queries.open_councils(work))


async def show_start(request: Request[Any, Any, Any], work: Work) -> Answer:
    visit = await enter(request, work)
    return page_of(visit, "start", has_draft=visit.draft is not None)


async def show_danger(request: Request[Any, Any, Any], work: Work) -> Answer:
    visit = await enter(request, work)
    return await back_to_start(visit) if visit.draft is None else page_of(visit, "danger", has_draft=True)


async def keep(request: Request[Any, Any, Any], work: Work) -> Response[Any]:
    """Autosave. Never begins a draft: a page that is being left would bring back what its reader has just deleted."""
    visit = await enter(request, work)
    step = _step_of((await request.form()).get("page"))
    if visit.draft is None or step is None:
        return Response(b"", status_code=410)
    kept, tab = kept_in(visit), tab_of(await request.form(), step)
    typed = kept_of(await form_of(step, tab.about or subject_of(kept)).read(request))
    if tab.clashes(kept, typed):  # told when it is sent: what was typed is still on the page
        return Response(b"", status_code=409)
    await drafts.keep(work, visit.intake, tab.signed(kept, typed))
    return Response(b"", status_code=204)


def _step_of(path: object) -> Step | None:
    asked = (Step.SUBJECT, Step.WHERE, Step.WHAT, Step.YOU)
    return next((step for step in asked if PATHS[step] == path), None)


async def delete(request: Request[Any, Any, Any], work: Work) -> Answer:
    visit = await enter(request, work)
    await drafts.discard(work, visit.intake)
    with speaking(visit.lang):
        notice = gettext("Everything you typed is deleted.")
    answered = redirect(request, visit.here, notice)
    answered.cookies.append(no_cookie(request, DRAFT))
    return answered


async def leave(request: Request[Any, Any, Any], work: Work) -> Response[Any]:
    """Exit this page: nothing typed stays, so that going back shows nothing. Only a link of ours may do that."""
    if came_from_here(request) and cookie_of(request, DRAFT):
        await _forget_draft(await enter(request, work))
    cookies = [no_cookie(request, what) for what in (DRAFT, REPLY, SENT)] if came_from_here(request) else []
    return Response(b"", status_code=303, headers={"Location": ELSEWHERE}, cookies=cookies)


async def _forget_draft(visit: Visit) -> None:
    await drafts.discard(visit.work, visit.intake)


async def logo(at: Threshold) -> Response[bytes]:
    """The council's mark. Only ever shown as a picture; nothing inside it may run."""
    found = await queries.logo(at.work, at.council.slug)
    kind = next((name for start, name in PICTURES if found and found.lstrip().startswith(start)), None)
    if not found or kind is None:
        raise NotFoundException
    headers = {
        "Cache-Control": "public, max-age=3600",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
    return Response(found, media_type=kind, headers=headers)
