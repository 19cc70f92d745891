"""Of which actions somebody has to be reminded: those due soon, and those that are overdue since lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import select

from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.rules import AFTERWARDS, SOON, ActionStatus, is_overdue


@dataclass(frozen=True, slots=True)
class Due:
    """`key` is the same for one action, one owner, one day and one of the two, however often one looks."""

    key: UUID
    context_id: UUID
    owner_id: UUID
    overdue: bool


async def actions_due(work: Work, today: date) -> Sequence[Due]:
    """Of the acting council, what was due first in front."""
    row = ContextAction
    query = (
        select(row.id, row.context_id, row.owner_id, row.due_on)
        .where(row.status == ActionStatus.OPEN.value, row.due_on <= today + SOON, row.due_on >= today - AFTERWARDS)
        .order_by(row.due_on, row.id)
    )
    found = []
    for action_id, context_id, owner_id, due_on in await work.mine.execute(query):
        overdue = is_overdue(due_on, today)
        key = uuid5(action_id, f"{owner_id}:{due_on}:{overdue}")
        found.append(Due(key, context_id, owner_id, overdue))
    return found
