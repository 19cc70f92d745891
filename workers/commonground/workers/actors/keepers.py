"""Restricted records that have nobody left: told to whoever answers for access, and to whoever is named on one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

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
from commonground.tenants.keepers.queries import Alone, left_alone_by
from commonground.workers.actors.asked import standing_of
from commonground.workers.actors.cover import note_told, tell_and_note
from commonground.workers.actors.look_alikes import tell_of_earlier
from commonground.workers.actors.people import all_who_answer_for_access, circle_around, unread_by


async def nobody_left(work: Work, job: Job) -> None:
    """Of each record on which this person was the last who could look after it, everybody who answers for access: also
    whoever ended their work, who could not see that it would come to this."""
    for record in await left_alone_by(work, job.subject_id):
        who = await all_who_answer_for_access(work, None)
        await tell_nobody_left(work, record, uuid5(job.id, str(record.id)), job.occurred_at, who)


async def tell_nobody_left(work: Work, record: Alone, key: UUID, at: datetime, who: Collection[UUID]) -> None:
    """`who` answers for access: they learn the reference, and where to name somebody."""
    subject = SubjectRef(RecordKind.KEEPERS, record.id, Reference(record.reference))
    await tell(work, Notification(NotificationKind.NOBODY_LEFT, subject, key, at), who)
    about = SubjectRef(RecordKind(record.kind), record.id, subject.reference)
    await note_told(work, NotificationKind.NOBODY_LEFT, about, who)


async def pass_on_nobody_left(work: Work, record: Alone, key: UUID) -> None:
    """To those who answer for access now and have no such notice yet."""
    told = await unread_by(work, NotificationKind.NOBODY_LEFT, record.id)
    if others := await all_who_answer_for_access(work, None) - told:
        await tell_nobody_left(work, record, key, work.now, others)


async def keeper_named(work: Work, job: Job) -> None:
    """Whoever can look after it: nobody could before. And the others who answer for access, who were asked to name
    somebody: one of them alone opens nothing to anybody unseen. What came in meanwhile was told to nobody: it is
    now."""
    held, opens, reference = await standing_of(work, RecordKind(job.subject_kind), job.subject_id)
    circle = await circle_around(work, held, opens)
    subject = SubjectRef(RecordKind(job.subject_kind), job.subject_id, Reference(reference))
    told = Notification(NotificationKind.KEEPER_NAMED, subject, job.id, job.occurred_at)
    await tell_and_note(work, told, circle.keepers(), circle, job.actor_id)
    others = await all_who_answer_for_access(work, job.actor_id) - circle.keepers()
    said = replace(told, kind=NotificationKind.LOOKED_AFTER, subject=replace(subject, kind=RecordKind.TRAIL))
    await tell(work, said, others)
    await note_told(work, said.kind, subject, others)
    if RecordKind(job.subject_kind) is RecordKind.CONTEXT:
        await tell_of_earlier(work, job)
