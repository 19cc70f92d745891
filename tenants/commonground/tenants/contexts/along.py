"""What goes along with a context when it is restricted: said to whoever is about to do it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.rules import ActionStatus
from commonground.tenants.contexts.linked import linked_to


@dataclass(frozen=True, slots=True)
class Along:
    """How many open referrals that the actor can open, and open actions. `leads`: who has one of these referrals and is
    not named; `outside`: how many of the actions are to be done by somebody who is not, and by whom."""

    referrals: int
    actions: int
    leads: tuple[str, ...]
    outside: int
    owners: tuple[str, ...]


async def goes_along(work: Work, context_id: UUID, named: Collection[UUID]) -> Along:
    linked = await linked_to(work, context_id)
    referrals = [each for each in linked.followers if each.is_open and each.seen]
    leads = {each.lead for each in referrals if each.lead_id is not None and each.lead_id not in named}
    row, owner = ContextAction, and_(Staff.tenant_id == ContextAction.tenant_id, Staff.id == ContextAction.owner_id)
    query = select(row.owner_id, Staff.display_name).join(Staff, owner)
    is_open = (row.context_id == context_id, row.status == ActionStatus.OPEN.value)
    actions = (await work.mine.execute(query.where(*is_open))).all()
    outside = [each.display_name for each in actions if each.owner_id not in named]
    return Along(len(referrals), len(actions), _by_name(leads), len(outside), _by_name(outside))


def _by_name(names: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=str.casefold))
