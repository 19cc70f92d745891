"""Somebody is given an action on a context; it is due soon; it is overdue. Each is told once, to whoever is to do it.

Whoever has left, or can't work on the context any more, can't do it: then its lead is told, or else its managers, who
can give it to somebody. What the action is stays out of the notice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from commonground.platform.access import Action, Held
from commonground.platform.cover.service import today_of
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.types import Notification, NotificationKind, RecordKind, Reference, SubjectRef
from commonground.platform.work import Work
from commonground.tenants.actions import due
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.rules import ActionStatus
from commonground.tenants.contexts.load import held_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.workers.actors.cover import tell_and_note
from commonground.workers.actors.people import circle_around
from commonground.workers.actors.timely import told_of


async def action_given(work: Work, job: Job) -> None:
    """Not of one that is over by now, nor of one that went with its context."""
    row = ContextAction
    of_context = and_(ContextRow.tenant_id == row.tenant_id, ContextRow.id == row.context_id)
    which = (row.id == job.subject_id, row.status == ActionStatus.OPEN.value)
    query = select(ContextRow.id, ContextRow.reference, row.owner_id).join(ContextRow, of_context).where(*which)
    found: Any = (await work.mine.execute(query)).one_or_none()
    if found is None:
        return
    held = (await held_contexts(work, [found.id]))[found.id]
    subject = SubjectRef(RecordKind.CONTEXT, found.id, Reference(found.reference))
    told = Notification(NotificationKind.ACTION_GIVEN, subject, job.id, job.occurred_at)
    circle = await circle_around(work, held, Action.CHANGE_CONTEXT, {found.owner_id})
    await tell_and_note(work, told, circle.those({found.owner_id}), circle, job.actor_id)


async def actions_due(work: Work, job: Job) -> None:  # noqa: ARG001  # an effect's signature
    """Those of which nobody was told yet."""
    listed = await due.actions_due(work, today_of(work))
    told = await told_of(work, [each.key for each in listed])
    fresh = [each for each in listed if each.key not in told]
    ids = {each.context_id for each in fresh}
    held = await held_contexts(work, ids)
    found = await work.mine.execute(select(ContextRow.id, ContextRow.reference).where(ContextRow.id.in_(ids)))
    references: dict[UUID, str] = {row.id: row.reference for row in found}
    for each in fresh:
        await _remind(work, each, held[each.context_id], references[each.context_id])


async def _remind(work: Work, each: due.Due, held: Held, reference: str) -> None:
    kind = NotificationKind.ACTION_OVERDUE if each.overdue else NotificationKind.ACTION_DUE_SOON
    subject = SubjectRef(RecordKind.CONTEXT, each.context_id, Reference(reference))
    circle = await circle_around(work, held, Action.CHANGE_CONTEXT, {each.owner_id})
    who = circle.those({each.owner_id}) or circle.lead_or_managers()
    await tell_and_note(work, Notification(kind, subject, each.key, work.now), who, circle)
