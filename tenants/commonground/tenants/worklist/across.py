"""Tasks about what goes from one council to another. A line says the reference and the day, and nothing of what it is
about: of an offer, because nothing identifies before it is accepted; of the rest, because the page says it.

Offers are no rows of the council's own, so this room's statements read them through `crossing.ours()`, which is the
table as its policies show it to the acting council."""

from __future__ import annotations

from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    TableValuedAlias,
    and_,
    case,
    column,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from commonground.platform.access import Action, Actor, HeldColumns, Reach, reach_of, reachable
from commonground.platform.councils.people import Staff
from commonground.platform.crossings.models import Offer
from commonground.platform.crossings.queries import stopped_of
from commonground.platform.crossings.rules import NEWS_GOES
from commonground.platform.crossings.types import PENDING, State, Urgency, Verb
from commonground.platform.disputes.models import Dispute
from commonground.platform.disputes.types import LIVE
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.disclosures.models import Authorisation, Disclosure, Package
from commonground.tenants.disclosures.types import Destination, DisclosureState
from commonground.tenants.outside.models import OutsideReceiver
from commonground.tenants.received.models import ReceivedHandoff
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.worklist.lines import NEVER, in_my_teams, line

_NEEDED: Final = (
    "id", "reference", "sender_id", "receiver_id", "verb", "state", "urgency", "last_no", "respond_by", "expires_at",
    "complete_at", "conference_due_at", "purge_asked_at", "purge_answered_at", "purged", "changed_at", "agreement_id",
)  # fmt: skip  # columns of an offer
_row: Final = Disclosure
_YES, _NO = true(), false()
_Lead = ColumnElement[UUID | None]


def to_answer(work: Work) -> Select[Any]:
    """What was offered and not accepted: before whoever may answer for the council. Where more was asked for, it waits
    for the sender."""
    offer = _ours()
    takes = and_(offer.c.state == State.ACKNOWLEDGED.value, offer.c.verb != Verb.INFORM.value)
    queried = offer.c.state == State.QUERIED.value
    query = line(
        place="/handoffs/" + offer.c.reference,
        reference=offer.c.reference,
        due_at=case((queried, offer.c.expires_at), else_=offer.c.respond_by),
        danger=offer.c.urgency == Urgency.TODAY.value,
        paused=queried,
        paused_at=case((queried, offer.c.changed_at), else_=NEVER),
    )
    waits = or_(offer.c.state == State.SENT.value, takes, queried)
    return query.where(offer.c.receiver_id == work.actor.council, waits, offer.c.expires_at > work.now)


def to_agree(work: Work) -> Select[Any]:
    """What `may_authorise` lets them agree to: nobody's own, a manager's team's alone, and of what is restricted only
    that on which they are named. Later news of what was sent, too, as long as it can be sent."""
    offer = _ours()
    answered = exists().where(Authorisation.tenant_id == Package.tenant_id, Authorisation.package_id == Package.id)
    news = exists().where(
        and_(Package.tenant_id == _row.tenant_id, Package.crossing_id == _row.id, Package.side == "sent"),
        and_(Package.no == offer.c.last_no + 1, Package.made_by != work.actor.staff, ~answered),
        and_(offer.c.id == _row.id, Package.erased_at.is_(None)),
        and_(offer.c.state.in_([state.value for state in NEWS_GOES]), offer.c.purged.is_not(True)),
    )
    waits = or_(_in(DisclosureState.PROPOSED), and_(_in(DisclosureState.SENT), news))
    query = line(place="/handoffs/" + _row.reference + "/authorise", reference=_row.reference.expression)
    query = query.select_from(_row).where(waits, _row.author_id != work.actor.staff)
    return query.where(_to(Destination.COUNCIL), _reached(work.actor, Action.AUTHORISE_DISCLOSURE))


def to_agree_outside(work: Work) -> Select[Any]:
    """The same of what is to leave the platform."""
    query = line(place="/disclosures/" + _row.reference + "/authorise", reference=_row.reference.expression)
    query = query.select_from(_row).where(_in(DisclosureState.PROPOSED), _row.author_id != work.actor.staff)
    return query.where(_to(Destination.OUTSIDE), _reached(work.actor, Action.AUTHORISE_DISCLOSURE))


def outside(work: Work) -> Select[Any]:
    """What is to be sent outside the platform; and what was sent and nobody has opened, which waits for them until
    it is locked or over."""
    row = OutsideReceiver
    waits = and_(_in(DisclosureState.SENT), row.locked_at.is_(None))
    due = _row.expires_at.expression
    since = case((waits, row.sent_at), else_=NEVER)
    query = _prepared(work, "/disclosures/" + _row.reference, due_at=due, paused=waits, paused_at=since)
    query = query.join(row, and_(row.tenant_id == _row.tenant_id, row.disclosure_id == _row.id))
    open_still = and_(_in(DisclosureState.SENT), row.opened_at.is_(None), _row.expires_at > work.now)
    return query.where(or_(_in(DisclosureState.AUTHORISED), open_still))


def to_send(work: Work) -> Select[Any]:
    return _prepared(work, "/handoffs/" + _row.reference).where(
        _in(DisclosureState.AUTHORISED), _to(Destination.COUNCIL)
    )


def answered(work: Work) -> Select[Any]:
    """Where more is asked for; and what was declined, until it is closed or offered anew. What stopped is found by
    `stopped`."""
    offer, again = _ours(), aliased(Disclosure)
    offered_anew = exists().where(again.thread_id == _row.thread_id, again.made_at > _row.made_at)
    declined = and_(offer.c.state == State.DECLINED.value, ~offered_anew)
    query = _prepared(work, "/handoffs/" + _row.reference).join(offer, offer.c.id == _row.id)
    return query.where(or_(offer.c.state == State.QUERIED.value, declined), offer.c.sender_id == work.actor.council)


def may_have_stopped(work: Work) -> ColumnElement[bool]:
    """Whether anything of ours waits under an agreement. Agreements stand between councils, and no statement about a
    council's own rows reads them: they are asked about only where that can matter."""
    offer = _ours()
    waits = offer.c.state.in_(sorted(PENDING)), offer.c.expires_at > work.now, offer.c.agreement_id.is_not(None)
    return exists(select(offer.c.id).where(offer.c.sender_id == work.actor.council, *waits))


async def stopped(work: Work) -> Select[Any] | None:
    """What stopped with its agreement, until it is withdrawn: nobody there can accept it, and no answer will come. None
    where nothing has."""
    ids = await stopped_of(work)
    if not ids:
        return None
    offer = _ours()
    today = offer.c.urgency == Urgency.TODAY.value
    query = _prepared(work, "/handoffs/" + _row.reference, due_at=offer.c.respond_by, danger=today)
    # Where more was asked for it stands in the list already.
    waits = and_(_row.id.in_(sorted(ids)), offer.c.state != State.QUERIED.value)
    return query.join(offer, offer.c.id == _row.id).where(waits)


def taken(work: Work) -> Select[Any]:
    """From accepting it to responsibility: what is handed over has its conference, everything but a notice is taken in.
    The clock is that of the conference, once the written information is complete."""
    offer = _ours()
    going_on = offer.c.state.in_((State.ACCEPTED.value, State.CONFERENCE_HELD.value))
    handed_over = offer.c.verb == Verb.HAND_OVER.value
    in_hand = and_(going_on, or_(handed_over, ReceivedHandoff.referral_id.is_(None)))
    due = case((offer.c.state == State.ACCEPTED.value, offer.c.conference_due_at), else_=NEVER)
    return _received(work, offer, due).where(in_hand)


def to_purge(work: Work) -> Select[Any]:
    offer = _ours()
    asked = and_(offer.c.purge_asked_at.is_not(None), offer.c.purge_answered_at.is_(None))
    return _received(work, offer, NEVER).where(asked)


def disputed(work: Work) -> Select[Any]:
    """Where another council waits for an answer whose something is: before whoever may give it for the council."""
    dispute = _disputes()
    query = _about_dispute(work, dispute, dispute.c.answer_by)
    return query.where(dispute.c.waits_id == work.actor.council)


def to_decide(work: Work) -> Select[Any]:
    """What was escalated: before managers, until both councils' have said the same."""
    dispute = _disputes()
    return _about_dispute(work, dispute, dispute.c.settle_by).where(dispute.c.escalated_at.is_not(None))


def _about_dispute(work: Work, dispute: TableValuedAlias, due: ColumnElement[Any]) -> Select[Any]:
    """Open ones; of what is about a restricted record, those on which the reader is named."""
    named = exists().where(NamedPerson.record_id == _row.record_id, NamedPerson.staff_id == work.actor.staff_id)
    hidden = exists().where(_row.id == dispute.c.offer_id, _shut(), ~named)
    query = line(place="/disputes/" + dispute.c.reference, reference=dispute.c.reference, due_at=due)
    return query.where(dispute.c.state.in_([state.value for state in LIVE]), ~hidden)


def _received(work: Work, offer: TableValuedAlias, due: ColumnElement[Any]) -> Select[Any]:
    """Before whoever it was accepted for, and their team; before all of that where they have left."""
    row, actor, to = ReceivedHandoff, work.actor, Staff
    query = line(
        place="/handoffs/" + row.reference,
        reference=row.reference.expression,
        due_at=due,
        holder=row.taker_id.expression,
        mine=or_(row.taker_id == actor.staff_id, to.ended_at.is_not(None)),
    )
    query = query.select_from(row).join(offer, offer.c.id == row.id)
    query = query.join(to, and_(to.tenant_id == row.tenant_id, to.id == row.taker_id))
    held = HeldColumns(
        row.team_id.expression, cast(_Lead, row.taker_id.expression), _NO, _YES, _NO
    )  # as `held_received`
    return query.where(row.purged_at.is_(None), reachable(actor, Action.READ_HANDOFF, held))


def _prepared(work: Work, place: ColumnElement[Any], **more: ColumnElement[Any]) -> Select[Any]:
    """Before its author, and their team. `more`: what else a line says."""
    mine = _row.author_id == work.actor.staff_id
    query = line(place=place, reference=_row.reference.expression, holder=_row.author_id.expression, mine=mine,
                 restricted=_shut(), **more)  # fmt: skip  # what a line says
    near = or_(mine, in_my_teams(work.actor, _row.team_id.expression))
    return query.select_from(_row).where(near, _reached(work.actor, Action.PREPARE_DISCLOSURE))


def _reached(actor: Actor, action: Action) -> ColumnElement[bool]:
    """As `load.held_disclosure` and the decision have it, for lists. Whoever has the action in the whole council agrees
    to what they can't open, but for what is restricted to others."""
    named = exists().where(NamedPerson.record_id == _row.record_id, NamedPerson.staff_id == actor.staff_id)
    if action is Action.AUTHORISE_DISCLOSURE and reach_of(actor, action) is Reach.COUNCIL:
        return or_(~_shut(), named)
    held = HeldColumns(_row.team_id.expression, cast(_Lead, _row.author_id.expression), _shut(), _YES, named)
    return reachable(actor, action, held)


def _shut() -> ColumnElement[bool]:
    """It is about a record that is restricted."""
    records = (ContextRow, ReferralRow)
    return or_(
        *(exists().where(each.tenant_id == _row.tenant_id, each.id == _row.record_id, each.restricted)
          for each in records)
    )  # fmt: skip  # one to a kind of record


def _in(state: DisclosureState) -> ColumnElement[bool]:
    return _row.state == state.value


def _to(destination: Destination) -> ColumnElement[bool]:
    return _row.destination == destination.value


def _ours() -> TableValuedAlias:
    columns = [column(name, Offer.__table__.c[name].type) for name in _NEEDED]
    return func.crossing.ours().table_valued(*columns, name="offer")


def _disputes() -> TableValuedAlias:
    columns = [column(each.name, each.type) for each in Dispute.__table__.columns]
    return func.crossing.our_disputes().table_valued(*columns, name="dispute")
