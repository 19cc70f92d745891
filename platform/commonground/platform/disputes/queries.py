"""Every `select` about disputes: a council finds those that it has a part in, and no other."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.models import Council
from commonground.platform.crossings.models import Offer
from commonground.platform.crossings.types import Kind
from commonground.platform.disputes.models import Dispute, DisputeLine
from commonground.platform.disputes.types import (
    LIVE,
    DisputeAct,
    DisputeState,
    DisputeStep,
    DisputeView,
    LeadReason,
)
from commonground.platform.listed import Listed
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work

_opener, _other = aliased(Council), aliased(Council)
_STATES: Final = [state.value for state in sorted(LIVE)]
MOST: Final = 100


def _disputes(work: Work) -> Select[*tuple[Any, ...]]:
    offer = (Offer.reference.label("offer"), Offer.sender_id, Offer.responsible_id, Offer.accepted_at)
    query = select(Dispute, _opener.name.label("opener"), _other.name.label("other"), *offer)
    return (
        query.join(_opener, _opener.id == Dispute.opener_id)
        .join(_other, _other.id == Dispute.other_id)
        .outerjoin(Offer, Offer.id == Dispute.offer_id)
        .where(_ours(work))
    )


def _ours(work: Work) -> ColumnElement[bool]:
    if work.actor.council_id is None:
        return false()
    return or_(Dispute.opener_id == work.actor.council, Dispute.other_id == work.actor.council)


# Long: one line to a column.
def _view(work: Work, found: Any) -> DisputeView:
    row: Dispute = found[0]
    us = work.actor.council
    mine, theirs = row.opener_decides_id, row.other_decides_id
    if us != row.opener_id:
        mine, theirs = theirs, mine
    return DisputeView(
        id=row.id,
        reference=row.reference,
        us_id=us,
        opener_id=row.opener_id,
        opener=found.opener,
        other_id=row.other_id,
        other=found.other,
        offer_id=row.offer_id,
        offer=found.offer,
        kind=Kind(row.kind),
        area=row.area,
        state=DisputeState(row.state),
        proposed_id=row.proposed_id,
        proposed_by_id=row.proposed_by_id,
        reason=LeadReason(row.reason),
        waits_id=row.waits_id,
        # What nobody has handed over stays with whoever found it, until it is settled.
        meanwhile_id=found.responsible_id or row.lead_id or row.opener_id,
        in_codes=row.offer_id is not None and found.accepted_at is None and found.sender_id == us,
        our_decision_id=mine,
        their_decision_id=theirs,
        lead_id=row.lead_id,
        opened_at=row.opened_at,
        answer_by=row.answer_by,
        settle_by=row.settle_by,
        escalated_at=row.escalated_at,
        over_at=row.over_at,
    )


async def dispute_called(work: Work, reference: str) -> DisputeView:
    """The acting council's that people call so. Raises `NotFoundHereError`."""
    known = parse_reference(reference, ReferenceKind.DISPUTE) or ""
    found = (await work.shared.execute(_disputes(work).where(Dispute.reference == known))).one_or_none()
    if found is None:
        raise NotFoundHereError
    return _view(work, found)


async def dispute_of(work: Work, dispute_id: UUID) -> DisputeView | None:
    found = (await work.shared.execute(_disputes(work).where(Dispute.id == dispute_id))).one_or_none()
    return None if found is None else _view(work, found)


async def disputes(work: Work, *, live: bool) -> Listed[DisputeView]:
    """What is open in the order in which it is due; what is over, the newest first. At most `MOST`."""
    query = _disputes(work)
    if live:
        query = query.where(Dispute.state.in_(_STATES)).order_by(Dispute.answer_by, Dispute.id)
    else:
        query = query.where(Dispute.state.not_in(_STATES)).order_by(Dispute.over_at.desc(), Dispute.id)
    rows = (await work.shared.execute(query.limit(MOST + 1))).all()
    return Listed((_view(work, found) for found in rows), MOST)


async def disputes_of_offer(work: Work, offer_id: UUID) -> list[DisputeView]:
    """The first first."""
    query = _disputes(work).where(Dispute.offer_id == offer_id).order_by(Dispute.opened_at, Dispute.id)
    return [_view(work, found) for found in (await work.shared.execute(query)).all()]


async def late(work: Work, most: int) -> list[DisputeView]:
    """Open ones whose answer or whose settlement is due by now, and that are not before managers or wait for the acting
    council."""
    due = and_(Dispute.state.in_(_STATES), func.least(Dispute.answer_by, Dispute.settle_by) <= work.now)
    ours = or_(Dispute.escalated_at.is_(None), Dispute.waits_id == work.actor.council)
    query = _disputes(work).where(due, ours).order_by(Dispute.answer_by, Dispute.id).limit(most)
    return [_view(work, found) for found in (await work.shared.execute(query)).all()]


async def offers_of(work: Work, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """By id of a dispute, the offer that it is about. Of the council of the pass: what sends mail acts for nobody."""
    if not ids:
        return {}
    query = select(Dispute.id, Dispute.offer_id).where(Dispute.id.in_(ids), Dispute.offer_id.is_not(None))
    return {row.id: row.offer_id for row in await work.shared.execute(query)}


async def lines_of(work: Work, dispute: DisputeView) -> list[DisputeStep]:
    """The first first."""
    query = select(DisputeLine).where(DisputeLine.dispute_id == dispute.id).order_by(DisputeLine.no)
    return [_line(dispute, row) for row in await work.shared.scalars(query)]


def _line(dispute: DisputeView, row: DisputeLine) -> DisputeStep:
    reason = LeadReason(row.reason) if row.reason else None
    who, lead = dispute.name_of(row.council_id), dispute.name_of(row.lead_id)
    return DisputeStep(row.no, row.at, who, DisputeAct(row.verb), lead, reason, row.by_name, row.words)
