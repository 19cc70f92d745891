"""Offers, their steps and receipts, as the acting council sees them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.agreements.queries import in_force
from commonground.platform.councils.models import Council
from commonground.platform.crossings.models import Offer, Receipt, Step
from commonground.platform.crossings.rules import standing
from commonground.platform.crossings.types import (
    PENDING,
    Act,
    DeclineReason,
    Kind,
    OfferView,
    Side,
    State,
    StepView,
    Urgency,
    Verb,
)
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work

_sender, _receiver, _try = aliased(Council), aliased(Council), aliased(Council)
_PENDING: Final = sorted(state.value for state in PENDING)
_OPEN: Final = (State.SENT, State.ACKNOWLEDGED, State.QUERIED, State.ACCEPTED, State.CONFERENCE_HELD)


def agreed_now() -> ColumnElement[bool]:
    """Whether what it was offered under is in force today; true for one that was offered for a reason of its own."""
    agreed = in_force(*(column.expression for column in (Offer.sender_id, Offer.receiver_id, Offer.verb, Offer.kind)))
    return or_(Offer.agreement_id.is_(None), agreed)


def _offers() -> Select[*tuple[Any, ...]]:
    query = select(Offer, _sender.name.label("sender"), _receiver.name.label("receiver"), _try.name.label("elsewhere"),
                   agreed_now().label("agreed"))  # fmt: skip  # a row
    return (
        query.join(_sender, _sender.id == Offer.sender_id)
        .join(_receiver, _receiver.id == Offer.receiver_id)
        .outerjoin(_try, _try.id == Offer.try_council_id)
    )


# Long: one line to a column.
def _view(work: Work, found: Any) -> OfferView:
    row: Offer = found[0]
    verb, state = Verb(row.verb), State(row.state)
    return OfferView(
        id=row.id,
        reference=row.reference,
        thread_id=row.thread_id,
        side=Side.SENDER if row.sender_id == work.actor.council else Side.RECEIVER,
        sender_id=row.sender_id,
        sender=found.sender,
        receiver_id=row.receiver_id,
        receiver=found.receiver,
        verb=verb,
        kind=Kind(row.kind),
        urgency=Urgency(row.urgency),
        harms=tuple(row.harms),
        ages=tuple(row.ages),
        area=row.area,
        names=row.names,
        fields=row.fields,
        files=row.files,
        state=state,
        standing=standing(verb, state, expires_at=row.expires_at, now=work.now, agreed=found.agreed),
        responsible_id=row.responsible_id,
        agreement_id=row.agreement_id,
        last_no=row.last_no,
        sent_at=row.sent_at,
        respond_by=row.respond_by,
        expires_at=row.expires_at,
        acknowledged_at=row.acknowledged_at,
        accepted_at=row.accepted_at,
        complete_at=row.complete_at,
        conference_due_at=row.conference_due_at,
        conference_at=row.conference_at,
        moved_at=row.moved_at,
        over_at=row.over_at,
        decline_reason=DeclineReason(row.decline_reason) if row.decline_reason else None,
        try_council=found.elsewhere,
        escalated_at=row.escalated_at,
        purge_asked_at=row.purge_asked_at,
        purge_answered_at=row.purge_answered_at,
        purged=row.purged,
    )


async def offer_called(work: Work, reference: str, side: Side | None = None) -> OfferView:
    """The offer that people call so, of the acting council on this side, or on either. Raises `NotFoundHereError`."""
    known = parse_reference(reference, ReferenceKind.HANDOFF)
    query = _offers().where(Offer.reference == (known or ""), _on(work, side))
    found = (await work.shared.execute(query)).one_or_none()
    if found is None:
        raise NotFoundHereError
    return _view(work, found)


async def offer_of(work: Work, offer_id: UUID) -> OfferView | None:
    found = (await work.shared.execute(_offers().where(Offer.id == offer_id, _on(work, None)))).one_or_none()
    return None if found is None else _view(work, found)


def _on(work: Work, side: Side | None) -> ColumnElement[bool]:
    mine = {Side.SENDER: Offer.sender_id, Side.RECEIVER: Offer.receiver_id}
    if work.actor.council_id is None:
        return false()
    asked = [mine[side]] if side else list(mine.values())
    return or_(*(column == work.actor.council for column in asked))


async def offers(
    work: Work, side: Side, *, live: bool, most: int, behind: tuple[datetime, UUID] | None = None
) -> list[OfferView]:
    """The acting council's inbox or outbox, at most `most`. What is open comes in the order in which an answer is due;
    what is over, the newest first. `behind`: which row the page follows, by when an answer to it was due, or by when it
    was sent, and its id."""
    query = _offers().where(_on(work, side))
    last = tuple_(literal(behind[0]), literal(behind[1])) if behind is not None else None
    if live:
        query = query.where(Offer.state.in_([state.value for state in _OPEN])).order_by(Offer.respond_by, Offer.id)
        query = query.where(tuple_(Offer.respond_by, Offer.id) > last) if last is not None else query
    else:
        query = query.where(Offer.state.not_in([state.value for state in _OPEN]))
        query = query.order_by(Offer.sent_at.desc(), Offer.id.desc())
        query = query.where(tuple_(Offer.sent_at, Offer.id) < last) if last is not None else query
    return [_view(work, found) for found in (await work.shared.execute(query.limit(most))).all()]


async def thread_of(work: Work, thread_id: UUID) -> list[OfferView]:
    """What was offered of one thing, to whomever, the first first: as far as the acting council is a party."""
    query = _offers().where(Offer.thread_id == thread_id, _on(work, None)).order_by(Offer.sent_at, Offer.id)
    return [_view(work, found) for found in (await work.shared.execute(query)).all()]


async def unanswered_of(work: Work, ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these that nobody has answered. Of the council of the pass, which is all that is asked here: what sends
    mail acts for nobody."""
    waits = (Offer.id.in_(ids), Offer.state == State.SENT.value, Offer.expires_at > work.now)
    return frozenset(await work.shared.scalars(select(Offer.id).where(*waits)))


async def stopped_of(work: Work) -> frozenset[UUID]:
    """The acting council's own offers that stopped with their agreement, and whose day is still to come: as `standing`
    has it."""
    told = and_(Offer.verb == Verb.INFORM.value, Offer.state == State.ACKNOWLEDGED.value)
    waits = (Offer.state.in_(_PENDING), ~told, Offer.expires_at > work.now, ~agreed_now())
    return frozenset(await work.shared.scalars(select(Offer.id).where(_on(work, Side.SENDER), *waits)))


async def overdue(work: Work, side: Side, *, since: datetime, until: datetime, most: int) -> list[OfferView]:
    """Of the acting council's open ones on this side: what nobody has answered or decided by its time, what has a
    transfer-in conference until then, and where a request to delete the copy has no answer. Of what is late, that which
    has been late `since` then."""
    told = and_(Offer.verb == Verb.INFORM.value, Offer.state == State.ACKNOWLEDGED.value)
    late = and_(Offer.state.in_(_PENDING), ~told, Offer.respond_by <= work.now, Offer.respond_by > since)
    conference = and_(Offer.state == State.ACCEPTED.value, Offer.conference_due_at.between(since, until))
    purge = and_(Offer.purge_asked_at > since, Offer.purge_answered_at.is_(None))
    query = _offers().where(_on(work, side), or_(late, conference, purge)).order_by(Offer.respond_by, Offer.id)
    return [_view(work, found) for found in (await work.shared.execute(query.limit(most))).all()]


async def steps_of(work: Work, offer_id: UUID) -> list[StepView]:
    """All lines of it, the first first."""
    query = select(Step).where(Step.offer_id == offer_id).order_by(Step.no)
    return [
        StepView(row.no, row.at, Side(row.side), Act(row.verb), row.by_name, row.words, State(row.to_state))
        for row in await work.shared.scalars(query)
    ]


async def receipts_of(work: Work, crossing_id: UUID) -> Sequence[Receipt]:
    """The acting council's own copies, the first first."""
    query = select(Receipt).where(Receipt.crossing_id == crossing_id).order_by(Receipt.no)
    return (await work.mine.scalars(query)).all()
