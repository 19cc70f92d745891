"""What people do around a context. Each verb leaves an entry in the trail, and a line in its timeline as far as
everybody who may open the context may read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.calendar import LONDON
from commonground.platform.ids import uuid7
from commonground.platform.reference import CHILD_BANDS, SOURCES
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.around.models import ChildrenAffected, ContextRelation, ContextWatcher, PersonLink
from commonground.tenants.around.rules import (
    BelievedInput,
    PersonInput,
    check_believed,
    check_person,
    check_review,
)
from commonground.tenants.around.types import WORDS_LIMIT, RelationKind
from commonground.tenants.contexts.load import lock_two, subject_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.service import add_event, tell_watchers, touch

RELATE: Final = f"{Action.CHANGE_CONTEXT}:relate"
WATCH: Final = f"{Action.READ_CONTEXT}:watch"


def today_of(work: Work) -> date:
    return work.now.astimezone(LONDON).date()


async def relate(work: Work, row: ContextRow, kind: RelationKind, reference: str) -> None:
    """It is said of both. Raises `IncompleteError` where the other one is not open to the actor."""
    other = await lock_two(work, row, reference, to=Action.READ_CONTEXT)
    if other is None:
        raise IncompleteError((Problem("reference", "There is no other context of this reference that you can open."),))
    if await _related(work, row.id, other.id, kind):
        raise IncompleteError((Problem("reference", "That is said already."),))
    work.mine.add(
        ContextRelation(
            tenant_id=work.actor.council, id=uuid7(), context_id=row.id, other_id=other.id, kind=kind.value,
            put_at=work.now, put_by=work.actor.staff,
        )
    )  # fmt: skip  # a row
    await _note(work, row, ContextVerb.RELATE, other.id)


async def _related(work: Work, one: UUID, two: UUID, kind: RelationKind) -> bool:
    standing = (*_same(one, two, kind), ContextRelation.ended_at.is_(None))
    return bool(await work.mine.scalar(select(exists().where(*standing))))


def _same(one: UUID, two: UUID, kind: RelationKind) -> tuple[ColumnElement[bool], ...]:
    """Relations that say the same of these two: all but “part of” are said both ways."""
    row = ContextRelation
    there = and_(row.context_id == one, row.other_id == two)
    back = and_(row.context_id == two, row.other_id == one, row.kind != RelationKind.PART_OF.value)
    return or_(there, back), row.kind == kind.value


async def unrelate(work: Work, row: ContextRow, relation_id: UUID) -> None:
    """Raises `NotFoundHereError` for one that is not of this context, or is over."""
    found = ContextRelation
    query = select(found).where(
        found.id == relation_id,
        or_(found.context_id == row.id, found.other_id == row.id),
        found.ended_at.is_(None),
    )
    relation = (await work.mine.scalars(query.with_for_update())).one_or_none()
    if relation is None:
        raise NotFoundHereError
    # Where two records that said the same were put together, it stands there twice.
    same = _same(relation.context_id, relation.other_id, RelationKind(relation.kind))
    await work.mine.execute(
        update(found).where(*same, found.ended_at.is_(None)).values(ended_at=work.now, ended_by=work.actor.staff)
    )
    other_id = relation.other_id if relation.context_id == row.id else relation.context_id
    await _note(work, row, ContextVerb.UNRELATE, other_id)


async def _note(work: Work, row: ContextRow, verb: ContextVerb, other_id: UUID) -> None:
    """The line is for whoever may open the other one as well, and so is what watchers are told."""
    touch(work, row)
    add_event(work, row.id, verb, other_id=other_id)
    await tell_watchers(work, row)
    await audit.record(work, RELATE, subject_of(row))


async def watch(work: Work, row: ContextRow) -> None:
    """Hear of its changes from now on. Again changes nothing."""
    await unwatch(work, row)
    work.mine.add(
        ContextWatcher(
            tenant_id=work.actor.council, id=uuid7(), context_id=row.id, staff_id=work.actor.staff, since=work.now
        )
    )


async def unwatch(work: Work, row: ContextRow) -> None:
    mine = (ContextWatcher.context_id == row.id, ContextWatcher.staff_id == work.actor.staff)
    await work.mine.execute(delete(ContextWatcher).where(*mine))
    await audit.record(work, WATCH, subject_of(row))


async def say_how_many(work: Work, row: ContextRow, typed: BelievedInput) -> None:
    """What is believed from that day on; what was believed before stays. Raises `IncompleteError`."""
    day = check_believed(typed, today_of(work))
    work.mine.add(
        ChildrenAffected(
            tenant_id=work.actor.council, id=uuid7(), context_id=row.id, band=typed.band, age_band=typed.age_band,
            source=typed.source, believed_on=day, words=typed.words.strip(), put_at=work.now, put_by=work.actor.staff,
        )
    )  # fmt: skip  # a row
    touch(work, row)
    add_event(work, row.id, ContextVerb.CHILDREN, f"{CHILD_BANDS.label(typed.band)} ({SOURCES.label(typed.source)})")
    await tell_watchers(work, row)
    await audit.record(work, Action.CHANGE_CONTEXT, subject_of(row))


async def link_person(work: Work, row: ContextRow, typed: PersonInput) -> None:
    """A record of the council's case system has to do with it. No line in the timeline: not everybody who reads that
    may know of the link. Raises `IncompleteError`."""
    reference, review = check_person(typed, today_of(work))
    link = PersonLink
    same = (link.context_id == row.id, link.case_reference == reference, link.ended_at.is_(None))
    if await work.mine.scalar(select(exists().where(*same))):
        raise IncompleteError((Problem("case_reference", "This reference is linked already."),))
    work.mine.add(
        PersonLink(
            tenant_id=work.actor.council, id=uuid7(), context_id=row.id, case_reference=reference, role=typed.role,
            reason=typed.reason.strip(), review_on=review, put_at=work.now, put_by=work.actor.staff,
        )
    )  # fmt: skip  # a row
    await audit.record(work, f"{Action.KEEP_PERSON_LINKS}:link", subject_of(row))


async def keep_link(work: Work, row: ContextRow, link_id: UUID, reason: str, review_on: date | None) -> None:
    """It is still needed, until another day. Raises `IncompleteError` and `NotFoundHereError`."""
    reason, day = _why(reason), check_review(review_on, today_of(work))
    for link in await _standing(work, row, link_id):
        link.review_on, link.review_words = day, reason
    await audit.record(work, f"{Action.KEEP_PERSON_LINKS}:review", subject_of(row))


async def end_link(work: Work, row: ContextRow, link_id: UUID, reason: str) -> None:
    """Raises `IncompleteError` and `NotFoundHereError`."""
    reason = _why(reason)
    for link in await _standing(work, row, link_id):
        link.ended_at, link.ended_by, link.end_words = work.now, work.actor.staff, reason
    await audit.record(work, f"{Action.KEEP_PERSON_LINKS}:end", subject_of(row))


def _why(reason: str) -> str:
    if not reason.strip() or len(reason) > WORDS_LIMIT:
        raise IncompleteError((Problem("reason", f"Say why, in at most {WORDS_LIMIT:,} characters."),))
    return reason.strip()


async def _standing(work: Work, row: ContextRow, link_id: UUID) -> Sequence[PersonLink]:
    """All links of its reference: where two records that both had one were put together, it stands there twice, and
    whoever reads that it has ended must not be told so of one of them."""
    link = PersonLink
    here = (link.context_id == row.id, link.ended_at.is_(None))
    reference = select(link.case_reference).where(link.id == link_id, *here).scalar_subquery()
    query = select(link).where(link.case_reference == reference, *here).order_by(link.id)
    found = (await work.mine.scalars(query.with_for_update())).all()
    if not found:
        raise NotFoundHereError
    return found
