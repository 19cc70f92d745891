"""Who is told of what goes from one council to another: each council's own job tells its own people, and nobody learns
more than the reference.

Before it is accepted, an offer is before whoever may answer for the council; from then on, before whoever it was
accepted for and the managers of their team. On the sender's side it is before its author, and whoever leads the record
that it is about; of what is restricted before the named alone. Each is asked about by the decision of that moment."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import Select, select

from commonground.platform.access import Action, Actor, Held, Role, may_authorise
from commonground.platform.councils.people import Team
from commonground.platform.crossings.queries import offer_of
from commonground.platform.crossings.rules import news_goes
from commonground.platform.crossings.types import PENDING, OfferView, Side, State, Urgency
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.service import settle_for_all
from commonground.platform.notifications.types import (
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.references import ReferenceKind, reference_kind
from commonground.platform.work import Work
from commonground.tenants.disclosures.lines import write_lines
from commonground.tenants.disclosures.queries import last_answered, waiting_supplement
from commonground.tenants.disclosures.standing import Standing, standing_of
from commonground.tenants.disclosures.types import DisclosureState
from commonground.tenants.received.lines import write_later_news
from commonground.tenants.received.load import held_received
from commonground.tenants.received.models import ReceivedHandoff
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.workers.actors.circle import Circle, as_actor
from commonground.workers.actors.cover import tell_and_note
from commonground.workers.actors.people import circle_around, leads_for_access, unread_by

_K: Final = NotificationKind
TO_ANSWER: Final = frozenset({_K.CROSSING_OFFERED, _K.CROSSING_URGENT, _K.CROSSING_DUE, _K.CROSSING_OVERDUE})
"""What asks the receiver for an answer: it asks no longer once the offer is taken back."""
_FRONT_DOOR: Final[Select[UUID]] = select(Team.id).where(Team.kind == "front_door").order_by(Team.id).limit(1)


class CrossingMissingError(LookupError):
    """A fact names a crossing that this council has no part in: it stays in the outbox, to be looked into."""


async def disclosure_waits(work: Work, job: Job) -> None:
    """Everybody who may be the second person; never its author, nor whoever wrote what is to be agreed to."""
    standing = await _prepared(work, job)
    if not await waits(work, standing):
        return
    held, author = standing.held, standing.row.author_id
    circle = await circle_around(work, held, Action.AUTHORISE_DISCLOSURE)
    people = [as_actor(person, held.team_id) for person in circle.people]
    people += [Actor(roles=frozenset({Role.IG_LEAD}), staff_id=lead) for lead in await leads_for_access(work)]
    who = {person.staff for person in people if may_authorise(person, author, held, Action.AUTHORISE_DISCLOSURE)}
    await tell_and_note(work, _told(_K.DISCLOSURE_WAITS, job, standing.row.reference), who, circle, job.actor_id)


async def waits(work: Work, standing: Standing) -> bool:
    """Whether a second person is asked still: for the package, or for later news of what was sent."""
    row = standing.row
    if row.state != DisclosureState.SENT:
        return row.state == DisclosureState.PROPOSED
    offer = await offer_of(work, row.id)
    if offer is None or not news_goes(offer):
        return False
    return await waiting_supplement(work, row.id, offer.last_no) is not None


async def disclosure_decided(work: Work, job: Job) -> None:
    """Its author, and whoever wrote what was answered: later news may be a colleague's."""
    standing = await _prepared(work, job)
    answered = await last_answered(work, job.subject_id)
    wrote = {answered.made_by} if answered is not None and answered.made_by is not None else set[UUID]()
    circle = await circle_around(work, standing.held, Action.READ_HANDOFF, wrote)
    told = _told(_K.DISCLOSURE_DECIDED, job, standing.row.reference)
    await tell_and_note(work, told, circle.lead() | circle.those(wrote), circle, job.actor_id)


async def crossing_offered(work: Work, job: Job) -> None:
    """Whoever may answer it. Where somebody may be in danger today, the notice says so."""
    offer = await offer_for(work, job)
    if offer.standing is not State.SENT:
        return
    kind = _K.CROSSING_URGENT if offer.urgency is Urgency.TODAY else _K.CROSSING_OFFERED
    circle = await who_may_answer(work)
    await tell_and_note(work, _told(kind, job, offer.reference), circle.screeners_and_managers(), circle)


async def crossing_changed(work: Work, job: Job) -> None:
    """At the receiver's: whoever has it there, and of later news whoever leads the referral that it was taken in as.
    What was taken back asks nobody any longer."""
    offer = await offer_for(work, job)
    if offer.standing not in PENDING and not offer.is_open:
        await settle_for_all(work, offer.id, TO_ANSWER)
    received = await received_of(work, offer.id)
    if received is None:
        circle = await who_may_answer(work)
        who = circle.screeners_and_managers()
    else:
        circle = await around_received(work, received)
        who = circle.lead() | circle.managers()
    await tell_and_note(work, _told(_K.CROSSING_CHANGED, job, offer.reference), who, circle)
    if received is not None and await write_later_news(work, received, offer):
        await _tell_its_referral(work, job, received)


async def _tell_its_referral(work: Work, job: Job, received: ReceivedHandoff) -> None:
    """Later news may change what was decided about the referral that it was taken in as: its lead hears, or its
    screeners, as of any news of whoever told us. They need not be able to open the handoff: the notice is about the
    referral, which says under which reference it came. Whoever was told already is told once."""
    row = (await work.mine.scalars(select(ReferralRow).where(ReferralRow.id == received.referral_id))).one()
    circle = await circle_around(work, await held_referral(work, row), Action.READ_REFERRAL)
    subject = SubjectRef(RecordKind.REFERRAL, row.id, Reference(row.reference))
    told = Notification(_K.REPORTER_ADDED_NEWS, subject, job.id, job.occurred_at)
    await tell_and_note(work, told, circle.lead_and_who_decides(), circle)


async def crossing_answered(work: Work, job: Job) -> None:
    """At the sender's: its author, and whoever leads the record that it is about, where they may open it. The record's
    own timeline says it too."""
    standing = await _prepared(work, job)
    offer = await offer_for(work, job)
    await write_lines(work, standing.row, offer)
    if not await waits(work, standing):  # later news that can't go any more asks no second person
        await settle_for_all(work, offer.id, {_K.DISCLOSURE_WAITS})
    circle = await around_sent(work, standing)
    await tell_and_note(work, _told(_K.CROSSING_ANSWERED, job, offer.reference), whose_it_is(circle, standing), circle)


async def crossing_escalated(work: Work, job: Job) -> None:
    """On either side: the managers. Before it is accepted, at the receiver's, those who may answer it."""
    offer = await offer_for(work, job)
    if offer.side is Side.SENDER:
        circle = await around_sent(work, await _prepared(work, job))
    else:
        received = await received_of(work, offer.id)
        circle = await (who_may_answer(work) if received is None else around_received(work, received))
    await tell_and_note(work, _told(_K.CROSSING_OVERDUE, job, offer.reference), circle.managers(), circle)


async def crossing_without_agreement(work: Work, job: Job) -> None:
    """The sender's information-governance leads; of what is restricted, those who are named on it."""
    standing = await _prepared(work, job)
    leads = await leads_for_access(work)
    who = leads & standing.held.named if standing.held.restricted else leads
    circle = Circle((), standing.held, Action.AUTHORISE_DISCLOSURE)
    told = _told(_K.CROSSING_WITHOUT_AGREEMENT, job, standing.row.reference)
    await tell_and_note(work, told, who, circle, job.actor_id)


async def pass_on_urgent(work: Work, offer_id: UUID, key: UUID) -> None:
    """An offer about danger today that nobody has acknowledged or read: the council's other managers."""
    offer = await offer_of(work, offer_id)
    if offer is None or offer.side is not Side.RECEIVER or offer.standing is not State.SENT:
        return
    circle = await who_may_answer(work)
    who = circle.everybody() - await unread_by(work, _K.CROSSING_URGENT, offer.id)
    if who:
        told = Notification(_K.CROSSING_URGENT, subject_of(offer.id, offer.reference), key, work.now)
        await tell_and_note(work, told, who, circle)


async def who_may_answer(work: Work) -> Circle:
    """Around an offer that nobody has accepted: the front door's people, and managers."""
    team: UUID | None = (await work.mine.scalars(_FRONT_DOOR)).first()
    return await circle_around(work, Held(team, None), Action.ANSWER_CROSSING)


async def around_received(work: Work, received: ReceivedHandoff) -> Circle:
    return await circle_around(work, held_received(received), Action.READ_HANDOFF)


async def around_sent(work: Work, standing: Standing) -> Circle:
    also = [standing.lead_id] if standing.lead_id else []
    return await circle_around(work, standing.held, Action.READ_HANDOFF, also)


def whose_it_is(circle: Circle, standing: Standing) -> frozenset[UUID]:
    """The author and whoever leads the record, as far as they may open it now."""
    return circle.those({standing.row.author_id, *([standing.lead_id] if standing.lead_id else [])})


async def received_of(work: Work, offer_id: UUID) -> ReceivedHandoff | None:
    return (await work.mine.scalars(select(ReceivedHandoff).where(ReceivedHandoff.id == offer_id))).one_or_none()


async def offer_for(work: Work, job: Job) -> OfferView:
    offer = await offer_of(work, job.subject_id)
    if offer is None:
        raise CrossingMissingError
    return offer


async def _prepared(work: Work, job: Job) -> Standing:
    standing = await standing_of(work, job.subject_id)
    if standing is None:
        raise CrossingMissingError
    return standing


def subject_of(crossing_id: UUID, reference: str) -> SubjectRef:
    outside = reference_kind(reference) is ReferenceKind.DISCLOSURE
    return SubjectRef(RecordKind.OUTSIDE if outside else RecordKind.CROSSING, crossing_id, Reference(reference))


def _told(kind: NotificationKind, job: Job, reference: str) -> Notification:
    return Notification(kind, subject_of(job.subject_id, reference), job.id, job.occurred_at)
