"""One question page after another: shown from the draft, kept whatever was typed, then on to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from litestar import Request, Response

from commonground.platform.throttle import REPORT_BEGUN
from commonground.platform.work import Work
from commonground.tenants.intake import drafts, flow
from commonground.tenants.intake.types import Danger, Page, ReportSubject
from commonground.ui.public_report.answers import DANGER_SEEN, Kept, answers_of, subject_of
from commonground.ui.public_report.codes import told_again, told_cookie
from commonground.ui.public_report.door import SENT, Visit, draft_cookie, enter, sealed_content, within
from commonground.ui.public_report.drafted import checked, form_of, kept_of, start_of
from commonground.ui.public_report.forms import SubjectForm, WhatForm
from commonground.ui.public_report.tabs import Tab, new_mark, tab_of
from commonground.ui.public_report.views import PATHS, QUESTIONS, QuestionView, rows_of
from commonground.ui.shell import page as shell_page
from commonground.ui.shell.forms import Form
from commonground.ui.shell.i18n import LANGUAGES, gettext, lazy, speaking
from commonground.ui.shell.notices import redirect

Answer = shell_page.Page | Response[Any]
CHANGE: Final = "change"
AGAIN: Final = "again"
"""In an address: the answers are being changed from the check; what is to be put right is shown."""
ORDER: Final = (Page.SUBJECT, Page.WHERE, Page.WHAT, Page.DANGER, Page.YOU, Page.CHECK)
TOO_MANY_BEGUN: Final = lazy(
    "Many reports were begun from your network in the last hour, so we cannot take another one just now."
)


def kept_in(visit: Visit) -> Kept:
    return visit.draft.answers if visit.draft else {}


def next_page(kept: Kept, lang: str) -> Page:
    """The first page that lacks something, or holds something that can't be taken."""
    missing = flow.next_page(answers_of(kept, lang))
    refused = next((page for page in QUESTIONS if _holds_a_mistake(kept, page)), missing)
    return min(missing, refused, key=_place)


def _holds_a_mistake(kept: Kept, page: Page) -> bool:
    return bool(checked(form_of(page, subject_of(kept)), kept).errors)


def _place(page: Page) -> int:
    """One child is no page of the report: whoever stands there has not begun it."""
    return ORDER.index(page) if page in ORDER else 0


def go(visit: Visit, page: Page, *, change: bool = False, notice: str = "") -> Response[Any]:
    query = f"?{CHANGE}=1" if change and page in QUESTIONS else ""
    return redirect(visit.request, f"{visit.here}/{PATHS[page]}{query}", notice)


def is_too_early(visit: Visit, page: Page) -> bool:
    """Whether an earlier question is still open."""
    return _place(page) > _place(next_page(kept_in(visit), visit.lang))


async def back_to_start(visit: Visit, *, pressed: bool = False) -> Response[Any]:
    """There is nothing to go on with: the draft was sent, which is said for as long as its cookie lives; deleted or too
    old; or a question was left out. `pressed`: the button that sends was, so whoever did waits for their code."""
    if visit.draft is not None:
        return go(visit, next_page(kept_in(visit), visit.lang))
    content = await told_again(visit, pressed=pressed)
    if content is None and sealed_content(visit, SENT) is None:
        with speaking(visit.lang):
            notice = gettext("No answers are kept in this browser. Start again from here.")
        return redirect(visit.request, visit.here, notice, done=False)
    answered = redirect(visit.request, f"{visit.here}/sent")
    answered.cookies += [told_cookie(visit, content)] if content else []
    return answered


async def show(request: Request[Any, Any, Any], work: Work, page: Page) -> Answer:
    """A question with what the draft holds for it; with `again`, also what is to be put right."""
    visit = await enter(request, work)
    if page is not Page.SUBJECT and is_too_early(visit, page):
        return await back_to_start(visit)
    kept = kept_in(visit)
    kind = form_of(page, subject_of(kept))
    again = request.query_params.get(AGAIN) == "1"
    return _drawn(view_of(visit, page), checked(kind, kept) if again else kind(None, start_of(kind, kept)))


def view_of(visit: Visit, page: Page, kept: Kept | None = None) -> QuestionView:
    """`kept` when something was put into the draft since the visit began."""
    kept = kept_in(visit) if kept is None else kept
    return QuestionView(
        page=page,
        here=visit.here,
        change=visit.request.query_params.get(CHANGE) == "1",
        has_draft=visit.draft is not None,
        mark=new_mark(kept, page),
        about=str(subject_of(kept) or ""),
    )


def _drawn(view: QuestionView, form: Form, **more: Any) -> shell_page.Page:
    open_now = any(form[name].data or form[name].errors for name in WhatForm.MORE if name in form)
    return shell_page.Page(f"public_report/{view.page}.html", replace(view, more_open=open_now), form=form, **more)


async def answer(request: Request[Any, Any, Any], work: Work, page: Page) -> Answer:
    """Keep what was typed, accepted or not, unless another tab did meanwhile; then the next page, the same one in the
    other language, or what is to be put right."""
    visit = await enter(request, work)
    tab = tab_of(await request.form(), page)
    form = await form_of(page, tab.about or subject_of(kept_in(visit))).read(request)
    if visit.draft is None:
        if not await within(visit, REPORT_BEGUN):
            return _drawn(replace(view_of(visit, page), trouble=TOO_MANY_BEGUN), form, status=429)
        visit = await enter(request, work)
    if tab.clashes(kept_in(visit), kept_of(form)):
        return _clash(visit, tab, form)
    typed = tab.signed(kept_in(visit), kept_of(form))
    lang = await asked_language(request)
    if lang:
        return await _keeping(visit, typed, _same_page(visit, page, f"lang={lang}"))
    if not form.validate():
        return await _refused(visit, page, form, typed)
    typed |= _forgotten(visit, form)
    return await _keeping(visit, typed, _onwards(visit, page, typed))


def _clash(visit: Visit, tab: Tab, form: Form) -> Answer:
    """What was typed here, what another tab has kept meanwhile, and a choice: pressed once more, this one is kept."""
    kept = kept_in(visit)
    subject = subject_of(kept)
    kinds = [form_of(tab.page, subject)]
    if tab.about and tab.about != subject:
        kinds = [SubjectForm, *kinds]
    elsewhere = [row for kind in kinds for row in rows_of(kind(None, start_of(kind, kept)))]
    view = replace(view_of(visit, tab.page), clash=True, elsewhere=elsewhere, about=str(tab.about or ""))
    return _drawn(view, form, status=409)


async def _keeping(visit: Visit, typed: Mapping[str, list[str]], answered: Response[Any]) -> Response[Any]:
    answered.cookies.extend(draft_cookie(visit.request, await drafts.keep(visit.work, visit.intake, typed)))
    return answered


async def _refused(visit: Visit, page: Page, form: Form, typed: dict[str, list[str]]) -> Answer:
    """What is to be put right is shown by the page's own address, so that Back never asks to send a form again. What
    the draft can't show again, such as hidden characters that were taken out, is said at once."""
    if checked(type(form), typed).errors.keys() == form.errors.keys():
        return await _keeping(visit, typed, _same_page(visit, page, f"{AGAIN}=1"))
    begun = await drafts.save(visit.work, visit.intake, typed)
    return _drawn(view_of(visit, page, {**kept_in(visit), **typed}), form, cookies=draft_cookie(visit.request, begun))


async def asked_language(request: Request[Any, Any, Any]) -> str | None:
    """The language switch is a button of the form, so that switching loses nothing."""
    asked = (await request.form()).get("_lang")
    return asked if isinstance(asked, str) and asked in LANGUAGES else None


def _same_page(visit: Visit, page: Page, query: str) -> Response[Any]:
    change = f"&{CHANGE}=1" if view_of(visit, page).change else ""
    return redirect(visit.request, f"{visit.here}/{PATHS[page]}?{query}{change}")


def _forgotten(visit: Visit, form: Form) -> dict[str, list[str]]:
    """What other answers undo: the kind of place belongs to the kind of subject, and new danger shows 999 again."""
    kept = kept_in(visit)
    if isinstance(form, SubjectForm) and form.subject.data != subject_of(kept):
        return {"venue": []}
    if isinstance(form, WhatForm) and form.danger.data == Danger.YES and Danger.YES not in kept.get("danger", ()):
        return {DANGER_SEEN: []}
    return {}


def _onwards(visit: Visit, page: Page, typed: Kept) -> Response[Any]:
    kept = {**kept_in(visit), **typed}
    ready = next_page(kept, visit.lang)
    subject = subject_of(kept)
    if page is Page.SUBJECT and subject is ReportSubject.ONE_CHILD:
        return go(visit, Page.ONE_CHILD)
    is_new_subject = page is Page.SUBJECT and subject != subject_of(kept_in(visit))
    change = view_of(visit, page).change
    if ready is Page.DANGER or (change and not is_new_subject):
        return go(visit, ready, change=True)
    following = ORDER[ORDER.index(page) + 1]
    after = Page.YOU if following is Page.DANGER else following
    return go(visit, min(after, ready, key=_place), change=change)


async def pass_danger(request: Request[Any, Any, Any], work: Work) -> Answer:
    """The 999 page was read; go on from there."""
    visit = await enter(request, work)
    if visit.draft is None:
        return await back_to_start(visit)
    seen = {DANGER_SEEN: ["yes"]}
    await drafts.keep(work, visit.intake, seen)
    return go(visit, next_page({**kept_in(visit), **seen}, visit.lang))
