"""Actions of a context, and those of one person. Whoever asks for a context's has asked for the context before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select

from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.rules import ActionStatus
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow

MOST: Final = 100
MINE_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One of a context's."""

    id: UUID
    what: str
    owner: str
    due_on: date
    status: ActionStatus
    reason: str
    playbook: str
    step: int | None


async def actions_of(work: Work, context_id: UUID) -> Sequence[ActionLine]:
    """What is open first, by the day on which it is due; then what is over, the latest first."""
    row = ContextAction
    owner = and_(Staff.tenant_id == row.tenant_id, Staff.id == row.owner_id)
    columns = (row.id, row.what, Staff.display_name, row.due_on, row.status, row.reason, row.playbook, row.step)
    query = select(*columns).join(Staff, owner).where(row.context_id == context_id)
    in_turn = query.order_by((row.status != "open"), row.ended_at.desc(), row.due_on, row.id).limit(MOST)
    return [_line(each) for each in await work.mine.execute(in_turn)]


def _line(row: Any) -> ActionLine:
    name, status = row.display_name or "", ActionStatus(row.status)
    return ActionLine(row.id, row.what, name, row.due_on, status, row.reason, row.playbook, row.step)


async def open_actions_of_mine(work: Work) -> Sequence[Any]:
    """Open ones that the acting person is to do, on contexts that they may open, what is due soonest first."""
    row, context = ContextAction, ContextRow
    of_context = and_(context.tenant_id == row.tenant_id, context.id == row.context_id)
    query = select(row.id, row.what, row.due_on, context.reference, context.name).join(context, of_context)
    mine = (row.owner_id == work.actor.staff_id, row.status == ActionStatus.OPEN.value)
    visible = visible_contexts(work.actor, Action.READ_CONTEXT)
    return (await work.mine.execute(query.where(*mine, visible).order_by(row.due_on, row.id).limit(MINE_MOST))).all()
