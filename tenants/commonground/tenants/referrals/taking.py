"""The next one to screen: the most urgent that nobody holds and nobody else has open."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from commonground.platform.access import Action
from commonground.platform.work import Work
from commonground.tenants.referrals import service
from commonground.tenants.referrals.load import load_referral, visible_referrals
from commonground.tenants.referrals.looks import STAYS_OPEN, open_now
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.tracker_queries import MOST_URGENT
from commonground.tenants.referrals.types import ReferralState


async def take_next(work: Work) -> ReferralRow | None:
    """The acting person screens it from now on; None where none waits. Two who ask at once get two.

    A restricted one is never next: whoever is named on it opens it and confirms that it is they."""
    reference = await work.mine.scalar(_next(work))
    if reference is None:
        return None
    row = await load_referral(work, reference, to=Action.SCREEN_REFERRAL, lock=True)
    await service.take(work, row)
    return row


def _next(work: Work) -> Select[Any]:
    """What somebody is just changing is passed over, and not waited for."""
    row = ReferralRow
    others = open_now(work.actor.staff_id, work.now - STAYS_OPEN, row.id.expression)
    free = (row.state == ReferralState.NEW.value, row.lead_id.is_(None), row.restricted.is_(False), others.is_(None))
    waiting = select(row.reference).where(visible_referrals(work.actor, Action.SCREEN_REFERRAL), *free)
    return waiting.order_by(MOST_URGENT, row.id).limit(1).with_for_update(of=row, skip_locked=True)
