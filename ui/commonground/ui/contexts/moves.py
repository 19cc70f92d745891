"""The verbs of a context that have a small page of their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from litestar import Response

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.contexts import restriction, service
from commonground.tenants.contexts.colleagues import who_works_here
from commonground.tenants.contexts.errors import ContextStandsAlreadyError
from commonground.tenants.contexts.load import held_context, load_context, named_people, subject_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.flags.queries import flags_of
from commonground.tenants.flags.service import FlagOverError
from commonground.tenants.sharing.errors import InvitationOverError
from commonground.ui.contexts.changing import where_next
from commonground.ui.contexts.forms import ContextLeadForm, ContextReasonForm, ContextRestrictForm, NoteForm
from commonground.ui.contexts.views import Beforehand
from commonground.ui.flags.forms import ReviewFlagForm
from commonground.ui.referrals.forms import HolderForm, RecordForm, RestrictForm
from commonground.ui.referrals.keeping import VERSION, AnyRequest, keep_refused
from commonground.ui.sharing.forms import EndSharingForm, ShareForm
from commonground.ui.sharing.showing import offer_invitations, offer_partners
from commonground.ui.shell.i18n import LazyText, gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

TEMPLATE: Final = "contexts/move.html"
CONFLICT: Final = 409
Typed = Mapping[str, str | list[str]]


async def _nothing(_work: Work, _row: ContextRow, _form: object) -> Beforehand:
    return Beforehand()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One verb with its page. `do` may say in words what came of it, where `done` does not say enough. `body` is a form
    that is accepted; `said_before` what stands above it as it is filled in; `offer` puts in the choices."""

    slug: str
    action: Action
    form: type[RecordForm]
    do: Callable[[Work, ContextRow, Any], Awaitable[str | None]]
    heading: LazyText
    explain: LazyText
    button: LazyText
    done: LazyText
    said_before: Callable[[Work, ContextRow, Any], Awaitable[Beforehand]] = _nothing
    offer: Callable[[Work, ContextRow, Any], Awaitable[None]] | None = None
    body: Typed = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    locks: bool = True
    """It holds the record while it is done. One that holds two takes them in an order of its own."""
    adds: bool = False
    """It only adds a line, or ends what it names, so that what others changed meanwhile does not matter."""


@dataclass(frozen=True, slots=True)
class MoveView:
    reference: str
    name: str
    state: str
    slug: str
    heading: str
    explain: str
    button: str
    beforehand: Beforehand
    kept: bool = False
    conflict: str = ""


async def show(move: Move, work: Work, reference: str) -> Page:
    row = await load_context(work, reference, to=move.action)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    kept = await drafts.find(work, About(move.slug, row.id))
    form = move.form.kept(kept, row.version) if kept else await _fresh(move, work, row)
    await _offer(move, form, work, row)
    view = _view(move, row, await move.said_before(work, row, form), kept=kept is not None)
    return Page(TEMPLATE, view, form=form)


async def save(move: Move, request: AnyRequest, work: Work, reference: str) -> Page | Response[Any]:
    """Do it and go back to the context, or show the form again with what is to be put right."""
    row = await load_context(work, reference, to=move.action, lock=move.locks)
    form = await move.form.read(request)
    await _offer(move, form, work, row)
    conflict = ""
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            if not move.adds and form.seen_version != row.version:
                raise ChangedMeanwhileError
            said = await move.do(work, row, form)
            await drafts.discard(work, About(move.slug, row.id))
            return redirect(request, where_next(work, row), said or str(move.done))
    except IncompleteError as lacking:
        form.refuse_all(lacking.problems)
    except (ChangedMeanwhileError, ContextStandsAlreadyError, FlagOverError, InvitationOverError) as quicker:
        conflict = _quicker(quicker)
        form.version.data = str(row.version)
    view = _view(move, row, await move.said_before(work, row, form), conflict=conflict)
    await keep_refused(request, work, form, About(move.slug, row.id), also=VERSION)
    return Page(TEMPLATE, view, form=form, status=CONFLICT if conflict else None)


def _quicker(error: RefusedError) -> str:
    return f"{error.sentence} {gettext('Nothing of yours was saved, and what you typed is kept.')}"


async def _fresh(move: Move, work: Work, row: ContextRow) -> RecordForm:
    start: dict[str, Any] = {"version": str(row.version)}
    if issubclass(move.form, RestrictForm):
        people = await named_people(work, row.id) if row.restricted else {work.actor.staff, row.lead_id}
        start |= {"open_to": "named", "named": [str(each) for each in people if each is not None]}
    return move.form(None, start)


async def _offer(move: Move, form: RecordForm, work: Work, row: ContextRow) -> None:
    """Choices that come from the record, or from the council's own people."""
    if move.offer is not None:
        await move.offer(work, row, form)
    if isinstance(form, HolderForm):
        held = await held_context(work, row)
        form.offer(await who_works_here(work), held, Action.READ_CONTEXT, Action.CHANGE_CONTEXT)
    if isinstance(form, RestrictForm):
        form.offer_people(await who_works_here(work))
    if isinstance(form, ReviewFlagForm):
        form.offer(await flags_of(work, (row.id,)))
    if isinstance(form, ShareForm):
        await offer_partners(work, form)
    if isinstance(form, EndSharingForm):
        await offer_invitations(work, row, form)


def _view(move: Move, row: ContextRow, beforehand: Beforehand, *, kept: bool = False, conflict: str = "") -> MoveView:
    return MoveView(
        reference=row.reference,
        name=row.name,
        state=row.status,
        slug=move.slug,
        heading=str(move.heading),
        explain=str(move.explain),
        button=str(move.button),
        beforehand=beforehand,
        kept=kept,
        conflict=conflict,
    )


async def give_lead(work: Work, row: ContextRow, form: ContextLeadForm) -> None:
    holder = form.holder()
    await service.give_lead(work, row, team_id=holder.team_id, lead_id=holder.lead_id, reason=form.reason.data or "")


async def close(work: Work, row: ContextRow, form: ContextReasonForm) -> None:
    await service.set_status(work, row, ContextVerb.CLOSE, form.reason.data or "")


async def reopen(work: Work, row: ContextRow, form: ContextReasonForm) -> None:
    await service.set_status(work, row, ContextVerb.REOPEN, form.reason.data or "")


async def add_note(work: Work, row: ContextRow, form: NoteForm) -> None:
    await service.add_note(work, row, form.words.data or "")


async def restrict(work: Work, row: ContextRow, form: ContextRestrictForm) -> None:
    if form.open_to.data == "named":
        await restriction.restrict(work, row, form.chosen, form.reason.data or "")
    else:
        await restriction.lift_restriction(work, row, form.reason.data or "")
