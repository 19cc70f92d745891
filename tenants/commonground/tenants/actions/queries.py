"""Actions of a context. Whoever asks has asked for the context before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select

from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.rules import ActionStatus

MOST: Final = 100


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
