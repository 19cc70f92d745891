"""Every restricted record that has nobody left, by reference. No words of any: whoever asks can't open them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, literal, select, union_all

from commonground.platform.access.roles import KEEPERS
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.contexts.load import RECORD as CONTEXT
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.referrals.events import RECORD as REFERRAL
from commonground.tenants.referrals.models import ReferralRow

MOST: Final = 200
_CODES: Final = sorted(role.value for role in KEEPERS)


@dataclass(frozen=True, slots=True)
class Alone:
    """One of them. `kind` is `context` or `referral`."""

    kind: str
    id: UUID
    reference: str


async def all_left_alone(work: Work) -> Sequence[Alone]:
    """The longest known first, one more than `MOST` at most."""
    found = left_alone().subquery()
    query = select(found).order_by(found.c.id).limit(MOST + 1)
    return [Alone(*row) for row in await work.mine.execute(query)]


async def left_alone_by(work: Work, staff_id: UUID) -> Sequence[Alone]:
    """Those on which this person is named."""
    found = left_alone().subquery()
    named = exists().where(NamedPerson.record_id == found.c.id, NamedPerson.staff_id == staff_id)
    return [Alone(*row) for row in await work.mine.execute(select(found).where(named).order_by(found.c.id))]


def left_alone() -> CompoundSelect[Any]:
    """As `rules.nobody_left` decides: kind, id and reference."""
    return union_all(_of(CONTEXT, ContextRow), _of(REFERRAL, ReferralRow))


def count_left_alone() -> Select[Any]:
    return select(func.count()).select_from(left_alone().subquery())


def is_left_alone(row: type[ContextRow | ReferralRow]) -> ColumnElement[bool]:
    """Of one of them."""
    record_id: ColumnElement[UUID] = row.id.expression
    of_person = and_(Staff.tenant_id == NamedPerson.tenant_id, Staff.id == NamedPerson.staff_id)
    works_here = (Staff.ended_at.is_(None), Staff.organisation_id.is_(None))
    kept = exists().where(NamedPerson.record_id == record_id, of_person, *works_here, Staff.roles.bool_op("&&")(_CODES))
    return and_(row.restricted, ~kept)


def _of(kind: str, row: type[ContextRow | ReferralRow]) -> Select[str, UUID, str]:
    return select(literal(kind).label("kind"), row.id, row.reference).where(is_left_alone(row))
