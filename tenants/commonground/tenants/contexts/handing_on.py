"""A context, or a referral, goes from one team or person to another: those who had it are told, if they can't know."""

from __future__ import annotations

from uuid import UUID

from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import Work


async def tell_who_had_it(work: Work, record: str, record_id: UUID, *, team_id: UUID, lead_id: UUID | None) -> None:
    """Whoever led it hears of it; where nobody did but the one who hands it on, those who manage the team that had it.
    Nobody hears when somebody of that team handed it on: passing work on is what a front door does all day.

    `lead_id` is left out where they lead it still and are told of that."""
    if lead_id is not None and lead_id != work.actor.staff_id:
        had = lead_id
    elif team_id not in work.actor.team_ids:
        had = team_id
    else:
        return
    await publish(work, Fact(FactKind.GONE_ELSEWHERE, record, record_id, because_of=had))
