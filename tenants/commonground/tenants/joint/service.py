"""What people of one council do in a joint concern. All words are looked through first; the shared rows are written by
functions of the database, the lines on the council's own context here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid7
from commonground.platform.joint import service as shared
from commonground.platform.joint.rules import attendance, check_title
from commonground.platform.joint.types import (
    GUEST_DAYS,
    KEEP_DAYS,
    SHORT_LIMIT,
    WORDS_LIMIT,
    JointAct,
    NewPart,
    Outcome,
    Part,
    PartKind,
)
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.service import add_event
from commonground.tenants.joint.load import Joint, Link, subject_of
from commonground.tenants.joint.models import JointMinutes
from commonground.tenants.joint.types import LetIn, NewJoint, OurSide
from commonground.tenants.joint.words import check_words
from commonground.tenants.sharing.rules import end_of

_NOTED: Final[Mapping[JointAct, ContextVerb]] = {
    JointAct.LEAVE: ContextVerb.LEAVE_JOINT,
    JointAct.CLOSE: ContextVerb.CLOSE_JOINT,
}


async def begin(work: Work, row: ContextRow, typed: NewJoint) -> str:
    """Begin one about a context of one's own, and lead it; its reference. Nothing of the context goes along. Raises
    `IncompleteError`."""
    title = check_title(typed.title)
    check_words({"title": title})
    _check_keep(typed.keep_days)
    if not typed.harms:
        raise IncompleteError((Problem("harms", "Choose what worries you."),))
    reference = new_reference(ReferenceKind.JOINT)
    said = {
        "reference": reference,
        "kind": typed.kind.value,
        "title": title,
        "harms": list(typed.harms),
        "area": typed.area,
        "team": typed.team_id,
        "coordinator": typed.coordinator_id,
        "context": row.id,
        "keep_days": typed.keep_days,
    }
    await shared.open_concern(work, said)
    add_event(work, row.id, ContextVerb.OPEN_JOINT, reference)
    return reference


async def join(work: Work, concern_id: UUID, reference: str, side: OurSide) -> None:
    """Join what another council has asked for. Raises `IncompleteError`, `JointRefusedError`."""
    _check_keep(side.keep_days)
    await shared.act(work, concern_id, JointAct.ACCEPT, _side(side))
    if side.context_id is not None:
        add_event(work, side.context_id, ContextVerb.JOIN_JOINT, reference)


async def decline(work: Work, concern_id: UUID, words: str) -> None:
    """Say no, with a reason that reaches those who asked."""
    words = _checked(words)
    await shared.act(work, concern_id, JointAct.DECLINE, {"words": words})


async def hand_on(work: Work, link: Link, side: OurSide) -> None:
    """Put it with another team or coordinator of the council's own."""
    await shared.act(work, link.id, JointAct.HAND_ON, _side(side))
    if side.context_id not in (None, link.context_id):
        add_event(work, side.context_id, ContextVerb.JOIN_JOINT, link.reference)


async def act(
    work: Work, link: Link, what: JointAct, *, words: str = "", council: UUID | None = None, needed: bool = False
) -> None:
    """Invite, take back, propose, take or refuse the lead, leave. `needed`: it takes words."""
    words = _checked(words) if words.strip() or needed else ""
    await shared.act(work, link.id, what, {"words": words, "council": council})
    _note(work, link, what)


async def close(work: Work, link: Link, outcome: Outcome, words: str, lessons: str) -> None:
    """Say what came of it and what was learnt; after this nothing is added."""
    words, lessons = _checked(words), _checked(lessons, "lessons")
    said = {"outcome": outcome.value, "words": words, "lessons": lessons}
    await shared.act(work, link.id, JointAct.CLOSE, said)
    _note(work, link, JointAct.CLOSE)


async def add(work: Work, joint: Joint, part: NewPart, reason: str = "") -> UUID:
    """Add what the council knows, says or does, for those that are named in it and nobody else. `reason`: why, where no
    agreement with one of them allows it. Raises `IncompleteError` where that lacks."""
    check_words({"words": part.words, "doer": part.doer})
    if len(part.doer) > SHORT_LIMIT:
        raise IncompleteError((Problem("doer", f"Keep this to {SHORT_LIMIT} characters."),))
    await _give_reason(work, joint, part.councils, part.guests, reason)
    return await shared.add(work, joint.link.id, part)


async def show(
    work: Work, joint: Joint, part: Part, councils: Collection[UUID], guests: Collection[UUID], reason: str = ""
) -> None:
    """Say anew who sees a part of one's own. `reason`: as in `add`."""
    await _give_reason(work, joint, councils, guests, reason)
    await shared.show(work, part.id, councils, guests)


async def _give_reason(
    work: Work, joint: Joint, councils: Collection[UUID], guests: Collection[UUID], reason: str
) -> None:
    if reason.strip():
        await shared.give_reason(work, joint.link.id, councils, guests, _checked(reason, "reason"))


async def withdraw(work: Work, part: Part, words: str) -> None:
    await shared.withdraw(work, part.id, _checked(words) if words.strip() else "")


async def done(work: Work, part: Part, words: str) -> None:
    await shared.done(work, part.id, _checked(words))


async def write_minutes(
    work: Work, joint: Joint, meeting: Part, agencies: Collection[str], people: str, words: str
) -> UUID:
    """Minutes that nobody outside the council reads before a second person has looked through them."""
    words = _checked(words)
    if meeting.kind is not PartKind.MEETING or meeting.council_id != work.actor.council:
        raise NotFoundHereError
    written = JointMinutes(
        tenant_id=work.actor.council,
        id=uuid7(),
        concern_id=joint.link.id,
        meeting_id=meeting.id,
        attendance=list(attendance(agencies, people)),
        words=words,
        writer_id=work.actor.staff,
        written_at=work.now,
        state="waiting",
    )
    work.mine.add(written)
    await audit.record(work, f"{Action.WORK_JOINT}:minutes", subject_of(joint.link))
    return written.id


async def check_minutes(work: Work, minutes_id: UUID, *, publish: bool, words: str) -> None:
    """As the second person. What is published is looked through once more."""
    kept = await work.mine.scalar(select(JointMinutes.words).where(JointMinutes.id == minutes_id))
    if publish and kept:
        check_words({"words": kept})
    await shared.check_minutes(work, minutes_id, publish=publish, words=words.strip())


async def let_in(work: Work, link: Link, typed: LetIn) -> None:
    """A partner of the council's, until a day. They read what is marked for them, and nothing else."""
    purpose = _checked(typed.purpose, "purpose")
    if typed.days not in GUEST_DAYS:
        raise IncompleteError((Problem("days", "Choose for how long."),))
    said = {
        "organisation": typed.organisation_id,
        "person": typed.person_id,
        "purpose": purpose,
        "until": end_of(work.now, typed.days),
    }
    await shared.let_in(work, link.id, said)


def _side(side: OurSide) -> dict[str, object]:
    return {
        "team": side.team_id,
        "coordinator": side.coordinator_id,
        "context": side.context_id,
        "keep_days": side.keep_days,
    }


def _checked(words: str, field: str = "words") -> str:
    words = words.strip()
    if not words:
        raise IncompleteError((Problem(field, "Say it in a few words: the others read them."),))
    if len(words) > WORDS_LIMIT:
        raise IncompleteError((Problem(field, f"Keep this to {WORDS_LIMIT:,} characters."),))
    check_words({field: words})
    return words


def _check_keep(days: int) -> None:
    if days not in KEEP_DAYS:
        raise IncompleteError((Problem("keep", "Choose for how long it is kept."),))


def _note(work: Work, link: Link, what: JointAct) -> None:
    if what in _NOTED and link.context_id is not None:
        add_event(work, link.context_id, _NOTED[what], link.reference)
