"""Somebody asked what is held about them, and a record that whoever answers can't see may name them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import Uuid, bindparam, select

from commonground.platform.access import Action, Held
from commonground.platform.identity.passes import Job
from commonground.platform.ids import ending_as, number_of
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
from commonground.tenants.subject_access.waiting import open_requests
from commonground.workers.actors.circle import Circle
from commonground.workers.actors.cover import tell_and_cover
from commonground.workers.actors.people import circle_around

_KIND: Final = NotificationKind.ASKED_ABOUT_YOURS
_TOLD: Final = select(NotificationRow.staff_id, NotificationRow.fact_id).where(
    NotificationRow.kind == _KIND.value, NotificationRow.subject_id == bindparam("record_id", type_=Uuid())
)
Choose = Callable[[Circle], frozenset[UUID]]


async def asked_about_yours(work: Work, job: Job) -> None:
    """Told to the lead of the record; without one, to whoever manages it or is named on it: each of them once for one
    request, however often it is searched."""
    subject, told = (job.subject_kind, job.subject_id), (_once(job), job.occurred_at)
    await _tell(work, *subject, *told, Circle.lead_or_managers)


async def pass_on_asked(work: Work, kind: str, record_id: UUID, key: UUID) -> None:
    """To everybody else who may open it: the answer is not to be left to one who is ill. `key` ends as the request
    does, like that of what nobody has read."""
    await _tell(work, kind, record_id, key, work.now, Circle.everybody)


async def _tell(work: Work, kind: str, record_id: UUID, key: UUID, at: datetime, choose: Choose) -> None:
    """Of a request that still waits for its answer: after that nobody can add anything to it. What is not restricted
    any more is found by whoever searches again. No entry in the trail says that somebody was told: whoever searched
    reads the trail, and would learn there what they must not."""
    held, opens, reference = await standing_of(work, RecordKind(kind), record_id)
    if not held.restricted or number_of(key) not in await open_requests(work):
        return
    circle = await circle_around(work, held, opens)
    who = choose(circle) - await _told_before(work, record_id, key)
    subject = SubjectRef(RecordKind(kind), record_id, Reference(reference))
    await tell_and_cover(work, Notification(_KIND, subject, key, at), who, circle)


async def standing_of(work: Work, kind: RecordKind, record_id: UUID) -> tuple[Held, Action, str]:
    """What the decision needs of a referral or a context, the action of opening it and its reference."""
    if kind is RecordKind.REFERRAL:
        referral = (await work.mine.scalars(select(ReferralRow).where(ReferralRow.id == record_id))).one()
        return await held_referral(work, referral), Action.READ_REFERRAL, referral.reference
    context = (await work.mine.scalars(select(ContextRow).where(ContextRow.id == record_id))).one()
    return await held_context(work, context), Action.READ_CONTEXT, context.reference


def _once(job: Job) -> UUID:
    """The key of the effect: the same for every search of one request that finds the record. Every such fact ends as
    the request does."""
    return ending_as(uuid5(job.subject_id, number_of(job.id)), job.id)


async def _told_before(work: Work, record_id: UUID, key: UUID) -> frozenset[UUID]:
    """Whoever knows of this request and this record already."""
    rows = await work.mine.rows(_TOLD, {"record_id": record_id})
    return frozenset(row.staff_id for row in rows if number_of(row.fact_id) == number_of(key))
