"""When somebody looked at a referral last, whether others changed it since, and who has it open now.

That somebody has it open locks nothing: it is said for as long as they are at it, and `STAYS_OPEN` after that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import CTE, BindParameter, ColumnElement, and_, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import Insert, aggregate_order_by, insert

from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.referrals.models import ReferralLook, ReferralRow

STAYS_OPEN: Final = timedelta(minutes=10)
_look = ReferralLook


async def note_looks(work: Work, referrals: Collection[UUID]) -> None:
    """The acting person has them before them now, or says so. They must have been loaded for them."""
    if referrals:
        await work.mine.execute(_noting(work, referrals))


async def unmarked(work: Work, references: Collection[str]) -> Mapping[str, UUID]:
    """Of these, by reference, what the acting person has looked at and is not marked as changed for them. To be asked
    before they change it themselves and noted as looked at after that: their own work is then not marked, and what
    another changed before it stays so."""
    query = select(ReferralRow.reference, ReferralRow.id)
    me = work.actor.staff_id
    mine = (_look.tenant_id == ReferralRow.tenant_id, _look.referral_id == ReferralRow.id, _look.staff_id == me)
    looked = exists().where(*mine).correlate(ReferralRow)
    query = query.where(ReferralRow.reference.in_(references), looked, ~changed_since_look(me))
    return {row.reference: row.id for row in await work.mine.execute(query)}


def noting_look(work: Work, referral_id: UUID) -> CTE:
    """The acting person opens it; to be added to a statement that is needed anyhow."""
    return _noting(work, [referral_id], {"opened_at": work.now}).returning(_look.at).cte("looked")


def keeps_look(work: Work, referral_id: UUID, before: datetime) -> CTE:
    """The acting person changes it themselves; to be added to a statement that is needed anyhow. `before`: when it was
    changed last until now. Whoever had seen that has seen all: their own work is not marked as changed for them."""
    mine = (_look.tenant_id == work.actor.council, _look.staff_id == work.actor.staff_id)
    seen = update(_look).where(*mine, _look.referral_id == referral_id, _look.at >= before)
    return seen.values(at=work.now).returning(_look.at).cte("kept_look")


async def stays_open(work: Work, referral_id: UUID) -> None:
    """The acting person goes on typing. What others did meanwhile they have not seen by that."""
    mine = (_look.tenant_id == work.actor.council, _look.staff_id == work.actor.staff)
    await work.mine.execute(update(_look).where(*mine, _look.referral_id == referral_id).values(opened_at=work.now))


def _noting(work: Work, referrals: Collection[UUID], more: Mapping[str, datetime] | None = None) -> Insert:
    who = {"tenant_id": work.actor.council, "staff_id": work.actor.staff, "at": work.now, **(more or {})}
    put = insert(_look).values([who | {"referral_id": each} for each in sorted(referrals)])
    newer = {name: put.excluded[name] for name in ("at", *(more or {}))}
    keys = [_look.tenant_id, _look.staff_id, _look.referral_id]
    return put.on_conflict_do_update(index_elements=keys, set_=newer)


def changed_since_look(me: BindParameter[UUID] | UUID | None) -> ColumnElement[bool]:
    """On the referral of the statement around it: it changed after `me` looked. What somebody never opened has not
    changed for them: it is simply there."""
    mine = (_look.tenant_id == ReferralRow.tenant_id, _look.referral_id == ReferralRow.id, _look.staff_id == me)
    return exists().where(*mine, _look.at < ReferralRow.changed_at).correlate(ReferralRow)


def open_now(
    me: BindParameter[UUID] | UUID | None, since: BindParameter[datetime] | datetime, of: ColumnElement[UUID] | UUID
) -> ColumnElement[str]:
    """Names of the others who have this referral open; NULL where nobody has. `since`: `STAYS_OPEN` ago."""
    who = and_(Staff.tenant_id == _look.tenant_id, Staff.id == _look.staff_id, Staff.ended_at.is_(None))
    names: Any = select(func.string_agg(Staff.display_name, aggregate_order_by(literal(", "), Staff.display_name)))
    theirs = (
        names.select_from(_look)
        .join(Staff, who)
        .where(_look.referral_id == of, _look.opened_at > since, _look.staff_id.is_distinct_from(me))
    )
    return cast(ColumnElement[str], theirs.correlate(ReferralRow).scalar_subquery())
