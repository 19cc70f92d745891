"""`/playbooks`: which there are, one to read, and the form in which a council says it its own way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.reference.playbooks import PLAYBOOKS
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.tenants.contexts.load import load_context, subject_of
from commonground.tenants.playbooks import service
from commonground.tenants.playbooks.queries import Standing, contacts_of, history_of, playbooks_as_they_stand
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.playbooks import contact_pages
from commonground.ui.playbooks.forms import IN_TURN, OursForm, WordsForm
from commonground.ui.playbooks.of_context import context_playbook
from commonground.ui.playbooks.views import (
    HERE,
    FormView,
    PlaybookView,
    agencies_of,
    index_view,
    missing_words,
    ring_lines,
    sheet_of,
    version_rows,
)
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

CONFLICT = 409
FIRST = "shop"


def body() -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {"version": "0", "of": FIRST, "step_1": "Ring the shop team", "why_1": ""}
    return said | {"say": "", "record": "", "escalate": "Staff seem to be part of it", "avoid": "Do not go alone"}


@get(HERE, opt=declare(Action.READ_PLAYBOOKS))
async def index(work: RequestWork) -> Page:
    """Which there are, and which of them the council says its own way."""
    found = await playbooks_as_they_stand(work)
    await audit.record(work, Action.READ_PLAYBOOKS, audit.Subject(service.PLAYBOOK))
    return Page("playbooks/index.html", index_view(found.values()))


@get(f"{HERE}/read", opt=declare(Action.READ_PLAYBOOKS))
async def read(work: RequestWork, of: FromQuery[str] = FIRST, version: FromQuery[str] = "") -> Page:
    """One of them, about no context in particular; or the words of an earlier version."""
    history = await history_of(work, of) if of in PLAYBOOKS else ()
    standing = _version(history, version) if version else await service.load_playbook(work, of)
    agencies = agencies_of([standing.playbook])
    contacts = await contacts_of(work, agencies)
    await audit.record(work, Action.READ_PLAYBOOKS, audit.Subject(service.PLAYBOOK))
    view = PlaybookView(
        heading=standing.playbook.question,
        trail=((gettext("What to do"), HERE),),
        reference="",
        sheets=(sheet_of(standing),),
        ring=ring_lines(contacts),
        missing=missing_words(agencies, contacts),
        versions=version_rows(history),
        write=f"{HERE}/write?of={of}",
    )
    return Page("playbooks/playbook.html", view)


def _version(history: Sequence[Standing], version: str) -> Standing:
    found = next((each for each in history if str(each.version) == version), None)
    if found is None:
        raise NotFoundHereError
    return found


@get(f"{HERE}/write", opt=declare(Action.WRITE_PLAYBOOKS))
async def write(work: RequestWork, of: FromQuery[str] = FIRST) -> Page:
    standing = await service.load_playbook(work, of)
    await audit.record(work, Action.READ_PLAYBOOKS, audit.Subject(service.PLAYBOOK))
    return _form_page(standing, WordsForm.of_standing(standing))


@post(f"{HERE}/write", status_code=200, opt=declare(Action.WRITE_PLAYBOOKS, effect=Effect.CHANGE, body=body))
async def save(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    form, conflict = await WordsForm.read(request), ""
    standing = await service.load_playbook(work, form.of.data or "")
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            await service.save_own(work, standing.playbook.code, form.typed(), version=form.seen_version)
            words = gettext("Saved. Everybody in your council reads it from now on.")
            return redirect(request, f"{HERE}/read?of={standing.playbook.code}", words)
    except IncompleteError as refused:
        form.refuse_all(refused.problems)
    except ChangedMeanwhileError as quicker:
        conflict, form.version.data = quicker.sentence, str(standing.version)
    return _form_page(standing, form, conflict)


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
        return _form_page(standing, WordsForm.of_standing(standing), quicker.sentence)
    words = gettext("The platform’s words stand again. What your council wrote is kept in the history.")
    return redirect(request, f"{HERE}/read?of={standing.playbook.code}", words)


def _form_page(standing: Standing, form: WordsForm, conflict: str = "") -> Page:
    code = standing.playbook.code
    view = FormView(
        heading=gettext("Say it in your council’s words"),
        action=f"{HERE}/write",
        back=f"{HERE}/read?of={code}",
        back_name=standing.playbook.question,
        button=gettext("Save your words"),
        explain=gettext("Everybody in your council reads this. Never a child’s name, nor a case."),
        conflict=conflict,
        ours=standing.own,
        fields=IN_TURN,
    )
    return Page("playbooks/write.html", view, form=form, status=CONFLICT if conflict else None)


@get("/contexts/{reference:str}/playbook", opt=declare(Action.READ_CONTEXT, ids={"reference": "context"}))
async def of_context(work: RequestWork, reference: FromPath[str]) -> Page:
    """What to do about this context: its setting, and what was reported there."""
    row = await load_context(work, reference, to=Action.READ_CONTEXT)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    return Page("playbooks/playbook.html", await context_playbook(work, row))


HANDLERS = [index, read, write, save, ours, of_context, *contact_pages.HANDLERS]
