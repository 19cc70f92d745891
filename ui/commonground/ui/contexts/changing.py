"""Making a context and changing what is written about it. Two people's changes are shown side by side, never merged
unseen and never overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from litestar import Response

from commonground.platform import audit
from commonground.platform.access import Action, Held, decide
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.contexts import service
from commonground.tenants.contexts.alike import candidate_of, find_alike
from commonground.tenants.contexts.colleagues import who_works_here
from commonground.tenants.contexts.load import subject_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.queries import Compared
from commonground.tenants.contexts.restriction import put_names
from commonground.tenants.contexts.rules import check_context
from commonground.tenants.contexts.service import Opened
from commonground.tenants.contexts.types import ContextKind, Match
from commonground.tenants.referrals.queries import Holder
from commonground.ui.contexts.forms import ContextDetailForm, NewContextForm, start_of
from commonground.ui.contexts.listing import kind_words
from commonground.ui.referrals.keeping import VERSION, AnyRequest, keep_refused, typed_in
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.tracker.link_address import carried, link_address, read_carried

TEMPLATE: Final = "contexts/form.html"
NEW: Final = "new_context"
CHANGE: Final = "change_context"
CONFLICT: Final = 409
MOST_ALIKE: Final = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """A context that the new one may already be, and what speaks for it."""

    href: str
    name: str
    about: str
    reference: str


@dataclass(frozen=True, slots=True)
class FormView:
    """The page of either form. `theirs`: what somebody else put in place while this was being written."""

    heading: str
    action: str
    back: str
    back_name: str
    reference: str = ""
    kept: bool = False
    button: str = ""
    conflict: str = ""
    theirs: tuple[tuple[str, str], ...] = ()
    alike: tuple[Alike, ...] = ()
    """What it may already be."""


def _new_view(form: NewContextForm, *, kept: bool = False, alike: tuple[Alike, ...] = ()) -> FormView:
    """Back to where the referrals were chosen that will be put on it, if it is made for some."""
    picks = read_carried(form.link.data or "")
    return FormView(
        heading=gettext("Make a context"),
        action="/contexts/new",
        back=link_address(picks) if picks else "/contexts",
        back_name=gettext("Put them on a context") if picks else gettext("Contexts"),
        kept=kept,
        button=gettext("Make it"),
        alike=alike,
    )


async def new_page(work: Work, link: str = "") -> Page:
    """`link`: the referrals that will be put on it once it is made."""
    kept = await drafts.find(work, About(NEW, work.actor.staff))
    form = NewContextForm.kept(kept, 0) if kept else NewContextForm(None, {"kind": "place"})
    form.link.data = carried(read_carried(link))
    await _offer(form, work)
    return Page(TEMPLATE, _new_view(form, kept=kept is not None), form=form)


async def _offer(form: NewContextForm, work: Work) -> None:
    form.fit(None)
    form.offer(await who_works_here(work), Held(None, None), Action.READ_CONTEXT, Action.CHANGE_CONTEXT)


async def make(request: AnyRequest, work: Work) -> Page | Response[Any]:
    """Make it, or show the form again; first, once, what it may already be."""
    form = await NewContextForm.read(request)
    await _offer(form, work)
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            if alike := await _may_be(work, form):
                return await _ask(request, work, form, alike)
            made = await _open(work, form)
            return redirect(request, _after(form, made.reference), gettext("The context is made."))
    except IncompleteError as lacking:
        form.refuse_all(lacking.problems)
    await keep_refused(request, work, form, About(NEW, work.actor.staff))
    return Page(TEMPLATE, _new_view(form), form=form)


def _after(form: NewContextForm, reference: str) -> str:
    """To the context; or on with the referrals for which it was looked for."""
    picks = read_carried(form.link.data or "")
    return link_address(picks, context=reference) if picks else f"/contexts/{reference}"


async def _may_be(work: Work, form: NewContextForm) -> tuple[Alike, ...]:
    """What it may already be, unless all of it was shown before."""
    _holder(work, form)  # What is to be put right is said before anything is asked.
    typed = check_context(form.typed_context(form.kind.data or ""))
    found = await find_alike(work, candidate_of(typed), at_most=MOST_ALIKE)
    return () if form.shows([match.reference for match, _ in found]) else tuple(_alike(form, *each) for each in found)


async def _ask(request: AnyRequest, work: Work, form: NewContextForm, alike: tuple[Alike, ...]) -> Page:
    """A question and no refusal: that they were shown stands in the trail, and what was typed in the draft."""
    await audit.record_search(work, Action.READ_CONTEXT, form.name.data or "", audit.Subject("contexts"))
    await drafts.keep(work, About(NEW, work.actor.staff), await typed_in(request, form.questions()))
    return Page(TEMPLATE, _new_view(form, alike=alike), form=form)


def _alike(form: NewContextForm, match: Match, compared: Compared) -> Alike:
    known = compared.known
    parts = (kind_words(known.kind, compared.venue), known.address, known.postcode)
    about = f"{', '.join(part for part in parts if part)}. {match.reason}"
    return Alike(_after(form, match.reference), known.name, about, match.reference)


async def _open(work: Work, form: NewContextForm) -> Opened:
    holder = _holder(work, form)
    restricted = bool(form.restricted.data)
    typed = form.typed_context(form.kind.data or "")
    made = await service.make_context(work, typed, holder, About(NEW, work.actor.staff), restricted=restricted)
    if restricted:
        await put_names(work, [made.id], {work.actor.staff, *({holder.lead_id} if holder.lead_id else ())})
    return made


def _holder(work: Work, form: NewContextForm) -> Holder:
    """Those chosen, else a team of one's own."""
    own = min(work.actor.team_ids, default=None)
    if form.place.data:
        return form.holder()
    if own is None:
        raise IncompleteError((Problem("place", gettext("Choose the team that will hold it")),))
    return Holder(own, None)


def _change_view(row: ContextRow, **more: Any) -> FormView:
    return FormView(
        heading=gettext("Change what is written"),
        action=f"/contexts/{row.reference}/change",
        back=f"/contexts/{row.reference}",
        back_name=row.name,
        reference=row.reference,
        button=gettext("Save"),
        **more,
    )


async def change_page(work: Work, row: ContextRow) -> Page:
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    kept = await drafts.find(work, About(CHANGE, row.id))
    form = ContextDetailForm.kept(kept, row.version) if kept else ContextDetailForm(None, start_of(row))
    form.fit(row.kind)
    more = _compared(row, form, ChangedMeanwhileError()) if form.seen_version != row.version else {}
    return Page(TEMPLATE, _change_view(row, kept=kept is not None, **more), form=form)


async def change(request: AnyRequest, work: Work, row: ContextRow) -> Page | Response[Any]:
    """Put it in place, or show the form again; beside it what somebody else saved meanwhile."""
    form = await ContextDetailForm.read(request)
    form.fit(row.kind)
    more: dict[str, Any] = {}
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            await service.change_context(work, row, form.typed_context(row.kind), version=form.seen_version)
            await drafts.discard(work, About(CHANGE, row.id))
            return redirect(request, where_next(work, row), gettext("Saved."))
    except IncompleteError as lacking:
        form.refuse_all(lacking.problems)
    except ChangedMeanwhileError as quicker:
        more = _compared(row, form, quicker)
    view = _change_view(row, **more)
    await keep_refused(request, work, form, About(CHANGE, row.id), also=VERSION)
    return Page(TEMPLATE, view, form=form, status=CONFLICT if more else None)


def _compared(row: ContextRow, form: ContextDetailForm, quicker: ChangedMeanwhileError) -> dict[str, Any]:
    """What somebody else saved meanwhile; whoever has read it may save over it."""
    theirs = tuple(_differences(row, form))
    form.version.data = str(row.version)
    return {"conflict": quicker.sentence, "theirs": theirs}


def _differences(row: ContextRow, form: ContextDetailForm) -> Iterator[tuple[str, str]]:
    """What stands in the record now, where it is not what was typed."""
    labels = {field.name: str(getattr(field, "text", field.name)) for field in form}
    for name, now in start_of(row).items():
        if name in form and name != "version" and (form[name].data or "") != now:
            yield labels[name], now or gettext("empty")


def where_next(work: Work, row: ContextRow) -> str:
    """Back to the context; to the list for somebody who has just put it out of their own sight. Whoever acts on a
    restricted one is named on it, so that nothing has to be read."""
    held = Held(row.team_id, row.lead_id, row.restricted, row.kind == ContextKind.GROUP, frozenset({work.actor.staff}))
    return f"/contexts/{row.reference}" if decide(work.actor, Action.READ_CONTEXT, held) else "/contexts"
