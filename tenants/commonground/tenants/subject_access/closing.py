"""A request that ends without an answer. Nothing waits for it any more, and it goes by the same schedule as others."""

from __future__ import annotations

from sqlalchemy import delete

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.work import Work
from commonground.tenants.subject_access.models import AccessMention, AccessRequest
from commonground.tenants.subject_access.rules import check_closing
from commonground.tenants.subject_access.service import check_open, subject_of
from commonground.tenants.subject_access.types import ClosedWhy


async def close(work: Work, request: AccessRequest, why: ClosedWhy | None, words: str) -> None:
    """Raises `IncompleteError` and `NotNowError`."""
    why, words = check_closing(why, words)
    check_open(request)
    if request.taken_out_at is None:  # else they say what left
        await work.mine.execute(delete(AccessMention).where(AccessMention.request_id == request.id))
    request.closed_why, request.closed_words = why.value, words
    request.finished_at, request.finished_by = work.now, work.actor.staff
    await audit.record(work, f"{Action.ANSWER_SUBJECT_ACCESS}:close", subject_of(request), why=why.value)
