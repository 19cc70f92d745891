"""Who answers for a context, and what is to be done about it. Whoever asks has asked for the context before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from commonground.platform.councils.people import Staff, Team
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.owners import can_work_on_it, has_left
from commonground.tenants.actions.rules import ActionStatus
from commonground.tenants.contexts.models import ContextRow

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One of a context's actions."""

    id: UUID
    what: str
    owner: str
    due_on: date
    status: ActionStatus
    reason: str
    playbook: str
    step: int | None
    added_at: datetime
    gone: bool
    """It is to be done by somebody who has left."""
    out_of_reach: bool
    """It is to be done by somebody who works here and can work on this context no more."""


@dataclass(frozen=True, slots=True)
class Charge:
    """`lead` and `team` by name; empty where there is none, or where the lead has left."""

    lead: str
    team: str
    actions: tuple[ActionLine, ...]


async def charge_of(work: Work, context_id: UUID) -> Charge:
    """All in one statement. Of the actions what is open first, by the day on which it is due; then what is over, the
    latest first."""
    row, action, lead, owner = ContextRow, ContextAction, aliased(Staff), aliased(Staff)
    still = and_(lead.tenant_id == row.tenant_id, lead.id == row.lead_id, lead.ended_at.is_(None))
    names = (lead.display_name.label("lead"), Team.name.label("team"), owner.display_name.label("owner"),
             has_left(owner).label("left"), can_work_on_it(owner).label("can"))  # fmt: skip  # whose names
    columns = (action.id, action.what, action.due_on, action.status, action.reason, action.playbook, action.step,
               action.added_at)  # fmt: skip  # one group of columns
    query = (
        select(*names, *columns)
        .select_from(row)
        .outerjoin(lead, still)
        .outerjoin(Team, and_(Team.tenant_id == row.tenant_id, Team.id == row.team_id))
        .outerjoin(action, and_(action.tenant_id == row.tenant_id, action.context_id == row.id))
        .outerjoin(owner, and_(owner.tenant_id == action.tenant_id, owner.id == action.owner_id))
        .where(row.id == context_id)
        .order_by((action.status != "open"), action.ended_at.desc(), action.due_on, action.id)
        .limit(MOST)
    )
    rows = (await work.mine.execute(query)).all()
    lead_name, team = (rows[0].lead, rows[0].team) if rows else (None, None)
    return Charge(lead_name or "", team or "", tuple(_line(each) for each in rows if each.id is not None))


def _line(row: Any) -> ActionLine:
    status = ActionStatus(row.status)
    is_open = status is ActionStatus.OPEN
    made_of = (row.playbook, row.step, row.added_at)
    gone, out_of_reach = is_open and row.left, is_open and not row.left and not row.can
    return ActionLine(row.id, row.what, row.owner, row.due_on, status, row.reason, *made_of, gone, out_of_reach)
