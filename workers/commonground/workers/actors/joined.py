"""A contact has been put on a context: who of those around that hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import bindparam, select

from commonground.platform.access import Action, Held
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
from commonground.tenants.around.models import ContextWatcher
from commonground.tenants.contexts.load import held_context
from commonground.tenants.contexts.merged import came_along
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState
from commonground.workers.actors.adding_up import hides_more, opens, tell_that_they_add_up
from commonground.workers.actors.circle import Circle
from commonground.workers.actors.cover import note_told, tell_and_note
from commonground.workers.actors.people import circle_around

CONTEXT = select(ContextRow).where(ContextRow.id == bindparam("id"))
WATCHERS = select(ContextWatcher.staff_id).where(ContextWatcher.context_id == bindparam("id"))


async def tell_of_joined(work: Work, job: Job, context_id: UUID, joined: ReferralRow, told: frozenset[UUID]) -> None:
    """By a decision: the lead, once, who hears as well when its contacts add up; and whoever watches it. `told`: who
    has heard of the decision itself."""
    around = await _around(work, context_id, joined)
    lead = around.circle.lead()
    notice = Notification(NotificationKind.CONTACT_JOINED_YOURS, _subject(around.context), job.id, job.occurred_at)
    await _tell(work, job, notice, lead - told, around)
    await _tell_watchers(work, job, around, told | lead)
    await tell_that_they_add_up(work, job, around.context, {joined.id})


async def tell_of_linked(work: Work, job: Job, context_id: UUID, joined: ReferralRow) -> None:
    """Somebody put it there, and perhaps others with it: the lead hears of what they add up to, and not of each; those
    who watch it hear of it once."""
    around = await _around(work, context_id, joined)
    await _tell_watchers(work, job, around, frozenset())
    await tell_that_they_add_up(work, job, around.context, await came_along(work, context_id, joined.id))


async def tell_of_moved(work: Work, job: Job, moved: ReferralRow) -> None:
    """It has gone to another team or person: for whoever hears of its context, it may count only now."""
    if moved.context_id is not None and moved.state != ReferralState.WITHDRAWN:
        context = (await work.mine.scalars(CONTEXT, {"id": moved.context_id})).one()
        await tell_that_they_add_up(work, job, context, {moved.id})


async def tell_changed(work: Work, job: Job, context: ContextRow, who: frozenset[UUID]) -> None:
    """Those who watch it: one notice of all that was done to it at one time, whichever fact says so."""
    kind, subject = NotificationKind.CONTEXT_CHANGED, _subject(context)
    once = uuid5(context.id, f"{kind}:{job.occurred_at.isoformat()}")
    others = who - {job.actor_id}
    await tell(work, Notification(kind, subject, once, job.occurred_at), others)
    await note_told(work, kind, subject, others)


def _subject(context: ContextRow) -> SubjectRef:
    return SubjectRef(RecordKind.CONTEXT, context.id, Reference(context.reference))


@dataclass(frozen=True)
class _Around:
    context: ContextRow
    circle: Circle
    watching: frozenset[UUID]
    contact: Held

    def who_open_both(self, who: frozenset[UUID]) -> frozenset[UUID]:
        people = (each for each in self.circle.people if each.staff_id in who)
        opening = frozenset(each.staff_id for each in people if opens(each, self.circle, self.contact))
        return self.circle.those(opening)


async def _around(work: Work, context_id: UUID, joined: ReferralRow) -> _Around:
    context = (await work.mine.scalars(CONTEXT, {"id": context_id})).one()
    watching = frozenset(await work.mine.scalars(WATCHERS, {"id": context_id}))
    circle = await circle_around(work, await held_context(work, context), Action.READ_CONTEXT, watching)
    return _Around(context, circle, watching, await held_referral(work, joined))


async def _tell_watchers(work: Work, job: Job, around: _Around, but: frozenset[UUID]) -> None:
    if who := around.who_open_both(around.watching - but - {job.actor_id}):
        await tell_changed(work, job, around.context, who)


async def _tell(work: Work, job: Job, notice: Notification, who: frozenset[UUID], around: _Around) -> None:
    """Of what is open to fewer than the context is, those hear who may open it, and nobody who covers for them."""
    if hides_more(around.contact, around.circle.held):
        may = around.who_open_both(who) - {job.actor_id}
        await tell(work, notice, may)
        await note_told(work, notice.kind, notice.subject, may)
    else:
        await tell_and_note(work, notice, who, around.circle, job.actor_id)
