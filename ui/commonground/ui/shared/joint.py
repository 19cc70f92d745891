"""`/shared/joint/{reference}`: what several councils work on, as a partner sees it who was let in by one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.joint.errors import JointRefusedError
from commonground.platform.joint.types import KIND_LABELS, PartKind, PartState
from commonground.platform.reference import HARMS
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.joint.partner import (
    LetInTo,
    SharedPart,
    add_as_partner,
    load_shared_joint,
    withdraw_as_partner,
)
from commonground.tenants.sharing.rules import last_day
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.joint.documents import send_document
from commonground.ui.joint.forms import WordsForm
from commonground.ui.joint.move_pages import IDS, PART_IDS
from commonground.ui.joint.parts import GONE, PART_LABELS, Group, PartView, file_link, said
from commonground.ui.referrals.views import Act
from commonground.ui.shell.dates import day, moment
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

CONFLICT: Final = 409
AnyRequest = Request[Any, Any, Any]


class JointGoneError(NotFoundHereError):
    """The open page that asked for a part still shows what was shared: it is asked for anew, whole."""

    headers: ClassVar[Mapping[str, str]] = {"HX-Refresh": "true"}


@dataclass(frozen=True, slots=True)
class SharedJointView:
    reference: str
    title: str
    kind: str
    is_closed: bool
    groups: tuple[Group, ...]
    invitation: tuple[tuple[str, str], ...]
    conflict: str = ""


@get("/shared/joint/{reference:str}", opt=declare(Action.READ_SHARED, ids=IDS))
async def joint(work: RequestWork, reference: FromPath[str]) -> Page:
    """What is marked for the reader, and what they added; htmx asks for that alone."""
    try:
        return await _shown(work, reference, WordsForm(None))
    except NotFoundHereError:
        raise JointGoneError from None


@post(
    "/shared/joint/{reference:str}",
    status_code=200,
    opt=declare(Action.READ_SHARED, effect=Effect.CHANGE, ids=IDS, body=lambda: {"words": "They meet at the drop-in."}),
)
async def add(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Say what one knows: the council that let them in owns it, and can take it back."""
    form = await WordsForm.read(request)
    conflict = ""
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            await add_as_partner(work, reference, form.words.data or "")
            return redirect(
                request, f"/shared/joint/{reference}", gettext("Added. The councils that may know it read it.")
            )
    except IncompleteError as lacking:
        form.refuse_all(lacking.problems)
    except JointRefusedError as quicker:
        conflict = quicker.sentence
    return await _shown(work, reference, form, conflict)


@post(
    "/shared/joint/{reference:str}/parts/{part:uuid}/withdraw",
    status_code=200,
    opt=declare(Action.READ_SHARED, effect=Effect.CHANGE, ids=PART_IDS, body=dict),
)
async def withdraw(
    request: AnyRequest, work: RequestWork, reference: FromPath[str], part: FromPath[UUID]
) -> Page | Response[Any]:
    """Take back what one has added: no word of it is left."""
    await load_shared_joint(work, reference)
    try:
        await withdraw_as_partner(work, part)
    except JointRefusedError as quicker:
        return await _shown(work, reference, WordsForm(None), quicker.sentence)
    return redirect(request, f"/shared/joint/{reference}", gettext("Taken back. No word of it is left."))


@get(
    "/shared/joint/{reference:str}/parts/{part:uuid}/file",
    opt=declare(Action.READ_SHARED, ids=PART_IDS, download=True),
)
async def file(request: AnyRequest, work: RequestWork, reference: FromPath[str], part: FromPath[UUID]) -> Stream:
    """The file of a document that is marked for the reader."""

    async def find(now: Work) -> tuple[audit.Subject, SharedPart]:
        found, parts = await load_shared_joint(now, reference)
        asked = next((each for each in parts if each.id == part), None)
        if asked is None:
            raise NotFoundHereError
        return audit.Subject("joint", found.id, found.reference), asked

    return await send_document(request, work, find, Action.READ_SHARED)


async def _shown(work: Work, reference: str, form: WordsForm, conflict: str = "") -> Page:
    found, parts = await load_shared_joint(work, reference)
    await audit.shown(work, Action.READ_SHARED, audit.Subject("joint", found.id, found.reference))
    groups = (
        Group(kind.value, str(PART_LABELS[kind]), tuple(_part(each, found) for each in parts if each.kind is kind))
        for kind in PartKind
        if any(each.kind is kind for each in parts)
    )
    view = SharedJointView(
        reference=found.reference,
        title=found.title,
        kind=gettext(KIND_LABELS[found.kind]),
        is_closed=found.is_closed,
        groups=tuple(groups),
        invitation=_invitation(found),
        conflict=conflict,
    )
    status = CONFLICT if conflict else None
    return Page("shared/joint.html", view, form=form, block="parts", status=status)


def _invitation(found: LetInTo) -> tuple[tuple[str, str], ...]:
    return (
        (gettext("For what"), found.purpose),
        (gettext("Let in by"), f"{found.sponsor}, {found.council}"),
        (gettext("What worries them"), ", ".join(HARMS.label(harm) for harm in found.harms if harm in HARMS)),
        (gettext("Until"), day(last_day(found.until))),
    )


def _part(part: SharedPart, found: LetInTo) -> PartView:
    facts = said(part.kind, part.codes)
    if part.due_on is not None:
        facts.append((gettext("Due"), day(part.due_on)))
    if part.done_at is not None:
        facts.append((gettext("Done"), ". ".join(filter(None, (day(part.done_at), part.came_of)))))
    gone = str(GONE[part.state]) % {"day": day(part.over_at)} if part.state in GONE and part.over_at else ""
    here = f"/shared/joint/{found.reference}/parts/{part.id}"
    mine = part.mine and part.state is PartState.STANDS
    return PartView(
        id=str(part.id),
        council=part.council,
        by=part.by_name,
        at=moment(part.at),
        words=part.words,
        facts=tuple(facts),
        seen_by="",
        gone=gone,
        digest="",
        links=(Act(gettext("Take it back"), f"{here}/withdraw"),) if mine else (),
        file=file_link(part.file, here),
    )


JOINT_HANDLERS: Final = [joint, add, withdraw, file]
