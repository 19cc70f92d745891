"""Evidence that the council's own records hold: that its procedures were tried on a trial record, and when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.calendar import LONDON
from commonground.tenants.retention.trial import disposal_tried_at, hold_tried_at, trial_proposed
from commonground.tenants.subject_access.service import subject_access_tried_at


async def subject_access_was_tried(connection: AsyncConnection, council: UUID) -> str | None:
    """Both the answer and the hold: one of them alone is half of what the item asks for."""
    answered = await subject_access_tried_at(connection, council)
    lifted = await hold_tried_at(connection, council)
    if answered is None or lifted is None:
        return None
    return f"On a trial record: a request was answered on {_day(answered)}, a hold was lifted on {_day(lifted)}."


async def disposal_was_tried(connection: AsyncConnection, council: UUID) -> str | None:
    """A certificate of a trial record stands."""
    disposed = await disposal_tried_at(connection, council)
    return None if disposed is None else f"A trial record was disposed of on {_day(disposed)}; its certificate stands."


async def disposal_waits(connection: AsyncConnection, council: UUID) -> str | None:
    """Who has to do what, where a trial record was proposed and is not gone yet."""
    proposed = await trial_proposed(connection, council)
    if proposed is None:
        return None
    if proposed.confirmed:
        return "A second person confirmed it, and the trial record goes in a moment:"
    return (
        f"{proposed.by} proposed on {_day(proposed.at)} that the trial record goes. Somebody else who looks after the"
        " council or answers for information governance confirms that:"
    )


def _day(moment: datetime) -> str:
    at = moment.astimezone(LONDON)
    return f"{at.day} {at:%B %Y}"
