"""What is due for review, and the two things that somebody can do with it: keep it longer, or propose that it goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.ids import uuid7
from commonground.platform.listed import Listed
from commonground.platform.work import Work
from commonground.tenants.retention.holds import today_of
from commonground.tenants.retention.models import Disposal, KeptLonger
from commonground.tenants.retention.records import ended_before, subject_of
from commonground.tenants.retention.rules import (
    check_longer,
    due_of,
    is_due,
    may_be_proposed,
)
from commonground.tenants.retention.schedule import rules_of
from commonground.tenants.retention.types import DisposalGround, Due, Kept, KeptKind, RecordType, Rule

MOST: Final = 500
_TYPES: Final = {
    KeptKind.REFERRAL: (RecordType.REFERRAL_CLOSED, RecordType.REFERRAL_TAKEN_ON),
    KeptKind.CONTEXT: (RecordType.CONTEXT, RecordType.PEER_GROUP),
}


async def due_records(work: Work) -> Listed[Due]:
    """What is due today, the longest first."""
    rules, today = await rules_of(work), today_of(work)
    found = [due for kind in KeptKind for due in await _due(work, kind, rules, today)]
    return Listed(sorted(found, key=lambda due: (due.on or today, due.record.reference)), MOST)


async def _due(work: Work, kind: KeptKind, rules: Mapping[RecordType, Rule], today: date) -> list[Due]:
    """Whatever is not due is left to the database as far as it can tell, so that it takes no place of what is."""
    records = await ended_before(work, kind, [rules[each] for each in _TYPES[kind]], today, MOST + 1)
    return [due for record in records if is_due(due := due_of(record, rules[record.record_type]), today)]


async def due_one(work: Work, record: Kept) -> Due:
    return due_of(record, (await rules_of(work))[record.record_type])


async def keep_longer(work: Work, record: Kept, reason: str, until: date | None) -> None:
    """It is not due before that day; what somebody has proposed about it is withdrawn. `record` must be locked.

    Raises `IncompleteError`."""
    reason, day = check_longer(reason, until, today_of(work))
    work.mine.add(
        KeptLonger(
            tenant_id=work.actor.council,
            id=uuid7(),
            record_kind=record.kind.value,
            record_id=record.id,
            until=day,
            reason=reason,
            kept_by=work.actor.staff,
            kept_at=work.now,
        )
    )
    await _withdraw_open(work, record)
    await audit.record(work, f"{Action.REVIEW_RETENTION}:keep", subject_of(record), why=day.isoformat())


async def _withdraw_open(work: Work, record: Kept) -> None:
    """Confirmed ones too, while the job has not come to them."""
    proposed = (Disposal.record_id == record.id, Disposal.withdrawn_at.is_(None), Disposal.stopped_at.is_(None))
    for row in await work.mine.scalars(select(Disposal).where(*proposed).with_for_update()):
        row.withdrawn_at, row.withdrawn_by = work.now, work.actor.staff


async def propose(work: Work, record: Kept, ground: DisposalGround) -> UUID:
    """The first of two. `record` must be locked. Raises `NotNowError`."""
    due = await due_one(work, record)
    may_be_proposed(due, today_of(work), ground)
    disposal = Disposal(
        tenant_id=work.actor.council,
        id=uuid7(),
        record_kind=record.kind.value,
        record_id=record.id,
        reference=record.reference,
        record_type=record.record_type.value,
        due_on=due.on or today_of(work),
        ground=(DisposalGround.TRIAL if record.trial else ground).value,
        trial=record.trial,
        proposed_by=work.actor.staff,
        proposed_at=work.now,
    )
    work.mine.add(disposal)
    await audit.record(work, f"{Action.REVIEW_RETENTION}:propose", subject_of(record), why=disposal.ground)
    return disposal.id
