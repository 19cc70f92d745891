"""The council chooses on which basis it shares what professionals refer."""

from __future__ import annotations

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.ids import uuid7
from commonground.platform.work import Work
from commonground.tenants.referring.models import ReferringPolicy
from commonground.tenants.referring.receipts import Policy


async def choose_policy(work: Work, chosen: Policy) -> None:
    """It counts from the next form that is opened. What was chosen before stays on record."""
    row = ReferringPolicy(
        tenant_id=work.actor.council, id=uuid7(), basis=chosen.basis, words=chosen.words, chosen_at=work.now,
        chosen_by=work.actor.staff,
    )  # fmt: skip  # one row
    work.mine.add(row)
    await audit.record(work, f"{Action.SET_BASIS}:choose", audit.Subject("referring_policy", row.id))
