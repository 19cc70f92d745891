"""`/partners`: the register; `/partners/{organisation}`: one organisation, its agreements and its people."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.partners import queries, service
from commonground.platform.partners.models import PartnerAgreement, PartnerOrganisation
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.sharing import service as sharing
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.partners.forms import AgreementForm, EndForm, OrganisationForm, PersonForm
from commonground.ui.partners.views import PATH, FormView, organisation_view, read, register_view
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of

AnyRequest = Request[Any, Any, Any]
_IDS: Final = {"organisation": "organisation"}
_AGREEMENT_IDS: Final = {"agreement": "agreement"}
CONFLICT: Final = 409
ENDED: Final = (
    "Ended. Nothing is open to anybody there any more. Whoever has an account can sign in, and finds nothing."
)


def _organisation_body() -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {
        "version": "1",
        "name": "Riverside Mentors",
        "kind": "vcs",
        "contact_name": "Ada Quill",
    }
    return {**said, "contact_email": "ada@riverside.example", "contact_phone": "020 7946 0143", "about": ""}


def _agreement_body() -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {"kind": "information_sharing", "edition": "2.1", "kept_at": ""}
    said |= {"signed_by": "Both directors", "version": "1"}
    days = (("signed_on", "2026"), ("valid_from", "2026"), ("valid_until", "2028"))
    return said | {f"{name}-{part}": value for name, year in days for part, value in _parts(year)}


def _parts(year: str) -> tuple[tuple[str, str], ...]:
    return (("day", "3"), ("month", "2"), ("year", year))


@get("/partners", opt=declare(Action.READ_PARTNERS))
async def index(request: AnyRequest, work: RequestWork) -> Page:
    """Whom the council works with, by name."""
    wanted = read(request.query_params)
    found = await queries.find_organisations(work, wanted, service.today(work))
    await audit.record_search(work, Action.READ_PARTNERS, wanted.words, audit.Subject("organisations"))
    return Page("partners/index.html", register_view(wanted, found), block="results")


@get("/partners/new", opt=declare(Action.KEEP_PARTNERS))
async def new() -> Page:
    return Page("partners/form.html", _new_view(), form=OrganisationForm(None))


@post(
    "/partners/new", status_code=200, opt=declare(Action.KEEP_PARTNERS, effect=Effect.CHANGE, body=_organisation_body)
)
async def add(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    form = await OrganisationForm.read(request)
    if form.validate():
        try:
            organisation = await service.add_organisation(work, form.typed())
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            return redirect(request, f"{PATH}/{organisation}", gettext("It stands in the register."))
    return Page("partners/form.html", _new_view(), form=form)


@get("/partners/{organisation:uuid}", opt=declare(Action.READ_PARTNERS, ids=_IDS))
async def show(work: RequestWork, organisation: FromPath[UUID]) -> Page:
    row = await service.load_organisation(work, organisation)
    await audit.record(work, Action.READ_PARTNERS, audit.Subject(service.RECORD, row.id))
    return await _shown(work, row)


@get("/partners/{organisation:uuid}/change", opt=declare(Action.KEEP_PARTNERS, ids=_IDS))
async def change_form(work: RequestWork, organisation: FromPath[UUID]) -> Page:
    row = await service.load_organisation(work, organisation)
    await audit.record(work, Action.READ_PARTNERS, audit.Subject(service.RECORD, row.id))
    return Page("partners/form.html", _change_view(row), form=OrganisationForm.of(row))


@post(
    "/partners/{organisation:uuid}/change",
    status_code=200,
    opt=declare(Action.KEEP_PARTNERS, effect=Effect.CHANGE, ids=_IDS, body=_organisation_body),
)
async def change(request: AnyRequest, work: RequestWork, organisation: FromPath[UUID]) -> Page | Response[Any]:
    row = await service.load_organisation(work, organisation, lock=True)
    form, conflict = await OrganisationForm.read(request), ""
    if form.validate():
        try:
            await service.change_organisation(work, row, form.typed(), version=form.seen_version)
        except IncompleteError as refused:
            form.refuse(refused)
        except ChangedMeanwhileError as quicker:
            conflict, form.version.data = quicker.sentence, str(row.version)
        else:
            return redirect(request, f"{PATH}/{row.id}", gettext("Saved."))
    status = CONFLICT if conflict else None
    return Page("partners/form.html", _change_view(row, conflict), form=form, status=status)


@post(
    "/partners/{organisation:uuid}/end",
    status_code=200,
    opt=declare(Action.KEEP_PARTNERS, effect=Effect.CHANGE, ids=_IDS, body=lambda: {"reason": "It has closed"}),
)
async def end(request: AnyRequest, work: RequestWork, organisation: FromPath[UUID]) -> Page | Response[Any]:
    """Everything that is shared with them ends with it, at once."""
    row, form = await service.load_organisation(work, organisation, lock=True), await EndForm.read(request)
    if form.validate():
        try:
            await service.end_organisation(work, row, form.reason.data or "")
            await sharing.end_all_with(work, row.id)
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            return redirect(request, f"{PATH}/{row.id}", gettext(ENDED))
    return await _shown(work, row, form)


@post(
    "/partners/{organisation:uuid}/take-up",
    status_code=200,
    opt=declare(Action.KEEP_PARTNERS, effect=Effect.CHANGE, ids=_IDS, body=lambda: {"reason": "They are back"}),
)
async def take_up(request: AnyRequest, work: RequestWork, organisation: FromPath[UUID]) -> Page | Response[Any]:
    """The council works with them again. What was shared before they ended stays over."""
    row, form = await service.load_organisation(work, organisation, lock=True), await EndForm.read(request)
    if form.validate():
        try:
            await service.take_up_again(work, row, form.reason.data or "")
            await sharing.end_all_with(work, row.id)
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            words = gettext("Taken up again. Nothing is shared with them until somebody invites them anew.")
            return redirect(request, f"{PATH}/{row.id}", words)
    return await _shown(work, row, form)


@get("/partners/{organisation:uuid}/agreement", opt=declare(Action.KEEP_PARTNERS, ids=_IDS))
async def agreement_form(work: RequestWork, organisation: FromPath[UUID]) -> Page:
    row = await service.load_organisation(work, organisation)
    await audit.record(work, Action.READ_PARTNERS, audit.Subject(service.RECORD, row.id))
    return Page("partners/form.html", _agreement_view(row), form=AgreementForm(None))


@post(
    "/partners/{organisation:uuid}/agreement",
    status_code=200,
    opt=declare(Action.KEEP_PARTNERS, effect=Effect.CHANGE, ids=_IDS, body=_agreement_body),
)
async def add_agreement(request: AnyRequest, work: RequestWork, organisation: FromPath[UUID]) -> Page | Response[Any]:
    return await _save_agreement(request, work, await service.load_organisation(work, organisation), None)


@get("/partners/agreements/{agreement:uuid}", opt=declare(Action.KEEP_PARTNERS, ids=_AGREEMENT_IDS))
async def change_agreement_form(work: RequestWork, agreement: FromPath[UUID]) -> Page:
    kept = await service.load_agreement(work, agreement)
    row = await service.load_organisation(work, kept.organisation_id)
    await audit.record(work, Action.READ_PARTNERS, audit.Subject(service.AGREEMENT, kept.id))
    return Page("partners/form.html", _agreement_view(row, kept), form=AgreementForm.of(kept))


@post(
    "/partners/agreements/{agreement:uuid}",
    status_code=200,
    opt=declare(Action.KEEP_PARTNERS, effect=Effect.CHANGE, ids=_AGREEMENT_IDS, body=_agreement_body),
)
async def change_agreement(request: AnyRequest, work: RequestWork, agreement: FromPath[UUID]) -> Page | Response[Any]:
    kept = await service.load_agreement(work, agreement, lock=True)
    return await _save_agreement(request, work, await service.load_organisation(work, kept.organisation_id), kept)


@get("/partners/{organisation:uuid}/invite", opt=declare(Action.MANAGE_PEOPLE, ids=_IDS))
async def person_form(work: RequestWork, organisation: FromPath[UUID]) -> Page:
    row = await service.load_organisation(work, organisation)
    await audit.record(work, Action.READ_PARTNERS, audit.Subject(service.RECORD, row.id))
    return Page("partners/form.html", _person_view(row), form=PersonForm())


@post(
    "/partners/{organisation:uuid}/invite",
    status_code=200,
    opt=declare(
        Action.MANAGE_PEOPLE,
        effect=Effect.CHANGE,
        ids=_IDS,
        body=lambda: {"name": "Ada Quill", "email": "ada@riverside.example", "role": "partner", "language": "en"},
    ),
)
async def invite(request: AnyRequest, work: RequestWork, organisation: FromPath[UUID]) -> Page | Response[Any]:
    """An account for somebody who works there; what they may open takes an invitation to something."""
    row, form = await service.load_organisation(work, organisation), await PersonForm.read(request)
    if form.validate():
        said = {"name": form.name.data or "", "email": form.email.data or "", "lang": form.language.data or "en"}
        try:
            await service.invite_person(work, Seals.of(settings_of(request.scope)), row, role=form.chosen, **said)
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            words = gettext("Invited. The link is on its way, and works for seven days.")
            return redirect(request, f"{PATH}/{row.id}", words)
    return Page("partners/form.html", _person_view(row), form=form)


async def _save_agreement(
    request: AnyRequest, work: Work, organisation: PartnerOrganisation, row: PartnerAgreement | None
) -> Page | Response[Any]:
    form, conflict = await AgreementForm.read(request), ""
    if form.validate():
        try:
            if row is None:
                await service.add_agreement(work, organisation, form.typed())
            else:
                await service.change_agreement(work, row, form.typed(), version=form.seen_version)
        except IncompleteError as refused:
            form.refuse(refused)
        except ChangedMeanwhileError as quicker:
            conflict, form.version.data = quicker.sentence, str(row.version) if row else ""
        else:
            return redirect(request, f"{PATH}/{organisation.id}", gettext("The agreement stands in the register."))
    status = CONFLICT if conflict else None
    return Page("partners/form.html", _agreement_view(organisation, row, conflict), form=form, status=status)


async def _shown(work: Work, row: PartnerOrganisation, sent: EndForm | None = None) -> Page:
    people = [person for _, person in await queries.people_of(work, row.id)]
    agreements = await queries.agreements_of(work, row.id)
    view = organisation_view(row, agreements, people, service.today(work), sent or EndForm())
    return Page("partners/organisation.html", view, form=sent)


def _new_view() -> FormView:
    explain = gettext("Being in the register opens nothing to them. That takes an invitation, each for itself.")
    return FormView(
        gettext("Add an organisation"), f"{PATH}/new", PATH, gettext("Partners"), gettext("Add it"), explain
    )


def _change_view(row: PartnerOrganisation, conflict: str = "") -> FormView:
    here = f"{PATH}/{row.id}"
    return FormView(gettext("Change what is written"), f"{here}/change", here, row.name, gettext("Save"), "", conflict)


def _agreement_view(row: PartnerOrganisation, kept: PartnerAgreement | None = None, conflict: str = "") -> FormView:
    here = f"{PATH}/{row.id}"
    action = f"{PATH}/agreements/{kept.id}" if kept else f"{here}/agreement"
    heading = gettext("Change an agreement") if kept else gettext("Add an agreement")
    return FormView(heading, action, here, row.name, gettext("Save the agreement"), "", conflict)


def _person_view(row: PartnerOrganisation) -> FormView:
    here = f"{PATH}/{row.id}"
    explain = gettext(
        "They choose a password and set up an authenticator. What they may open takes an invitation to something, which"
        " names a purpose and a day on which it ends."
    )
    heading = gettext("Invite somebody who works there")
    return FormView(heading, f"{here}/invite", here, row.name, gettext("Send the invitation"), explain)


HANDLERS = [
    index, new, add, show, change_form, change, end, take_up, agreement_form, add_agreement, change_agreement_form,
    change_agreement, person_form, invite,
]  # fmt: skip  # one list
