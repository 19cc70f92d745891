"""What goes on about a context while somebody is about to close it: nobody looks for work on a closed one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, literal, select

from commonground.platform.access import Action
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.rules import ActionStatus
from commonground.tenants.around.models import PersonLink
from commonground.tenants.contexts.load import why
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import OPEN_STATES


@dataclass(frozen=True, slots=True)
class GoesOn:
    """How much of each, as far as the reader may open it. `people`: person links that stand."""

    referrals: int
    actions: int
    people: int


async def goes_on(work: Work, row: ContextRow) -> GoesOn:
    """In one statement."""
    people = bool(await why(work, row, Action.KEEP_PERSON_LINKS))
    undecided = ReferralRow.state.in_([state.value for state in OPEN_STATES])
    referrals = select(func.count()).where(
        ReferralRow.context_id == row.id, undecided, visible_referrals(work.actor, Action.READ_REFERRAL)
    )
    actions = select(func.count()).where(
        ContextAction.context_id == row.id, ContextAction.status == ActionStatus.OPEN.value
    )
    links = select(func.count()).where(PersonLink.context_id == row.id, PersonLink.ended_at.is_(None), literal(people))
    query = select(referrals.scalar_subquery(), actions.scalar_subquery(), links.scalar_subquery())
    return GoesOn(*(await work.mine.execute(query)).one())
