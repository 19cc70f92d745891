"""Somebody added a file, and the scanner refused it afterwards: they think that it is kept, and hear that it is not.

Whoever can't open the record any more is not told of it; its lead is then, or else its managers. What the file is
called stays out of the notice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from commonground.platform.access import Action
from commonground.platform.notifications.service import tell
from commonground.platform.notifications.types import Notification, NotificationKind, RecordKind, Reference, SubjectRef
from commonground.platform.work import Work
from commonground.tenants.attachments.models import Attachment
from commonground.tenants.contexts.load import held_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referring.models import Statement
from commonground.workers.actors.circle import Circle
from commonground.workers.actors.cover import note_told, tell_and_note
from commonground.workers.actors.people import circle_around


async def tell_of_refused(work: Work, files: Sequence[Attachment]) -> None:
    """Each once. Of a file whose record is gone nobody is told."""
    for file in files:
        if file.record_kind == RecordKind.REFERRAL:
            await _on_referral(work, file)
        else:
            await _on_context(work, file)


async def _on_referral(work: Work, file: Attachment) -> None:
    row = await work.mine.scalar(select(ReferralRow).where(ReferralRow.id == file.record_id))
    if row is None:
        return
    about = SubjectRef(RecordKind.REFERRAL, row.id, Reference(row.reference))
    circle = await circle_around(work, await held_referral(work, row), Action.READ_REFERRAL, {file.added_by})
    writer = await work.mine.scalar(select(Statement.staff_id).where(Statement.referral_id == row.id))
    if writer == file.added_by and not circle.those({file.added_by}):
        await _tell_referrer(work, file, row)
    else:
        await _tell(work, file, about, circle)


async def _tell_referrer(work: Work, file: Attachment, row: ReferralRow) -> None:
    """They need not be able to open the record."""
    about = SubjectRef(RecordKind.REFERRED, row.id, Reference(row.reference))
    told = Notification(NotificationKind.FILE_REFUSED, about, file.id, work.now)
    await tell(work, told, {file.added_by})
    await note_told(work, told.kind, about, {file.added_by})


async def _on_context(work: Work, file: Attachment) -> None:
    row = await work.mine.scalar(select(ContextRow).where(ContextRow.id == file.record_id))
    if row is None:
        return
    about = SubjectRef(RecordKind.CONTEXT, row.id, Reference(row.reference))
    circle = await circle_around(work, await held_context(work, row), Action.READ_CONTEXT, {file.added_by})
    await _tell(work, file, about, circle)


async def _tell(work: Work, file: Attachment, about: SubjectRef, circle: Circle) -> None:
    who: frozenset[UUID] = circle.those({file.added_by}) or circle.lead_or_managers()
    await tell_and_note(work, Notification(NotificationKind.FILE_REFUSED, about, file.id, work.now), who, circle)
