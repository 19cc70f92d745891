"""What the decision needs of disclosures that are known by their id: for workers, who tell people and write the lines
that others read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from commonground.platform.access import Held
from commonground.platform.work import Work
from commonground.tenants.break_glass.around import around, remember
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.referrals.models import ReferralRow


@dataclass(frozen=True, slots=True)
class Standing:
    """A disclosure with who stands around it. `lead_id`: whoever leads the record that it is about."""

    row: Disclosure
    held: Held
    lead_id: UUID | None


async def standings(work: Work, ids: Collection[UUID]) -> dict[UUID, Standing]:
    """One statement for all; what is not there is not among them."""
    if not ids:
        return {}
    found: Any = await work.mine.execute(_standings().where(Disclosure.id.in_(ids)))
    return {each[0].id: _standing(work, each) for each in found}


async def standing_of(work: Work, disclosure_id: UUID) -> Standing | None:
    return (await standings(work, [disclosure_id])).get(disclosure_id)


def _standings() -> Select[Any]:
    row = Disclosure
    query: Any = select(
        row,
        or_(ContextRow.restricted, ReferralRow.restricted).label("shut"),
        func.coalesce(ContextRow.lead_id, ReferralRow.lead_id).label("lead_id"),
        *around(cast(ColumnElement[UUID], row.record_id.expression)),
    )
    about_context = and_(ContextRow.tenant_id == row.tenant_id, ContextRow.id == row.record_id)
    about_referral = and_(ReferralRow.tenant_id == row.tenant_id, ReferralRow.id == row.record_id)
    both: Select[Any] = query.outerjoin(ContextRow, about_context).outerjoin(ReferralRow, about_referral)
    return both


def _standing(work: Work, found: Any) -> Standing:
    """As `load.held_disclosure` has it: the team that prepares it works on it, its author leads it."""
    row: Disclosure = found[0]
    near = remember(work, row.record_id, *found[3:]) if row.record_id else None
    named = near.named if near and found.shut else frozenset()
    return Standing(row, Held(row.team_id, row.author_id, bool(found.shut), True, named), found.lead_id)
