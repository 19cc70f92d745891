"""A report half typed. It stands on the server, opened by a cookie that only this browser holds."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, type_coerce, update
from sqlalchemy.dialects.postgresql import JSONB

from commonground.platform.identity.passes import Intake
from commonground.platform.ids import uuid7
from commonground.platform.work import Work
from commonground.tenants.intake.models import ReportDraft

KEPT_FOR: Final = timedelta(days=7)
"""From the first answer on; a draft that nobody sends is never read by anybody."""


async def keep(work: Work, intake: Intake, typed: Mapping[str, list[str]]) -> str | None:
    """Put `typed` over what the draft holds for the same questions. Returns the token when a draft was begun.

    A token that opened no draft is never taken over: somebody else may have put it into this browser."""
    if intake.draft_id is None:
        return await _begin(work, intake, typed)
    merged = ReportDraft.answers.op("||")(type_coerce(dict(typed), JSONB))
    change = update(ReportDraft).where(ReportDraft.id == intake.draft_id)
    await work.mine.execute(
        change.values(answers=merged, saved_at=work.now), execution_options={"synchronize_session": False}
    )
    return None


async def _begin(work: Work, intake: Intake, typed: Mapping[str, list[str]]) -> str:
    token = secrets.token_urlsafe(32)
    begun = ReportDraft(
        tenant_id=intake.council_id,
        id=uuid7(),
        token_hash=hashlib.sha256(token.encode()).digest(),
        answers=dict(typed),
        saved_at=work.now,
        expires_at=work.now + KEPT_FOR,
    )
    work.mine.add(begun)
    await work.mine.flush()
    return token


async def save(work: Work, intake: Intake, typed: Mapping[str, list[str]]) -> str | None:
    """As `keep`, for an answer that is about to be refused: the edge rolls refusals back, so this one commits on its
    own. Read what the page needs first: afterwards the work has no pass."""
    begun = await keep(work, intake, typed)
    await work.commit()
    return begun


async def discard(work: Work, intake: Intake) -> bool:
    """Take the draft away. False when it was gone already, as for the second of two presses of the button."""
    if intake.draft_id is None:
        return False
    taken = await work.mine.execute(
        delete(ReportDraft).where(ReportDraft.id == intake.draft_id), execution_options={"synchronize_session": False}
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]  # a deletion's result counts its rows
