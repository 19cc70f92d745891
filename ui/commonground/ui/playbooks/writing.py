"""`/playbooks/write`: a council says a playbook its own way, or takes the platform's words back. What is being typed is
kept as a draft; a draft from before somebody else's save says so, and overwrites nothing."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.playbooks import service
from commonground.tenants.playbooks.queries import Standing
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.playbooks.forms import IN_TURN, OursForm, WordsForm
from commonground.ui.playbooks.views import FIRST, HERE, FormView
from commonground.ui.referrals.dropping import DROP
from commonground.ui.referrals.keeping import VERSION, AnyRequest, keep_refused, typed_in
from commonground.ui.shell.dates import day
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

CONFLICT: Final = 409


def body() -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {"version": "0", "of": FIRST, "step_1": "Ring the shop team", "why_1": ""}
    return said | {"say": "", "record": "", "escalate": "Staff seem to be part of it", "avoid": "Do not go alone"}


@get(f"{HERE}/write", opt=declare(Action.WRITE_PLAYBOOKS))
async def write(work: RequestWork, of: FromQuery[str] = FIRST) -> Page:
    standing = await service.load_playbook(work, of)
    await audit.record(work, Action.READ_PLAYBOOKS, audit.Subject(service.PLAYBOOK))
    kept = await drafts.find(work, _about(work, standing))
    if kept is None:
        return _page(standing, WordsForm.of_standing(standing))
    form = WordsForm.kept(kept, standing.version)
    quicker = form.seen_version != standing.version
    said = gettext("Your draft of %(day)s.") % {"day": day(kept.saved_at)}
    return _page(standing, form, ChangedMeanwhileError().sentence if quicker else "", said, status=None)


@post(f"{HERE}/write", status_code=200, opt=declare(Action.WRITE_PLAYBOOKS, effect=Effect.CHANGE, body=body))
async def save(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    form, conflict = await WordsForm.read(request), ""
    standing = await service.load_playbook(work, form.of.data or "")
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            await service.save_own(work, standing.playbook.code, form.typed(), version=form.seen_version)
            await drafts.discard(work, _about(work, standing))
            words = gettext("Saved. Everybody in your council reads it from now on.")
            return redirect(request, _read(standing), words)
    except IncompleteError as refused:
        form.refuse_all(refused.problems)
    except ChangedMeanwhileError as quicker:
        conflict = quicker.sentence
    await keep_refused(request, work, form, _about(work, standing), also=VERSION)
    return _page(standing, form, conflict)


@post(f"{HERE}/draft", status_code=200, opt=declare(Action.WRITE_PLAYBOOKS, effect=Effect.CHANGE, body=body))
async def draft(request: AnyRequest, work: RequestWork) -> Response[str]:
    """Keep what is being typed, or throw it away. Scripts get no content; people without a script go back."""
    sent = await request.form()
    standing = await service.load_playbook(work, str(sent.get("of", "")))
    if DROP in sent:
        await drafts.discard(work, _about(work, standing))
        return redirect(request, _write(standing), gettext("The draft is gone."))
    typed = await typed_in(request, [*WordsForm().questions(), "version"])
    await drafts.keep(work, _about(work, standing), typed)
    if is_htmx(request):
        return Response("", status_code=204)
    return redirect(request, _write(standing), gettext("Your draft is kept."))


@post(
    f"{HERE}/ours",
    status_code=200,
    opt=declare(Action.WRITE_PLAYBOOKS, effect=Effect.CHANGE, body=lambda: {"version": "0", "of": FIRST}),
)
async def ours(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """The platform's words count again."""
    form = await OursForm.read(request)
    standing = await service.load_playbook(work, form.of.data or "")
    try:
        await service.take_ours_back(work, standing.playbook.code, version=form.seen_version)
    except ChangedMeanwhileError as quicker:
        return _page(standing, WordsForm.of_standing(standing), quicker.sentence)
    words = gettext("The platform’s words stand again. What your council wrote is kept in the history.")
    return redirect(request, _read(standing), words)


def _about(work: Work, standing: Standing) -> About:
    return About(f"playbook:{standing.playbook.code}", work.actor.staff)


def _read(standing: Standing) -> str:
    return f"{HERE}/read?of={standing.playbook.code}"


def _write(standing: Standing) -> str:
    return f"{HERE}/write?of={standing.playbook.code}"


def _page(
    standing: Standing, form: WordsForm, conflict: str = "", kept: str = "", status: int | None = CONFLICT
) -> Page:
    """From here on the form is over what stands now."""
    form.version.data = str(standing.version)
    view = FormView(
        heading=gettext("Say it in your council’s words"),
        action=f"{HERE}/write",
        back=_read(standing),
        back_name=standing.playbook.question,
        button=gettext("Save your words"),
        explain=gettext("Everybody in your council reads this. Never a child’s name, nor a case."),
        conflict=conflict,
        ours=standing.own,
        kept=kept,
        fields=IN_TURN,
    )
    return Page("playbooks/write.html", view, form=form, status=status if conflict else None)


HANDLERS = [write, save, draft, ours]
