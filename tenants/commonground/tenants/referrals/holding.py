"""Who leads how much: colleagues, and those whose work here has ended, where it waits for somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, select

from commonground.platform.access import Action, Actor, reach_of
from commonground.platform.councils.people import Staff, Team
from commonground.platform.work import Work
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.types import ContextStatus
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.tracker_queries import OPEN_STATES

Found = tuple[UUID, str, str, str, int, bool]


_LEFT: Final = Staff.ended_at.is_not(None)


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one kind (`referral`, `context`) one team holds of what somebody leads. Nothing of what it is.
    `left`: they have left."""

    staff_id: UUID
    name: str
    team: str
    kind: str
    count: int
    left: bool


async def who_holds(work: Work, staff_id: UUID | None = None) -> Sequence[Holding]:
    """Open referrals and active contexts by person and team, as far as the actor may open them; of one person or of
    all. Who looks after people and opens no cases sees how many there are, the restricted ones not among them."""
    actor, found = work.actor, []
    for query in (_referrals(actor), _contexts(actor)):
        only = query if staff_id is None else query.where(Staff.id == staff_id)
        rows = (await work.mine.execute(only.group_by(Staff.id, Staff.display_name, Staff.ended_at, Team.name))).all()
        found += [Holding(*row) for row in rows]
    return sorted(found, key=lambda each: (each.name, each.team, each.kind))


def _referrals(actor: Actor) -> Select[*Found]:
    open_to = _open_to(actor, visible_referrals(actor, Action.READ_REFERRAL), ReferralRow.restricted.expression)
    return (
        select(Staff.id, Staff.display_name, Team.name, literal("referral"), func.count(), _LEFT)
        .join(ReferralRow, and_(ReferralRow.tenant_id == Staff.tenant_id, ReferralRow.lead_id == Staff.id))
        .join(Team, and_(Team.tenant_id == ReferralRow.tenant_id, Team.id == ReferralRow.team_id))
        .where(ReferralRow.state.in_(OPEN_STATES), open_to)
    )


def _contexts(actor: Actor) -> Select[*Found]:
    open_to = _open_to(actor, visible_contexts(actor, Action.READ_CONTEXT), ContextRow.restricted.expression)
    return (
        select(Staff.id, Staff.display_name, Team.name, literal("context"), func.count(), _LEFT)
        .join(ContextRow, and_(ContextRow.tenant_id == Staff.tenant_id, ContextRow.lead_id == Staff.id))
        .join(Team, and_(Team.tenant_id == ContextRow.tenant_id, Team.id == ContextRow.team_id))
        .where(ContextRow.status != ContextStatus.CLOSED, open_to)
    )


def _open_to(actor: Actor, visible: ColumnElement[bool], restricted: ColumnElement[bool]) -> ColumnElement[bool]:
    opens_cases = reach_of(actor, Action.READ_REFERRAL) is not None
    return visible if opens_cases else ~restricted
