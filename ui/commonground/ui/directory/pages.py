"""`/directory`: which council covers a place, whom to ring there; `/directory/ours`: what one's own council lists."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action, reach_of
from commonground.platform.agreements.queries import agreements_of
from commonground.platform.agreements.rules import allowed
from commonground.platform.directory import queries, service
from commonground.platform.directory.rules import find
from commonground.platform.directory.types import Contact
from commonground.platform.postcodes import postcodes
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.ui.agreements.views import may_words
from commonground.ui.declare import Effect, declare
from commonground.ui.directory.forms import ContactForm
from commonground.ui.directory.views import CONTACTS, OURS, PATH, FormView, council_view, first_view, found_view
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

AnyRequest = Request[Any, Any, Any]
_IDS: Final = {"contact": "duty_contact"}
MOST_WORDS: Final = 100
CONFLICT: Final = 409
TEMPLATE: Final = "directory/index.html"


def _example() -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {"version": "1", "kind": "desk", "name": "Cross-border duty desk"}
    return said | {"about": "", "phone": "020 7946 0121", "email": "", "hours": "Weekdays 9am to 5pm"}


@get(PATH, opt=declare(Action.SEE_DIRECTORY, search=True))
async def index(request: AnyRequest, work: RequestWork) -> Page:
    """Councils by name; or the one that covers what was typed, and whoever begins near by."""
    words = request.query_params.get("q", "").replace("\x00", "")[:MOST_WORDS].strip()
    await audit.record_search(work, Action.SEE_DIRECTORY, words, audit.Subject("directory"))
    if not words:
        return Page(TEMPLATE, first_view(await queries.first_councils(work)), block="results")
    found = find(words, await queries.every_council(work), postcodes(), queries.MOST)
    us = work.actor.council if reach_of(work.actor, Action.SETTLE_DISPUTE) is not None else None
    return Page(TEMPLATE, found_view(words, found, us), block="results")


@get(f"{PATH}/councils/{{council:str}}", opt=declare(Action.SEE_DIRECTORY, ids={"council": "council"}))
async def show(work: RequestWork, council: FromPath[str]) -> Page:
    """Whom to ring at one council, and what may be done with them today."""
    card = await queries.council_called(work, council)
    await audit.record(work, Action.SEE_DIRECTORY, audit.Subject("council", card.id))
    contacts = await queries.contacts_of(work, [card.id])
    us = work.actor.council
    may = None if card.id == us else may_words(allowed(await agreements_of(work), us, card.id, work.now))
    return Page("directory/council.html", council_view(card, contacts, may))


@get(OURS, opt=declare(Action.KEEP_AGREEMENTS))
async def ours(work: RequestWork) -> Page:
    """What the acting council lists for others."""
    await audit.record(work, Action.KEEP_AGREEMENTS, audit.Subject("duty_contacts"))
    return Page("directory/ours.html", await queries.contacts_of(work, [work.actor.council]))


@get(f"{CONTACTS}/new", opt=declare(Action.KEEP_AGREEMENTS))
async def new() -> Page:
    return _form_page(ContactForm(None))


@post(f"{CONTACTS}/new", status_code=200, opt=declare(Action.KEEP_AGREEMENTS, effect=Effect.CHANGE, body=_example))
async def add(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    form = await ContactForm.read(request)
    if form.validate():
        try:
            await service.add_contact(work, form.typed())
        except IncompleteError as lacking:
            form.refuse(lacking)
        else:
            return redirect(request, OURS, gettext("Every council reads it now."))
    return _form_page(form)


@get(f"{CONTACTS}/{{contact:uuid}}", opt=declare(Action.KEEP_AGREEMENTS, ids=_IDS))
async def change_form(work: RequestWork, contact: FromPath[UUID]) -> Page:
    kept = await service.load_own_contact(work, contact)
    await audit.record(work, Action.KEEP_AGREEMENTS, audit.Subject(service.CONTACT, kept.id))
    return _form_page(ContactForm.of(kept), kept)


@post(
    f"{CONTACTS}/{{contact:uuid}}",
    status_code=200,
    opt=declare(Action.KEEP_AGREEMENTS, effect=Effect.CHANGE, ids=_IDS, body=_example),
)
async def change(request: AnyRequest, work: RequestWork, contact: FromPath[UUID]) -> Page | Response[Any]:
    kept, form, conflict = await service.load_own_contact(work, contact), await ContactForm.read(request), ""
    if form.validate():
        try:
            await service.change_contact(work, kept, form.typed(), version=form.seen_version)
        except IncompleteError as lacking:
            form.refuse(lacking)
        except ChangedMeanwhileError as quicker:
            conflict, form.version.data = quicker.sentence, str(kept.version)
        else:
            return redirect(request, OURS, gettext("Saved. Every council reads it now."))
    return _form_page(form, kept, conflict)


@post(
    f"{CONTACTS}/{{contact:uuid}}/end",
    status_code=200,
    opt=declare(Action.KEEP_AGREEMENTS, effect=Effect.CHANGE, ids=_IDS, body=dict),
)
async def end(request: AnyRequest, work: RequestWork, contact: FromPath[UUID]) -> Response[Any]:
    await service.end_contact(work, await service.load_own_contact(work, contact))
    return redirect(request, OURS, gettext("Taken off the list."))


def _form_page(form: ContactForm, kept: Contact | None = None, conflict: str = "") -> Page:
    here = f"{CONTACTS}/{kept.id}" if kept else f"{CONTACTS}/new"
    view = FormView(
        heading=gettext("Change what is listed") if kept else gettext("List a desk or a team"),
        action=here,
        button=gettext("Save"),
        end=f"{here}/end" if kept else "",
        conflict=conflict,
    )
    return Page("directory/contact.html", view, form=form, status=CONFLICT if conflict else None)


HANDLERS = [index, show, ours, new, add, change_form, change, end]
