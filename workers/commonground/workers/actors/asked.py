"""Somebody asked what is held about them, and a record that whoever answers can't see may name them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from commonground.platform.access import Action, Held
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import (
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.work import Work
from commonground.tenants.contexts.load import held_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.workers.actors.cover import tell_and_cover
from commonground.workers.actors.people import circle_around

_KIND = NotificationKind.ASKED_ABOUT_YOURS


async def asked_about_yours(work: Work, job: Job) -> None:
    """Told to the lead of the record; without one, to whoever manages it or is named on it. A second search tells
    nobody again who has not read it yet. What is not restricted any more is found by whoever searches again."""
    kind = RecordKind(job.subject_kind)
    held, opens, reference = await standing_of(work, kind, job.subject_id)
    if not held.restricted:
        return
    circle = await circle_around(work, held, opens)
    who = circle.lead_or_managers() - await _unread_by(work, job.subject_id)
    subject = SubjectRef(kind, job.subject_id, Reference(reference))
    # No entry in the trail says so: whoever searched reads the trail, and would learn there what they must not.
    await tell_and_cover(work, Notification(_KIND, subject, job.id, job.occurred_at), who, circle)


async def standing_of(work: Work, kind: RecordKind, record_id: UUID) -> tuple[Held, Action, str]:
    """What the decision needs of a referral or a context, the action of opening it and its reference."""
    if kind is RecordKind.REFERRAL:
        referral = (await work.mine.scalars(select(ReferralRow).where(ReferralRow.id == record_id))).one()
        return await held_referral(work, referral), Action.READ_REFERRAL, referral.reference
    context = (await work.mine.scalars(select(ContextRow).where(ContextRow.id == record_id))).one()
    return await held_context(work, context), Action.READ_CONTEXT, context.reference


async def _unread_by(work: Work, record_id: UUID) -> frozenset[UUID]:
    row = NotificationRow
    waits = (row.kind == _KIND.value, row.subject_id == record_id, row.read_at.is_(None))
    return frozenset(await work.mine.scalars(select(row.staff_id).where(*waits)))
