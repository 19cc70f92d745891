"""The verbs of a joint concern that have a small page of their own, and how such a page is shown and sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from litestar import Response

from commonground.platform import audit
from commonground.platform.access import Action, decide
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.files.store import FileStore
from commonground.platform.joint.errors import JointRefusedError
from commonground.platform.joint.queries import part_of
from commonground.platform.joint.rules import shown_to
from commonground.platform.joint.types import Part, PartKind
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.joint.load import Joint, load_joint, subject_of
from commonground.ui.attachments.receiving import room_of
from commonground.ui.referrals.forms import RecordForm
from commonground.ui.referrals.keeping import AnyRequest, keep_refused
from commonground.ui.shell.i18n import LazyText, gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

CONFLICT: Final = 409
Typed = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a small form is about: the joint concern, and the part where there is one. `store`: where files lie, once it
    was sent."""

    joint: Joint
    part: Part | None = None
    store: FileStore | None = None


Put = Callable[[Work, Asked, Any], Awaitable[None]]


async def _nothing(_work: Work, _about: Asked, _form: Any) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One verb with its page. `offer` puts the choices in; `do` may say in words what came of it. `part`: it is about
    one part, of which the page shows the words. `beside`: a page that whoever is here may want first."""

    slug: str
    action: Action
    form: type[RecordForm]
    do: Callable[[Work, Asked, Any], Awaitable[str | None]]
    heading: LazyText
    explain: LazyText
    button: LazyText
    done: LazyText
    offer: Put = _nothing
    body: Typed = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    part: bool = False
    confirm: bool = False
    beside: tuple[LazyText, str] | None = None


@dataclass(frozen=True, slots=True)
class MoveView:
    reference: str
    title: str
    href: str
    heading: str
    explain: str
    button: str
    words: str
    kept: bool
    conflict: str
    beside: tuple[str, str] | None = None


async def show(move: Move, work: Work, reference: str, part_id: UUID | None = None) -> Page:
    about = await load_about(work, reference, part_id, to=move.action)
    await audit.record(work, Action.READ_JOINT, subject_of(about.joint.link))
    kept = await drafts.find(work, _draft(move, about))
    form = move.form.kept(kept, 0) if kept else move.form(None)
    await move.offer(work, about, form)
    return _page(move, about, form, kept=kept is not None)


async def save(
    move: Move, request: AnyRequest, work: Work, reference: str, part_id: UUID | None = None
) -> Page | Response[Any]:
    about = await load_about(work, reference, part_id, to=move.action)
    about = replace(about, store=room_of(request.app).store)
    form = await move.form.read(request)
    await move.offer(work, about, form)
    conflict = ""
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            said = await move.do(work, about, form)
            await drafts.discard(work, _draft(move, about))
            return redirect(request, where_next(move, about), said or str(move.done))
    except IncompleteError as lacking:
        form.refuse_all(lacking.problems)
    except JointRefusedError as quicker:
        conflict = f"{quicker.sentence} {gettext('Nothing of yours was saved, and what you typed is kept.')}"
    await keep_refused(request, work, form, _draft(move, about))
    return _page(move, about, form, conflict=conflict)


async def load_about(work: Work, reference: str, part_id: UUID | None, *, to: Action) -> Asked:
    """Raises `NotFoundHereError`, also for a part that its reader's council may not see, and for a message between
    coordinators whose reader is none."""
    joint = await load_joint(work, reference, to=to)
    if part_id is None:
        return Asked(joint)
    part = await part_of(work, joint.link.id, part_id)
    if part is None or not shown_to([part], joint.round.parties, joint.council):
        raise NotFoundHereError
    if part.kind is PartKind.MESSAGE and not decide(work.actor, Action.COORDINATE_JOINT, joint.link.held):
        raise NotFoundHereError
    return Asked(joint, part)


def where_next(move: Move, about: Asked) -> str:
    return "/joint" if move.slug == "leave" else f"/joint/{about.joint.link.reference}"


def _draft(move: Move, about: Asked) -> About:
    subject = about.part.id if about.part else about.joint.link.id
    return About(f"joint-{move.slug}", subject)


def _page(move: Move, about: Asked, form: RecordForm, *, kept: bool = False, conflict: str = "") -> Page:
    view = MoveView(
        reference=about.joint.link.reference,
        title=about.joint.round.concern.title,
        href=f"/joint/{about.joint.link.reference}",
        heading=str(move.heading),
        explain=str(move.explain),
        button=str(move.button),
        words=about.part.words if about.part else "",
        kept=kept,
        conflict=conflict,
        beside=(str(move.beside[0]), move.beside[1]) if move.beside else None,
    )
    return Page("joint/move.html", view, form=form, status=CONFLICT if conflict else None)
