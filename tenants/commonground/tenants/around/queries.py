"""Every select on what stands around a context. Whoever asks has loaded the context before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.around.models import ChildrenAffected, ContextRelation, ContextWatcher, PersonLink
from commonground.tenants.around.types import SAID_BACK, SAID_FROM, Believed, PersonRole, RelationKind
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.merged import itself_or_gone_in
from commonground.tenants.contexts.models import ContextRow

MOST_DUE: Final = 200


@dataclass(frozen=True, slots=True)
class Relation:
    """A neighbour that the reader may open, as this context says it."""

    id: UUID
    words: str
    reference: str
    name: str


async def relations_of(work: Work, context_id: UUID) -> Sequence[Relation]:
    """From both sides. One to a context that the reader may not open is left out, and not counted."""
    row, by = ContextRelation, Staff
    other = case((row.context_id == context_id, row.other_id), else_=row.context_id)
    query = (
        select(row.id, row.kind, row.context_id, ContextRow.reference, ContextRow.name)
        .join(ContextRow, and_(ContextRow.tenant_id == row.tenant_id, ContextRow.id == other))
        .outerjoin(by, and_(by.tenant_id == row.tenant_id, by.id == row.put_by))
        .where(
            or_(row.context_id == context_id, row.other_id == context_id),
            row.ended_at.is_(None),
            ContextRow.id != context_id,
            visible_contexts(work.actor, Action.READ_CONTEXT),
        )
        .order_by(row.kind, ContextRow.name, row.id)
    )
    found: dict[tuple[str, str], Relation] = {}
    for row_id, kind, from_id, reference, name in await work.mine.execute(query):
        words = _said(kind, from_here=from_id == context_id)
        found.setdefault((words, reference), Relation(row_id, words, reference, name))
    return list(found.values())


def _said(kind: str, *, from_here: bool) -> str:
    if kind not in set(RelationKind):
        return kind
    return (SAID_FROM if from_here else SAID_BACK)[RelationKind(kind)]


async def believed_of(work: Work, context_id: UUID) -> Sequence[Believed]:
    """What is believed now first; with what was written of contexts that have gone into it."""
    return [Believed(*each) for each in await work.mine.execute(believing(context_id))]


def believing(context_id: UUID) -> Select[Any]:
    """As `believed_of`, in the columns of `Believed`."""
    row = ChildrenAffected
    by = func.coalesce(Staff.display_name, "").label("by")
    columns: tuple[Any, ...] = (row.band, row.age_band, row.source, row.believed_on, row.words, by, row.put_at)
    return (
        select(*columns)
        .outerjoin(Staff, and_(Staff.tenant_id == row.tenant_id, Staff.id == row.put_by))
        .where(itself_or_gone_in(row.context_id.expression, context_id))
        .order_by(row.believed_on.desc(), row.put_at.desc(), row.id.desc())
    )


@dataclass(frozen=True, slots=True)
class Watchers:
    names: tuple[str, ...]
    me: bool


async def watchers_of(work: Work, context_id: UUID) -> Watchers:
    row = ContextWatcher
    query = (
        select(Staff.display_name, row.staff_id)
        .join(Staff, and_(Staff.tenant_id == row.tenant_id, Staff.id == row.staff_id, Staff.ended_at.is_(None)))
        .where(row.context_id == context_id)
        .order_by(Staff.display_name)
        .distinct()
    )
    found = (await work.mine.execute(query)).all()
    return Watchers(tuple(name for name, _ in found), any(each == work.actor.staff_id for _, each in found))


@dataclass(frozen=True, slots=True)
class Linked:
    """A person link as its context's team reads it."""

    id: UUID
    case_reference: str
    role: str
    reason: str
    review_on: date
    review_words: str
    by: str
    put_at: datetime
    ended_at: datetime | None
    ended_by: str
    end_words: str
    context_id: UUID
    context: str
    context_name: str
    restricted: bool


_by, _ender = aliased(Staff), aliased(Staff)


def _links() -> Any:
    row = PersonLink
    return (
        select(row, _by.display_name.label("by"), _ender.display_name.label("ender"), ContextRow.reference,
               ContextRow.name, ContextRow.restricted)
        .join(ContextRow, and_(ContextRow.tenant_id == row.tenant_id, ContextRow.id == row.context_id))
        .outerjoin(_by, and_(_by.tenant_id == row.tenant_id, _by.id == row.put_by))
        .outerjoin(_ender, and_(_ender.tenant_id == row.tenant_id, _ender.id == row.ended_by))
    )  # fmt: skip  # one line to a group of columns


async def links_of(work: Work, context_id: UUID) -> Sequence[Linked]:
    """Those that stand first, by the day of their review. Ask it for whoever may see them alone."""
    row = PersonLink
    query = _links().where(row.context_id == context_id)
    query = query.order_by(row.ended_at.desc().nulls_first(), row.review_on, row.id)
    return [_linked(each) for each in await work.mine.execute(query)]


async def links_due(work: Work, until: date) -> tuple[Sequence[Linked], bool]:
    """Of all contexts whose links the reader may see, those to be looked at by then, the most urgent first; and whether
    there are more than these. There is no other way from one context's links to another's: nothing is searched or
    counted by a reference."""
    row = PersonLink
    seen = visible_contexts(work.actor, Action.KEEP_PERSON_LINKS)
    query = _links().where(row.ended_at.is_(None), row.review_on <= until, seen)
    query = query.order_by(row.review_on, row.id).limit(MOST_DUE + 1)
    found = [_linked(each) for each in await work.mine.execute(query)]
    return found[:MOST_DUE], len(found) > MOST_DUE


def _linked(found: Any) -> Linked:
    row: PersonLink = found[0]
    return Linked(
        id=row.id,
        case_reference=row.case_reference,
        role=row.role if row.role in set(PersonRole) else PersonRole.AT_RISK,
        reason=row.reason,
        review_on=row.review_on,
        review_words=row.review_words,
        by=found.by or "",
        put_at=row.put_at,
        ended_at=row.ended_at,
        ended_by=found.ender or "",
        end_words=row.end_words,
        context_id=row.context_id,
        context=found.reference,
        context_name=found.name,
        restricted=found.restricted,
    )
