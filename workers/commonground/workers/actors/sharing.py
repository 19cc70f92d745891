"""Who is told of what is shared with partners: the second person, the sponsor, and the partner. Each is asked about by
the decision of the moment at which they are told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import and_, select

from commonground.platform.access import Action, Actor, Role, decide_shared, known_roles, may_authorise
from commonground.platform.councils.people import Staff
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
from commonground.tenants.contexts.load import held_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.sharing import queries
from commonground.tenants.sharing.models import PartnerInvitation
from commonground.tenants.sharing.types import Invitation, State
from commonground.workers.actors.circle import as_actor
from commonground.workers.actors.cover import note_told, tell_and_note
from commonground.workers.actors.people import circle_around, leads_for_access

SOON: Final = timedelta(days=7)
"""So long before its end the sponsor is reminded of an invitation."""


class InvitationMissingError(LookupError):
    """A fact names an invitation that this council does not have: it stays in the outbox, to be looked into."""


async def sharing_waits(work: Work, job: Job) -> None:
    """Whoever may agree to it: managers of the team that holds the context, and who answers for access; of what is
    restricted only those who are named on it."""
    invitation, row = await _found(work, job)
    if invitation.state is not State.PROPOSED:
        return
    held = await held_context(work, row)
    circle = await circle_around(work, held, Action.READ_CONTEXT)
    people = [as_actor(person, held.team_id) for person in circle.people]
    people += [Actor(roles=frozenset({Role.IG_LEAD}), staff_id=lead) for lead in await leads_for_access(work)]
    who = {person.staff for person in people if may_authorise(person, invitation.sponsor_id, held)}
    subject = SubjectRef(RecordKind.SHARING, invitation.id, Reference(row.reference))
    await _tell(work, NotificationKind.SHARING_WAITS, subject, job, who)


async def sharing_decided(work: Work, job: Job) -> None:
    """The sponsor."""
    invitation, row = await _found(work, job)
    await _tell_sponsor(work, NotificationKind.SHARING_DECIDED, row, job, invitation.sponsor_id, job.id)


async def partner_invited(work: Work, job: Job) -> None:
    """The one who is invited, or everybody of the organisation, if the invitation still stands."""
    invitation, row = await _found(work, job)
    shared = (await queries.shared_by_id(work, [invitation.id]))[invitation.id]
    of_it = (Staff.organisation_id == invitation.organisation_id, Staff.ended_at.is_(None))
    people: Any = (await work.mine.execute(select(Staff.id, Staff.roles).where(*of_it))).all()
    partners = [
        Actor(roles=known_roles(each.roles), staff_id=each.id, organisation_id=invitation.organisation_id)
        for each in people
    ]
    who = {partner.staff for partner in partners if decide_shared(partner, shared, work.now)}
    subject = SubjectRef(RecordKind.SHARED, invitation.id, Reference(row.reference))
    await _tell(work, NotificationKind.PARTNER_INVITED, subject, job, who)


async def sharing_due(work: Work, job: Job) -> None:
    """Each invitation that ends within a week is told to its sponsor, once."""
    ours = and_(PartnerInvitation.tenant_id == ContextRow.tenant_id, PartnerInvitation.context_id == ContextRow.id)
    soon = (
        PartnerInvitation.state == State.ACTIVE.value,
        PartnerInvitation.until_at > work.now,
        PartnerInvitation.until_at <= work.now + SOON,
    )
    query = select(PartnerInvitation.id, PartnerInvitation.sponsor_id, ContextRow).join(ContextRow, ours).where(*soon)
    rows: Any = (await work.mine.execute(query.order_by(PartnerInvitation.until_at, PartnerInvitation.id))).all()
    for row in rows:
        key = uuid5(row.id, "ends soon")
        await _tell_sponsor(work, NotificationKind.SHARING_ENDS_SOON, row.ContextRow, job, row.sponsor_id, key)


async def _tell_sponsor(
    work: Work, kind: NotificationKind, row: ContextRow, job: Job, sponsor: UUID, key: UUID
) -> None:
    """And whoever covers for them, of what is shared of this context."""
    circle = await circle_around(work, await held_context(work, row), Action.READ_CONTEXT)
    subject = SubjectRef(RecordKind.CONTEXT, row.id, Reference(row.reference))
    await tell_and_note(work, Notification(kind, subject, key, job.occurred_at), {sponsor}, circle, job.actor_id)


async def _found(work: Work, job: Job) -> tuple[Invitation, ContextRow]:
    found = await queries.one(work, job.subject_id)
    if found is None:
        raise InvitationMissingError
    return found


async def _tell(work: Work, kind: NotificationKind, subject: SubjectRef, job: Job, who: Collection[UUID]) -> None:
    others = [person for person in who if person != job.actor_id]
    await tell(work, Notification(kind, subject, job.id, job.occurred_at), others)
    await note_told(work, kind, subject, others)
