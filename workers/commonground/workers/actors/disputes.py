"""Who is told where two councils do not agree whose something is: each council's own duty team, and its managers once
it is late. Notices say that there is such a question, and never of whom or where."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from commonground.platform.access import Action
from commonground.platform.calendar import LONDON
from commonground.platform.calendar.working import WorkingCalendar
from commonground.platform.disputes.queries import dispute_of, late
from commonground.platform.disputes.service import escalate_late
from commonground.platform.disputes.types import DisputeView, Turn
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.service import tell
from commonground.platform.notifications.types import (
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.work import Work
from commonground.tenants.disclosures.standing import standing_of
from commonground.workers.actors.circle import Circle
from commonground.workers.actors.cover import note_told, tell_and_note
from commonground.workers.actors.crossings import who_may_answer
from commonground.workers.actors.people import circle_around, leads_for_access
from commonground.workers.actors.timely import told_of

_K: Final = NotificationKind
_MOST: Final = 500


class DisputeMissingError(LookupError):
    """A fact names a dispute in which this council has no part: it stays in the outbox, to be looked into."""


async def dispute_opened(work: Work, job: Job) -> None:
    await _tell_all(work, _K.DISPUTE_OPENED, job)


async def dispute_changed(work: Work, job: Job) -> None:
    await _tell_all(work, _K.DISPUTE_CHANGED, job)


async def dispute_escalated(work: Work, job: Job) -> None:
    """The managers, in both councils."""
    dispute = await _found(work, job)
    circle = await _around(work, dispute)
    await tell_and_note(work, _told(_K.DISPUTE_ESCALATED, dispute, job.id, job.occurred_at), circle.managers(), circle)


async def dispute_without_agreement(work: Work, job: Job) -> None:
    """The information-governance leads of the council that asked; of what is about a restricted record, those who are
    named on it."""
    dispute = await _found(work, job)
    standing = await standing_of(work, dispute.offer_id) if dispute.offer_id else None
    leads = await leads_for_access(work)
    who = leads & standing.held.named if standing is not None and standing.held.restricted else leads
    told = _told(_K.DISPUTE_WITHOUT_AGREEMENT, dispute, job.id, job.occurred_at)
    await tell(work, told, who)
    await note_told(work, told.kind, told.subject, who)


async def disputes_due(work: Work, calendar: WorkingCalendar) -> None:
    """In the council's own hours: whoever's answer is late is reminded; a working day later, or where all of it should
    have been settled by now, it goes to the managers of both."""
    if not is_open(work.now, calendar):
        return
    found = await late(work, _MOST)
    told = await told_of(work, [_key(each) for each in found])
    for each in found:
        if is_for_managers(each, work.now, calendar):
            await escalate_late(work, each.id)
        elif each.turn is Turn.OURS and _key(each) not in told:
            await _remind(work, each)


def is_open(now: datetime, calendar: WorkingCalendar) -> bool:
    today = now.astimezone(LONDON).date()
    return calendar.is_working_day(today) and now >= calendar.opening(today)


def is_for_managers(dispute: DisputeView, now: datetime, calendar: WorkingCalendar) -> bool:
    """Pure, by the council's own working days; once only."""
    unanswered = calendar.due_after_working_days(dispute.answer_by, 1) <= now
    return dispute.escalated_at is None and (unanswered or dispute.settle_by <= now)


def _key(dispute: DisputeView) -> UUID:
    """Of this answer: the next one is news."""
    return uuid5(dispute.id, f"due {dispute.answer_by.timestamp():.0f}")


async def _remind(work: Work, dispute: DisputeView) -> None:
    circle = await _around(work, dispute)
    told = _told(_K.DISPUTE_DUE, dispute, _key(dispute), work.now)
    await tell_and_note(work, told, circle.screeners_and_managers(), circle)


async def _tell_all(work: Work, kind: NotificationKind, job: Job) -> None:
    """The duty team and its managers."""
    dispute = await _found(work, job)
    circle = await _around(work, dispute)
    who = circle.screeners_and_managers()
    await tell_and_note(work, _told(kind, dispute, job.id, job.occurred_at), who, circle)


async def _around(work: Work, dispute: DisputeView) -> Circle:
    """Whoever answers for the council; of what is about a restricted record, those of them who are named on it."""
    standing = await standing_of(work, dispute.offer_id) if dispute.offer_id else None
    if standing is not None and standing.held.restricted:
        return await circle_around(work, standing.held, Action.SETTLE_DISPUTE)
    return await who_may_answer(work)


async def _found(work: Work, job: Job) -> DisputeView:
    dispute = await dispute_of(work, job.subject_id)
    if dispute is None:
        raise DisputeMissingError
    return dispute


def _told(kind: NotificationKind, dispute: DisputeView, key: UUID, at: datetime) -> Notification:
    return Notification(kind, SubjectRef(RecordKind.DISPUTE, dispute.id, Reference(dispute.reference)), key, at)
