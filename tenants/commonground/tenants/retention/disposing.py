"""The second person, and what comes of it: a job removes the record and leaves a certificate."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, exists, or_, select, text
from sqlalchemy.orm import aliased

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.confirming import require_confirmed
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.listed import Listed
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import RefusedError
from commonground.platform.work import Work
from commonground.tenants.retention.holds import today_of
from commonground.tenants.retention.models import Disposal, DisposalCertificate, DisposalConfirmation
from commonground.tenants.retention.queue import due_one
from commonground.tenants.retention.records import kept_record
from commonground.tenants.retention.rules import NotNowError, check_wanted, is_due
from commonground.tenants.retention.types import DisposalGround, Kept, KeptKind, RecordType

DISPOSAL: Final = "disposal"
MOST_PROPOSED: Final = 200
STOPPED_SHOWN: Final = timedelta(days=30)
"""For so long the list says why a disposal came to nothing; the trail says it for good."""
_DISPOSE: Final = text("select tenants.dispose()")
_proposer, _second = aliased(Staff), aliased(Staff)


class NotAloneError(RefusedError):
    """Nobody disposes of a record alone."""

    def __init__(self) -> None:
        super().__init__("You proposed this yourself. A second person has to confirm it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A disposal that waits for a second person, or for the job; `stopped_for` says why it came to nothing."""

    id: UUID
    kind: KeptKind
    reference: str
    record_type: RecordType
    due_on: date
    ground: DisposalGround
    trial: bool
    proposed_by: str
    is_mine: bool
    proposed_at: datetime
    confirmed: bool
    stopped_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What the council can show for a record that is gone. By table how many rows are `gone`, and of how many that stay
    the words are (`emptied`)."""

    id: UUID
    kind: KeptKind
    record_id: UUID
    reference: str
    record_type: RecordType
    ground: DisposalGround
    due_on: date
    trial: bool
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str
    confirmed_at: datetime
    disposed_at: datetime
    gone: Sequence[tuple[str, int]] = field(default_factory=tuple)
    emptied: Sequence[tuple[str, int]] = field(default_factory=tuple)


async def confirm(work: Work, disposal_id: UUID) -> str:
    """The second person's word; the job does the rest. Returns the record's reference. For a trial, which is nobody's
    record, they need not have shown lately that it is they.

    Raises `NotFoundHereError`, `NotAloneError`, `ConfirmFirstError`, `NotNowError`."""
    record = await _record_of(work, disposal_id)
    row = await _open(work, disposal_id)
    if row.proposed_by == work.actor.staff:
        raise NotAloneError
    if not row.trial:
        require_confirmed(work)
    await _check_still(work, row, record)
    work.mine.add(
        DisposalConfirmation(
            tenant_id=work.actor.council,
            id=uuid7(),
            disposal_id=row.id,
            confirmed_by=work.actor.staff,
            confirmed_at=work.now,
        )
    )
    await publish(work, Fact(FactKind.DISPOSAL_CONFIRMED, DISPOSAL, row.id))
    await audit.record(work, Action.CONFIRM_DISPOSAL, _subject(row))
    return row.reference


async def _record_of(work: Work, disposal_id: UUID) -> Kept | None:
    """What was proposed; None where it has gone. Its row is locked before the proposal's, in the order of whoever keeps
    it longer, so that neither waits for the other."""
    query = select(Disposal.record_kind, Disposal.reference).where(Disposal.id == disposal_id)
    found = (await work.mine.execute(query)).one_or_none()
    if found is None:
        raise NotFoundHereError
    with suppress(NotFoundHereError):
        return await kept_record(work, KeptKind(found.record_kind), found.reference, lock=True)
    return None


async def _check_still(work: Work, row: Disposal, record: Kept | None) -> None:
    """By today's holds and schedule: the council may keep it longer than when it was proposed."""
    if record is None:
        raise NotNowError("Somebody was quicker: this is settled already.")
    check_wanted(record)
    if row.trial or row.ground != DisposalGround.TIME_IS_UP:
        return
    if not is_due(await due_one(work, record), today_of(work)):
        raise NotNowError("Its time is not up any more. Say that it stays; it is due for review again on its day.")


async def withdraw(work: Work, disposal_id: UUID) -> str:
    """It stays after all. Returns the record's reference. Raises `NotFoundHereError` and `NotNowError`."""
    row = await _open(work, disposal_id)
    row.withdrawn_at, row.withdrawn_by = work.now, work.actor.staff
    await audit.record(work, f"{Action.CONFIRM_DISPOSAL}:withdraw", _subject(row))
    return row.reference


async def _open(work: Work, disposal_id: UUID) -> Disposal:
    """Locked, so that nobody confirms what somebody withdraws at the same moment."""
    row = (await work.mine.scalars(select(Disposal).where(Disposal.id == disposal_id).with_for_update())).one_or_none()
    if row is None:
        raise NotFoundHereError
    confirmed = exists().where(DisposalConfirmation.disposal_id == disposal_id)
    if row.withdrawn_at or row.stopped_at or await work.mine.scalar(select(confirmed)):
        raise NotNowError("Somebody was quicker: this is settled already.")
    return row


async def dispose(work: Work, disposal_id: UUID) -> str | None:
    """For the job that was claimed for it: remove the record. Says `done`, or for what it was stopped; None where there
    is nothing to do. The function takes what to remove from the job itself."""
    said: str | None = await work.connection.scalar(_DISPOSE)
    row = (await work.mine.scalars(select(Disposal).where(Disposal.id == disposal_id))).one_or_none()
    if row is not None and said is not None:
        await audit.record(work, f"{Action.CONFIRM_DISPOSAL}:{said}", _subject(row))
    return said


def _subject(row: Disposal) -> audit.Subject:
    return audit.Subject(row.record_kind, row.record_id, row.reference)


async def proposals(work: Work) -> Listed[Proposed]:
    """Those that are open, and those that were stopped lately, newest first."""
    confirmed = exists().where(DisposalConfirmation.disposal_id == Disposal.id).label("confirmed")
    gone = exists().where(DisposalCertificate.disposal_id == Disposal.id)
    query = (
        select(Disposal, _proposer.display_name, confirmed)
        .outerjoin(_proposer, and_(_proposer.tenant_id == Disposal.tenant_id, _proposer.id == Disposal.proposed_by))
        .where(Disposal.withdrawn_at.is_(None), ~gone)
        .where(or_(Disposal.stopped_at.is_(None), Disposal.stopped_at > work.now - STOPPED_SHOWN))
        .order_by(Disposal.stopped_at.desc().nulls_first(), Disposal.id.desc())
        .limit(MOST_PROPOSED + 1)
    )
    found = [
        Proposed(
            id=row.id,
            kind=KeptKind(row.record_kind),
            reference=row.reference,
            record_type=RecordType(row.record_type),
            due_on=row.due_on,
            ground=DisposalGround(row.ground),
            trial=row.trial,
            proposed_by=who or "",
            is_mine=row.proposed_by == work.actor.staff,
            proposed_at=row.proposed_at,
            confirmed=is_confirmed,
            stopped_for=(row.stopped_for or "") if row.stopped_at else "",
        )
        for row, who, is_confirmed in await work.mine.execute(query)
    ]
    return Listed(found, MOST_PROPOSED)


async def certificates(work: Work, *, before: UUID | None = None, most: int = 50) -> Sequence[Certificate]:
    """Newest first; none after an id that the council does not have, whether another has it or nobody."""
    row = DisposalCertificate
    query = (
        select(row, _proposer.display_name, _second.display_name)
        .outerjoin(_proposer, and_(_proposer.tenant_id == row.tenant_id, _proposer.id == row.proposed_by))
        .outerjoin(_second, and_(_second.tenant_id == row.tenant_id, _second.id == row.confirmed_by))
        .order_by(row.id.desc())
        .limit(most)
    )
    if before is not None:
        last = aliased(row)
        query = query.where(row.id < select(last.id).where(last.id == before).scalar_subquery())
    return [_certificate(*found) for found in await work.mine.execute(query)]


def _certificate(row: DisposalCertificate, proposer: str | None, second: str | None) -> Certificate:
    return Certificate(
        id=row.id,
        kind=KeptKind(row.record_kind),
        record_id=row.record_id,
        reference=row.reference,
        record_type=RecordType(row.record_type),
        ground=DisposalGround(row.ground),
        due_on=row.due_on,
        trial=row.trial,
        proposed_by=proposer or "",
        proposed_at=row.proposed_at,
        confirmed_by=second or "",
        confirmed_at=row.confirmed_at,
        disposed_at=row.disposed_at,
        gone=_counted(row.gone),
        emptied=tuple(sorted(row.gone.get("emptied", {}).items())),
    )


def _counted(gone: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((table, part["count"]) for table, part in sorted(gone.items()) if "count" in part)
