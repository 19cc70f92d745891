"""`/contexts/{reference}/disclose`, and the same of referrals: for whom outside the platform, and about what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action, Held, decide
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.types import Kind
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts.load import held_context, load_context
from commonground.tenants.contexts.load import subject_of as subject_of_context
from commonground.tenants.disclosures.prefill import KIND_OF
from commonground.tenants.disclosures.service import Record
from commonground.tenants.outside.service import begin
from commonground.tenants.referrals.events import subject_of as subject_of_referral
from commonground.tenants.referrals.load import held_referral, load_referral
from commonground.ui.declare import Effect, declare
from commonground.ui.disclosures.forms import BeginForm
from commonground.ui.disclosures.views import BeginView, href_of
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.referrals.why import About, about_context, about_referral
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_TO: Final = Action.PREPARE_DISCLOSURE


class Load(Protocol):
    def __call__(self, work: Work, reference: str, *, to: Action) -> Awaitable[Any]: ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """What something can be told about."""

    kind: str
    folder: str
    reads: Action
    load: Load
    held: Callable[[Work, Any], Awaitable[Held]]
    about: Callable[[Any], About]
    subject: Callable[[Any], audit.Subject]

    async def loaded(self, work: Work, reference: str) -> Record:
        """The record, where the reader may open it and prepare something of it. Raises `NotFoundHereError`."""
        row: Record = await self.load(work, reference, to=self.reads)
        if not decide(work.actor, _TO, await self.held(work, row)):
            raise NotFoundHereError
        await audit.record(work, self.reads, self.subject(row))
        return row


_CONTEXTS: Final = Shelf(
    "context", "/contexts", Action.READ_CONTEXT, load_context, held_context, about_context, subject_of_context
)
_REFERRALS: Final = Shelf(
    "referral", "/referrals", Action.READ_REFERRAL, load_referral, held_referral, about_referral, subject_of_referral
)


def _form(shelf: Shelf, row: Record, form: BeginForm) -> Page:
    about = shelf.about(row)
    trail = (about.trail, (about.title, about.href))
    return Page("disclosures/begin.html", BeginView(about.title, about.reference, about.href, trail), form=form)


def _start(row: Record) -> BeginForm:
    kind = KIND_OF.get(getattr(row, "kind", "") or getattr(row, "subject_kind", ""), Kind.BORDER_PLACE)
    return BeginForm(None, {"kind": kind.value})


async def _sent(shelf: Shelf, request: AnyRequest, work: Work, reference: str) -> Page | Response[Any]:
    row = await shelf.loaded(work, reference)
    form = await BeginForm.read(request)
    if not form.validate():
        return _form(shelf, row, form)
    try:
        made = await begin(work, row, form.organisation.data or "", Kind(form.kind.data or ""), team_id=row.team_id)
    except IncompleteError as refused:
        form.refuse(refused)
        return _form(shelf, row, form)
    return redirect(request, f"{href_of(made)}/build", gettext("A draft. Nothing is sent."))


def _handlers(shelf: Shelf) -> list[HTTPRouteHandler]:
    path, ids = f"{shelf.folder}/{{reference:str}}/disclose", {"reference": shelf.kind}

    @get(path, opt=declare(_TO, ids=ids))
    async def page(work: RequestWork, reference: FromPath[str]) -> Page:
        row = await shelf.loaded(work, reference)
        return _form(shelf, row, _start(row))

    @post(
        path,
        status_code=200,
        opt=declare(
            _TO, effect=Effect.CHANGE, ids=ids, body=lambda: {"organisation": "A hospital", "kind": "border_place"}
        ),
    )
    async def sent(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
        return await _sent(shelf, request, work, reference)

    return [page, sent]


HANDLERS = [*_handlers(_CONTEXTS), *_handlers(_REFERRALS)]
