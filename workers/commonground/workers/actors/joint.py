"""Who is told of joint concerns: whoever may answer for the council, and whoever speaks for it in one. Notices say that
there is something, and never what."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import any_, or_, select

from commonground.platform.access import Action, Role
from commonground.platform.councils.people import Staff
from commonground.platform.identity.passes import Job
from commonground.platform.joint.queries import asked_of_us
from commonground.platform.joint.service import expire
from commonground.platform.notifications.service import tell
from commonground.platform.notifications.types import (
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.work import Work
from commonground.tenants.joint.load import held_joints
from commonground.workers.actors.cover import note_told, tell_and_note
from commonground.workers.actors.people import circle_around, leads_for_access

log = structlog.get_logger(__name__)

_COORDINATE: Final = (Role.TEAM_MANAGER, Role.CS_CONSULTANT)
_WHO: Final = select(Staff.id).where(
    Staff.ended_at.is_(None), or_(*(any_(Staff.roles) == role.value for role in _COORDINATE))
)


async def joint_invited(work: Work, job: Job) -> None:
    """Everybody who may join for the council: it is no team's yet. Nobody, where it was answered or taken back."""
    party = next((each for each in await asked_of_us(work) if each.concern_id == job.subject_id), None)
    if party is None:
        return
    subject = SubjectRef(RecordKind.JOINT_ASKED, job.subject_id, Reference(party.reference))
    who = set(await work.mine.scalars(_WHO))
    await tell(work, Notification(NotificationKind.JOINT_INVITED, subject, job.id, job.occurred_at), who)
    await note_told(work, NotificationKind.JOINT_INVITED, subject, who)


async def joint_changed(work: Work, job: Job) -> None:
    await _tell_coordinator(work, NotificationKind.JOINT_CHANGED, job)


async def joint_lead_asked(work: Work, job: Job) -> None:
    await _tell_coordinator(work, NotificationKind.JOINT_LEAD_ASKED, job)


async def joint_without_agreement(work: Work, job: Job) -> None:
    """The information-governance leads: what was shared stands on a reason alone."""
    reference = await _reference(work, job.subject_id)
    if reference is None:
        return
    subject = SubjectRef(RecordKind.TRAIL, job.subject_id, Reference(reference))
    who = await leads_for_access(work)
    await tell(work, Notification(NotificationKind.JOINT_WITHOUT_AGREEMENT, subject, job.id, job.occurred_at), who)
    await note_told(work, NotificationKind.JOINT_WITHOUT_AGREEMENT, subject, who)


async def joint_due(work: Work, job: Job) -> None:  # noqa: ARG001  # every effect is called alike
    """What the council keeps no longer goes, and so do its partners whose time is over."""
    if over := await expire(work):
        log.info("joint_over", over=over)


async def _tell_coordinator(work: Work, kind: NotificationKind, job: Job) -> None:
    """And whoever covers for them. Nobody, where the council has left meanwhile."""
    link = (await held_joints(work, [job.subject_id])).get(job.subject_id)
    if link is None:
        return
    circle = await circle_around(work, link.held, Action.READ_JOINT)
    subject = SubjectRef(RecordKind.JOINT, link.id, Reference(link.reference))
    who = circle.lead()
    await tell_and_note(work, Notification(kind, subject, job.id, job.occurred_at), who, circle, job.actor_id)


async def _reference(work: Work, concern_id: UUID) -> str | None:
    link = (await held_joints(work, [concern_id])).get(concern_id)
    return None if link is None else link.reference
