"""When somebody looked at a referral last, and whether others changed it since."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import CTE, BindParameter, ColumnElement, exists
from sqlalchemy.dialects.postgresql import Insert, insert

from commonground.platform.work import Work
from commonground.tenants.referrals.models import ReferralLook, ReferralRow

_look = ReferralLook


async def note_looks(work: Work, referrals: Collection[UUID]) -> None:
    """The acting person has them before them now, or says so. They must have been loaded for them."""
    if referrals:
        await work.mine.execute(_noting(work, referrals))


def noting_look(work: Work, referral_id: UUID) -> CTE:
    """As `note_looks`, to be added to a statement that is needed anyhow."""
    return _noting(work, [referral_id]).returning(_look.at).cte("looked")


def _noting(work: Work, referrals: Collection[UUID]) -> Insert:
    who = {"tenant_id": work.actor.council, "staff_id": work.actor.staff, "at": work.now}
    put = insert(_look).values([who | {"referral_id": each} for each in sorted(referrals)])
    return put.on_conflict_do_update(
        index_elements=[_look.tenant_id, _look.staff_id, _look.referral_id], set_={"at": put.excluded.at}
    )


def changed_since_look(me: BindParameter[UUID] | UUID | None) -> ColumnElement[bool]:
    """On the referral of the statement around it: it changed after `me` looked. What somebody never opened has not
    changed for them: it is simply there."""
    mine = (_look.tenant_id == ReferralRow.tenant_id, _look.referral_id == ReferralRow.id, _look.staff_id == me)
    return exists().where(*mine, _look.at < ReferralRow.changed_at).correlate(ReferralRow)
