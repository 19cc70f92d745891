"""Which context went into which. One that has gone into another is on no list; its reference leads on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextMerge, ContextRow

_merge = ContextMerge


def stands() -> ColumnElement[bool]:
    """The merge of the row has not been undone."""
    return and_(_merge.undone_at.is_(None), _merge.into_id != _merge.context_id)


def is_merged(row: type[ContextRow] = ContextRow) -> ColumnElement[bool]:
    """True on contexts that have gone into another one."""
    return row.merged.expression


def gone_into(row: Any) -> ColumnElement[UUID]:
    """Where the context of the row stands now: itself, unless it has gone into another one."""
    return stands_as(row, row.id)


def stands_as(row: Any, context_id: Any) -> ColumnElement[UUID]:
    """As `gone_into`, of whichever context a column of the row says."""
    into = select(_merge.into_id).where(_merge.tenant_id == row.tenant_id, _merge.context_id == context_id, stands())
    # It may stand two queries down from the row.
    return func.coalesce(into.correlate(row).scalar_subquery(), context_id)


def gone_in(context_id: Any) -> Select[UUID]:
    """Ids of those that have gone into this one."""
    found = select(_merge.context_id).where(_merge.into_id == context_id, stands())
    outer = getattr(context_id, "class_", None)
    # It may stand two queries down from the row that it is about.
    return found.correlate(outer) if outer is not None else found


def whereabouts_said(row: Any) -> str:
    """By what it is found beside its names when it has gone into another one."""
    texts = (row.reference, row.address, row.postcode, row.postcode.replace(" ", ""), row.handle)
    return " ".join(text for text in texts if text)


def brought(context_id: UUID) -> Select[UUID, datetime]:
    """The contacts that came along with what has gone into a context, and when."""
    contact = func.jsonb_array_elements_text(_merge.moved["referrals"])
    found = select(cast(contact, Uuid()).label("referral_id"), _merge.merged_at.label("at"))
    return found.where(_merge.into_id == context_id, stands())


async def came_along(work: Work, context_id: UUID, contact: UUID) -> frozenset[UUID]:
    """A contact, with all that came to the context in the same moment by its having been put together with another."""
    with_it = _merge.moved["referrals"].contains([str(contact)])
    query = select(_merge.moved).where(_merge.into_id == context_id, stands(), with_it)
    found = await work.mine.scalars(query)
    return frozenset({contact, *(UUID(each) for moved in found for each in moved["referrals"])})


def said_by_parts(row: type[ContextRow]) -> ColumnElement[Any]:
    """Where those lie that have gone into a context, and what they are called online: a list of objects, or null."""
    part = aliased(row)
    said = func.jsonb_build_object("address", part.address, "postcode", part.postcode, "handle", part.handle)
    return (
        select(func.jsonb_agg(said))
        .select_from(part)
        .join(_merge, and_(_merge.tenant_id == part.tenant_id, _merge.context_id == part.id))
        .where(_merge.tenant_id == row.tenant_id, _merge.into_id == row.id, stands())
        .correlate(row)
        .scalar_subquery()
    )


def itself_or_gone_in(column: ColumnElement[Any], context_id: Any) -> ColumnElement[bool]:
    """Rows of a context, by the column that says so, with those of what has gone into it."""
    return or_(column == context_id, column.in_(gone_in(context_id)))


@dataclass(frozen=True, slots=True)
class Part:
    """A context that has gone into the one that is looked at, or had. Whoever may open that one may read this. `row`:
    what it says; None once it was taken out again, being a record of its own."""

    merge_id: UUID
    context_id: UUID
    reference: str
    row: ContextRow | None
    reason: str
    by: str
    at: datetime
    undone_at: datetime | None
    undone_by: str
    undo_words: str

    @property
    def name(self) -> str:
        return self.row.name if self.row is not None else ""


async def parts_of(work: Work, context_id: UUID) -> Sequence[Part]:
    """Newest first; those that were taken out again too, without what they say: they are records of their own."""
    by, undone = aliased(Staff), aliased(Staff)
    query = (
        select(_merge, ContextRow, by.display_name, undone.display_name)
        .join(ContextRow, and_(ContextRow.tenant_id == _merge.tenant_id, ContextRow.id == _merge.context_id))
        .outerjoin(by, and_(by.tenant_id == _merge.tenant_id, by.id == _merge.merged_by))
        .outerjoin(undone, and_(undone.tenant_id == _merge.tenant_id, undone.id == _merge.undone_by))
        .where(_merge.into_id == context_id, _merge.into_id != _merge.context_id)
        .order_by(_merge.merged_at.desc(), _merge.id.desc())
    )
    rows: Any = (await work.mine.execute(query)).all()
    return [_part(merge, row, name, undone_by) for merge, row, name, undone_by in rows]


def _part(merge: ContextMerge, row: ContextRow, by: str | None, undone_by: str | None) -> Part:
    return Part(
        merge_id=merge.id,
        context_id=row.id,
        reference=row.reference,
        row=row if merge.undone_at is None else None,
        reason=merge.reason,
        by=by or "",
        at=merge.merged_at,
        undone_at=merge.undone_at,
        undone_by=undone_by or "",
        undo_words=merge.undo_words,
    )
