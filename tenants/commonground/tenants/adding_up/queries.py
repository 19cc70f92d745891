"""The contacts on a context, as far as they are counted."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from commonground.platform.work import Work
from commonground.tenants.adding_up.types import Counted
from commonground.tenants.contexts.models import ContextEvent
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState

MOST: Final = 1_000
"""More contacts than this are not looked through: the latest count."""


async def contacts_on(work: Work, context_id: UUID) -> list[Counted]:
    """All of them, whoever may open them: for a job, which tells each of its people by what is open to them. Without
    what was closed as withdrawn: it says nothing of the context."""
    row, put = ReferralRow, ContextEvent
    joined = (
        select(put.referral_id, func.max(put.at).label("at"))
        .where(put.context_id == context_id, put.verb == ContextVerb.LINK.value)
        .group_by(put.referral_id)
        .subquery()
    )
    query = (
        select(row.id, row.received_at, func.coalesce(joined.c.at, row.received_at), row.harms, row.children)
        .outerjoin(joined, joined.c.referral_id == row.id)
        .where(row.context_id == context_id, row.state != ReferralState.WITHDRAWN.value)
        .order_by(row.received_at.desc(), row.id.desc())
        .limit(MOST)
    )
    found = await work.mine.execute(query)
    return [Counted(id_, at, put_at, frozenset(harms), children) for id_, at, put_at, harms, children in found]
