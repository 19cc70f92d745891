"""`/agreements`: what is agreed with other councils, and what may be done with whom today."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.agreements import service
from commonground.platform.agreements.errors import AgreementRefusedError
from commonground.platform.agreements.queries import agreements_of, councils_beside, newer_than
from commonground.platform.agreements.types import AgreementView
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.ui.agreements.forms import AgreementForm, SignForm, WithdrawForm, job_of
from commonground.ui.agreements.views import PATH, FormView, detail_view, list_view, title
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

AnyRequest = Request[Any, Any, Any]
_IDS: Final = {"agreement": "sharing_agreement"}
_READ: Final = f"{Action.SEE_DIRECTORY}:agreement"
EXAMPLE_ID: Final = "01890000-0000-7000-8000-000000000000"
CONFLICT: Final = 409


def _example() -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {
        "name": "Cross-border work",
        "region": "",
        "words": "",
        "job": "Head of service",
    }
    days = {"from_on-day": "3", "from_on-month": "2", "from_on-year": "2027"}
    return said | days | {"councils": [EXAMPLE_ID], "verbs": ["inform"], "kinds": ["peer_group"]}


@get(PATH, opt=declare(Action.SEE_DIRECTORY))
async def index(work: RequestWork) -> Page:
    """What is agreed, and what we may do with each council today."""
    found = await agreements_of(work)
    await audit.record(work, _READ, audit.Subject("sharing_agreements"))
    return Page("agreements/index.html", list_view(work, found))


@get(f"{PATH}/new", opt=declare(Action.KEEP_AGREEMENTS))
async def new(work: RequestWork) -> Page:
    form = AgreementForm(None, {"job": job_of(work.actor)})
    return await _form_page(work, form)


@post(
    f"{PATH}/new",
    status_code=200,
    opt=declare(Action.KEEP_AGREEMENTS, effect=Effect.CHANGE, body=_example, confirm=True),
)
async def propose(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    return await _propose(request, work, None)


@get(f"{PATH}/{{agreement:uuid}}", opt=declare(Action.SEE_DIRECTORY, ids=_IDS))
async def show(work: RequestWork, agreement: FromPath[UUID]) -> Page:
    """Who signed when, and what may be done under it."""
    found = await service.load_agreement(work, agreement)
    await audit.record(work, _READ, audit.Subject(service.RECORD, found.id))
    return await _shown(work, found)


@post(
    f"{PATH}/{{agreement:uuid}}/sign",
    status_code=200,
    opt=declare(
        Action.KEEP_AGREEMENTS, effect=Effect.CHANGE, ids=_IDS, body=lambda: {"job": "Head of service"}, confirm=True
    ),
)
async def sign(request: AnyRequest, work: RequestWork, agreement: FromPath[UUID]) -> Page | Response[Any]:
    """For one's own council alone."""
    found, form, conflict = await service.load_agreement(work, agreement), await SignForm.read(request), ""
    if form.validate():
        try:
            await service.sign(work, found.id, form.job.data or "")
        except IncompleteError as lacking:
            form.refuse(lacking)
        except AgreementRefusedError as refused:
            conflict = refused.sentence
        else:
            return redirect(request, f"{PATH}/{found.id}", gettext("Signed. The other councils are told."))
    return await _shown(work, found, sign=form, conflict=conflict)


@post(
    f"{PATH}/{{agreement:uuid}}/withdraw",
    status_code=200,
    opt=declare(
        Action.KEEP_AGREEMENTS,
        effect=Effect.CHANGE,
        ids=_IDS,
        body=lambda: {"words": "It is to be written anew."},
        confirm=True,
    ),
)
async def withdraw(request: AnyRequest, work: RequestWork, agreement: FromPath[UUID]) -> Page | Response[Any]:
    """At once."""
    found, form, conflict = await service.load_agreement(work, agreement), await WithdrawForm.read(request), ""
    if form.validate():
        try:
            await service.withdraw(work, found.id, form.words.data or "")
        except IncompleteError as lacking:
            form.refuse(lacking)
        except AgreementRefusedError as refused:
            conflict = refused.sentence
        else:
            words = gettext("Withdrawn. It counts from now on, and the other councils are told.")
            return redirect(request, f"{PATH}/{found.id}", words)
    return await _shown(work, found, withdraw=form, conflict=conflict)


@get(f"{PATH}/{{agreement:uuid}}/version", opt=declare(Action.KEEP_AGREEMENTS, ids=_IDS))
async def version_form(work: RequestWork, agreement: FromPath[UUID]) -> Page:
    found = await service.load_agreement(work, agreement)
    await audit.record(work, _READ, audit.Subject(service.RECORD, found.id))
    return await _form_page(work, AgreementForm.of(found, work.actor), found)


@post(
    f"{PATH}/{{agreement:uuid}}/version",
    status_code=200,
    opt=declare(Action.KEEP_AGREEMENTS, effect=Effect.CHANGE, ids=_IDS, body=_example, confirm=True),
)
async def propose_version(request: AnyRequest, work: RequestWork, agreement: FromPath[UUID]) -> Page | Response[Any]:
    return await _propose(request, work, await service.load_agreement(work, agreement))


async def _propose(request: AnyRequest, work: Work, old: AgreementView | None) -> Page | Response[Any]:
    form, conflict = await AgreementForm.read(request), ""
    form.offer(await councils_beside(work))
    if form.validate():
        try:
            made = await service.propose(work, form.typed(), old.id if old else None)
        except IncompleteError as lacking:
            form.refuse(lacking)
        except AgreementRefusedError as refused:
            conflict = refused.sentence
        else:
            words = gettext("Proposed, and signed by you for your council. The other councils are told.")
            return redirect(request, f"{PATH}/{made}", words)
    return await _form_page(work, form, old, conflict)


async def _form_page(work: Work, form: AgreementForm, old: AgreementView | None = None, conflict: str = "") -> Page:
    form.offer(await councils_beside(work))
    status = CONFLICT if conflict else None
    return Page("agreements/form.html", _form_view(old, conflict), form=form, status=status)


def _form_view(old: AgreementView | None, conflict: str) -> FormView:
    button = gettext("Sign it, and put it before the others")
    if old is None:
        heading = gettext("Propose an agreement")
        return FormView(heading, f"{PATH}/new", PATH, gettext("Agreements"), button, conflict=conflict)
    here = f"{PATH}/{old.id}"
    stands = gettext(
        "The version before stands until every council that holds itself to it has signed this one. Then this one takes"
        " its place, on its first day."
    )
    heading = gettext("Propose a newer version")
    return FormView(heading, f"{here}/version", here, title(old), button, stands, conflict)


async def _shown(
    work: Work,
    found: AgreementView,
    *,
    sign: SignForm | None = None,
    withdraw: WithdrawForm | None = None,
    conflict: str = "",
) -> Page:
    newer = await newer_than(work, found.id)
    to_sign = sign or SignForm(None, {"job": job_of(work.actor)})
    view = detail_view(work, found, newer, sign=to_sign, withdraw=withdraw or WithdrawForm(None), conflict=conflict)
    return Page("agreements/detail.html", view, form=sign or withdraw, status=CONFLICT if conflict else None)


HANDLERS = [index, new, propose, show, sign, withdraw, version_form, propose_version]
