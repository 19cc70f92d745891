"""What the reporter's own acts change in the referral. Their public pass reads and changes nothing of the council's, so
the worker does it for them, before it tells anybody."""

from __future__ import annotations

from uuid import UUID

from commonground.platform.work import Work
from commonground.tenants.referrals import service


async def note_news(work: Work, referral_id: UUID) -> None:
    """News came in: somebody has to look, and a referral that waited for it goes on."""
    await service.note_news(work, referral_id)


async def withdraw(work: Work, referral_id: UUID) -> None:
    """The reporter wants to withdraw: it is marked, and somebody of the council says what becomes of it."""
    await service.withdraw(work, referral_id)
