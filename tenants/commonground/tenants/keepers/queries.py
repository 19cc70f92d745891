"""Every restricted record that has nobody left, by reference. No words of any: whoever asks can't open them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    DateTime,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from commonground.platform.access.roles import KEEPERS
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.contexts.load import RECORD as CONTEXT
from commonground.tenants.contexts.merged import is_merged
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.referrals.events import RECORD as REFERRAL
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import OPEN_STATES

MOST: Final = 200
_OPEN: Final = ReferralRow.state.in_([state.value for state in OPEN_STATES])
_CODES: Final = sorted(role.value for role in KEEPERS)


@dataclass(frozen=True, slots=True)
class Alone:
    """One of them. `kind` is `context` or `referral`. `due_at`: by when an open referral is to be decided; while its
    clock stands still, `paused`. `danger`: it is open, and says that somebody is in danger now."""

    kind: str
    id: UUID
    reference: str
    due_at: datetime | None = None
    paused: bool = False
    danger: bool = False


async def all_left_alone(work: Work) -> Sequence[Alone]:
    """Open referrals first, of these danger and then the most urgent; then the longest known. One more than `MOST` at
    most."""
    found = left_alone().subquery()
    first = (found.c.danger.desc(), found.c.due_at.is_(None), found.c.paused, found.c.due_at, found.c.id)
    query = select(found).order_by(*first).limit(MOST + 1)
    return [Alone(*row) for row in await work.mine.execute(query)]


async def left_alone_by(work: Work, staff_id: UUID) -> Sequence[Alone]:
    """Those on which this person is named."""
    found = left_alone().subquery()
    named = exists().where(NamedPerson.record_id == found.c.id, NamedPerson.staff_id == staff_id)
    return [Alone(*row) for row in await work.mine.execute(select(found).where(named).order_by(found.c.id))]


async def left_alone_of(work: Work, record_ids: Collection[UUID]) -> Sequence[Alone]:
    """Those of these records that still have nobody left."""
    found = left_alone().subquery()
    query = select(found).where(found.c.id.in_(record_ids)).order_by(found.c.id)
    return [Alone(*row) for row in await work.mine.execute(query)]


def left_alone() -> CompoundSelect[Any]:
    """As `rules.nobody_left` decides: what `Alone` says of each."""
    row = ReferralRow
    due = case((_OPEN, row.decision_due_at)).label("due_at")
    waits, danger = and_(_OPEN, row.paused_at.is_not(None)), _OPEN & (func.coalesce(row.attention, "") == "danger")
    none = (null().cast(DateTime(timezone=True)).label("due_at"), false().label("paused"), false().label("danger"))
    referrals = _of(REFERRAL, row).add_columns(due, waits.label("paused"), danger.label("danger"))
    return union_all(_of(CONTEXT, ContextRow).add_columns(*none), referrals)


def count_left_alone() -> Select[Any]:
    return select(func.count()).select_from(left_alone().subquery())


def is_left_alone(row: type[ContextRow | ReferralRow]) -> ColumnElement[bool]:
    """Of one of them."""
    record_id: ColumnElement[UUID] = row.id.expression
    of_person = and_(Staff.tenant_id == NamedPerson.tenant_id, Staff.id == NamedPerson.staff_id)
    works_here = (Staff.ended_at.is_(None), Staff.organisation_id.is_(None))
    kept = exists().where(NamedPerson.record_id == record_id, of_person, *works_here, Staff.roles.bool_op("&&")(_CODES))
    stands = ~is_merged(row) if row is ContextRow else true()
    return and_(row.restricted, ~kept, stands)


def _of(kind: str, row: type[ContextRow | ReferralRow]) -> Select[str, UUID, str]:
    return select(literal(kind).label("kind"), row.id, row.reference).where(is_left_alone(row))
