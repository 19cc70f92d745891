"""`/playbooks/contacts`: whom the council rings."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.playbooks import service
from commonground.tenants.playbooks.models import RingContact
from commonground.tenants.playbooks.queries import contacts_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.playbooks.forms import ContactForm
from commonground.ui.playbooks.views import HERE, FormView, contact_rows
from commonground.ui.referrals.keeping import VERSION, AnyRequest, keep_refused
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

CONTACTS: Final = f"{HERE}/contacts"
CONFLICT: Final = 409
_IDS: Final = {"contact": "ring_contact"}


def body() -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {"version": "1", "agency": "licensing", "post": "Licensing duty desk"}
    return said | {"phone": "020 7946 0121", "email": "", "hours": "Weekdays 9 to 5"}


@get(CONTACTS, opt=declare(Action.READ_PLAYBOOKS))
async def contacts(work: RequestWork) -> Page:
    found = await contacts_of(work)
    await audit.record(work, Action.READ_PLAYBOOKS, audit.Subject("ring_contacts"))
    return Page("playbooks/contacts.html", contact_rows(found))


@get(f"{CONTACTS}/new", opt=declare(Action.WRITE_PLAYBOOKS))
async def new_contact(work: RequestWork) -> Page:
    await audit.record(work, Action.READ_PLAYBOOKS, audit.Subject("ring_contacts"))
    kept = await drafts.find(work, _about(work))
    return _page(ContactForm.kept(kept, 0) if kept else ContactForm(None), kept=kept is not None)


@post(f"{CONTACTS}/new", status_code=200, opt=declare(Action.WRITE_PLAYBOOKS, effect=Effect.CHANGE, body=body))
async def add_contact(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    audit.looked_at(work, Action.READ_PLAYBOOKS, audit.Subject("ring_contacts"))
    form = await ContactForm.read(request)
    if form.validate():
        try:
            await service.add_contact(work, form.typed())
            await drafts.discard(work, _about(work))
        except IncompleteError as refused:
            form.refuse_all(refused.problems)
        else:
            return redirect(request, CONTACTS, gettext("It stands on every playbook that names this agency."))
    await keep_refused(request, work, form, _about(work))
    return _page(form)


@get(f"{CONTACTS}/{{contact:uuid}}", opt=declare(Action.WRITE_PLAYBOOKS, ids=_IDS))
async def contact_form(work: RequestWork, contact: FromPath[UUID]) -> Page:
    row = await service.load_contact(work, contact)
    await audit.record(work, Action.READ_PLAYBOOKS, audit.Subject(service.CONTACT, row.id))
    kept = await drafts.find(work, _about(work, row))
    form = ContactForm.kept(kept, row.version) if kept else ContactForm.of_row(row)
    return _page(form, row, kept=kept is not None)


@post(
    f"{CONTACTS}/{{contact:uuid}}",
    status_code=200,
    opt=declare(Action.WRITE_PLAYBOOKS, effect=Effect.CHANGE, ids=_IDS, body=body),
)
async def change_contact(request: AnyRequest, work: RequestWork, contact: FromPath[UUID]) -> Page | Response[Any]:
    row, form, conflict = await service.load_contact(work, contact, lock=True), await ContactForm.read(request), ""
    if form.validate():
        try:
            await service.change_contact(work, row, form.typed(), version=form.seen_version)
            await drafts.discard(work, _about(work, row))
        except IncompleteError as refused:
            form.refuse_all(refused.problems)
        except ChangedMeanwhileError as quicker:
            conflict, form.version.data = quicker.sentence, str(row.version)
        else:
            return redirect(request, CONTACTS, gettext("Saved."))
    page = _page(form, row, conflict)
    await keep_refused(request, work, form, _about(work, row), also=VERSION)
    return page


@post(
    f"{CONTACTS}/{{contact:uuid}}/end",
    status_code=200,
    opt=declare(Action.WRITE_PLAYBOOKS, effect=Effect.CHANGE, ids=_IDS, body=dict),
)
async def end_contact(request: AnyRequest, work: RequestWork, contact: FromPath[UUID]) -> Page | Response[Any]:
    await service.end_contact(work, await service.load_contact(work, contact, lock=True))
    return redirect(request, CONTACTS, gettext("Taken off the list."))


def _about(work: Work, row: RingContact | None = None) -> About:
    return About("ring_contact", row.id if row else work.actor.staff)


def _page(form: ContactForm, row: RingContact | None = None, conflict: str = "", *, kept: bool = False) -> Page:
    here = f"{CONTACTS}/{row.id}" if row else f"{CONTACTS}/new"
    view = FormView(
        heading=gettext("Change whom to ring") if row else gettext("Add whom to ring"),
        action=here,
        back=CONTACTS,
        back_name=gettext("Whom to ring"),
        button=gettext("Save"),
        conflict=conflict,
        end=f"{here}/end" if row else "",
        kept=gettext("What you typed before is still here.") if kept else "",
    )
    return Page("playbooks/contact.html", view, form=form, status=CONFLICT if conflict else None)


HANDLERS = [contacts, new_contact, add_contact, contact_form, change_contact, end_contact]
