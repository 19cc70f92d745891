"""Nothing typed is lost: a form that is refused is kept as its writer's draft, whatever the answer's status."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from litestar import Request

from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About, Answers, Tab
from commonground.platform.work import Work
from commonground.ui.edge import session_cookie
from commonground.ui.referrals.forms import RecordForm
from commonground.ui.shell.forms import Sent
from commonground.ui.shell.forms.cleaning import clean

VERSION: Final = ("version",)
"""Kept along with what changes something that stands: whoever goes on with it later compares, as they would have."""

AnyRequest = Request[Any, Any, Any]


async def typed_in(request: AnyRequest, names: Iterable[str]) -> Answers:
    """The questions of a form as sent, fit to be kept; whatever else was sent is left out."""
    sent = Sent((await request.form()).multi_items())
    return {name: [clean(value, lines=True).text for value in sent.getlist(name)] for name in names if name in sent}


async def keep_refused(
    request: AnyRequest,
    work: Work,
    form: RecordForm,
    about: About,
    *,
    also: Iterable[str] = (),
    tab: Tab | None = None,
) -> About:
    """Keep what was typed into a refused form; `also` what else it sent. Returns what its draft is about, which is
    another where another `tab` was quicker. Commits on its own, and ends the request's work: everything that the page
    needs has been read by then."""
    return await keep_answers(request, work, about, await typed_in(request, [*form.questions(), *also]), tab)


async def keep_answers(
    request: AnyRequest, work: Work, about: About, answers: Answers, tab: Tab | None = None
) -> About:
    """As `keep_refused`, where the page has made something else of what was typed."""
    token = request.cookies.get(session_cookie(request.app.state["settings"]), "")
    return await drafts.save(work, token, about, answers, tab)
