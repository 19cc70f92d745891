"""Holding a record, so that it can't be disposed of, and lifting that again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.calendar import LONDON
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.listed import Listed
from commonground.platform.work import Work
from commonground.tenants.retention.models import Hold
from commonground.tenants.retention.records import subject_of
from commonground.tenants.retention.rules import NotNowError, check_hold, check_why
from commonground.tenants.retention.types import HoldGround, Kept, KeptKind

MOST: Final = 200
_putter, _lifter = aliased(Staff), aliased(Staff)


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold as people read it."""

    id: UUID
    kind: KeptKind
    reference: str
    ground: HoldGround
    reason: str
    put_by: str
    put_at: datetime
    review_on: date
    lifted_at: datetime | None
    lifted_by: str
    lift_words: str


def today_of(work: Work) -> date:
    return work.now.astimezone(LONDON).date()


async def put_hold(work: Work, record: Kept, ground: HoldGround, reason: str, review_on: date | None) -> UUID:
    """From now on the record can't go. `record` must be locked. Raises `IncompleteError`."""
    reason, day = check_hold(reason, review_on, today_of(work))
    hold = Hold(
        tenant_id=work.actor.council,
        id=uuid7(),
        record_kind=record.kind.value,
        record_id=record.id,
        reference=record.reference,
        ground=ground.value,
        reason=reason,
        put_by=work.actor.staff,
        put_at=work.now,
        review_on=day,
    )
    work.mine.add(hold)
    await audit.record(work, f"{Action.REVIEW_RETENTION}:hold", subject_of(record), why=ground.value)
    return hold.id


async def lift_hold(work: Work, record: Kept, hold_id: UUID, reason: str) -> None:
    """Raises `IncompleteError`, `NotFoundHereError` for a hold of another record, `NotNowError` for a lifted one."""
    reason = check_why(reason)
    query = select(Hold).where(Hold.id == hold_id, Hold.record_id == record.id).with_for_update()
    hold = (await work.mine.scalars(query)).one_or_none()
    if hold is None:
        raise NotFoundHereError
    if hold.lifted_at is not None:
        raise NotNowError("This hold was lifted already.")
    hold.lifted_at, hold.lifted_by, hold.lift_words = work.now, work.actor.staff, reason
    await audit.record(work, f"{Action.REVIEW_RETENTION}:lift", subject_of(record))


async def holds_on(work: Work, record_id: UUID) -> Sequence[HoldLine]:
    """Of one record, newest first, those that were lifted too."""
    return await _lines(work, Hold.record_id == record_id)


async def open_holds(work: Work) -> Listed[HoldLine]:
    """Of the council, first those that somebody has to look at again first."""
    return await _lines(work, Hold.lifted_at.is_(None))


async def _lines(work: Work, *which: object) -> Listed[HoldLine]:
    query = (
        select(Hold, _putter.display_name, _lifter.display_name)
        .outerjoin(_putter, and_(_putter.tenant_id == Hold.tenant_id, _putter.id == Hold.put_by))
        .outerjoin(_lifter, and_(_lifter.tenant_id == Hold.tenant_id, _lifter.id == Hold.lifted_by))
        .where(*which)  # type: ignore[arg-type]  # conditions of our own
        .order_by(Hold.review_on, Hold.id.desc())
        .limit(MOST + 1)
    )
    lines = [
        HoldLine(
            hold.id, KeptKind(hold.record_kind), hold.reference, HoldGround(hold.ground), hold.reason, put_by or "",
            hold.put_at, hold.review_on, hold.lifted_at, lifted_by or "", hold.lift_words,
        )
        for hold, put_by, lifted_by in await work.mine.execute(query)
    ]  # fmt: skip  # one line's facts
    return Listed(lines, MOST)
