"""What a referral was taken in from. Whoever asks has loaded the referral."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from commonground.platform.work import Work
from commonground.tenants.received.models import ReceivedHandoff


@dataclass(frozen=True, slots=True)
class CameFrom:
    """The handoff that it came with, and the council that sent that, as it was called on the day."""

    reference: str
    council: str


async def came_from(work: Work, referral_id: UUID) -> CameFrom | None:
    query = select(ReceivedHandoff.reference, ReceivedHandoff.sender_name)
    found: Any = (await work.mine.execute(query.where(ReceivedHandoff.referral_id == referral_id))).first()
    return None if found is None else CameFrom(found.reference, found.sender_name)
