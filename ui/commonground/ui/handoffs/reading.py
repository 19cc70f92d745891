"""Whether whoever looks at a crossing reads what was sent, and why it was; and what they may do with it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from commonground.platform.access import Action, Held, decide, may_authorise, reach_of
from commonground.platform.access.confirming import require_confirmed
from commonground.platform.crossings.types import OfferView, Side
from commonground.platform.work import Work
from commonground.tenants.contexts.load import held_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.disclosures.load import held_disclosure
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.received.load import held_received
from commonground.tenants.received.models import ReceivedHandoff
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.ui.handoffs.moves import Move


async def mine_of(work: Work, offer: OfferView) -> tuple[ReceivedHandoff | None, Disclosure | None]:
    """This side's own row: what was accepted here, or what was prepared here."""
    if offer.side is Side.RECEIVER:
        query = select(ReceivedHandoff).where(ReceivedHandoff.id == offer.id)
        return (await work.mine.scalars(query)).one_or_none(), None
    own = select(Disclosure).where(Disclosure.id == offer.id)
    return None, (await work.mine.scalars(own)).one_or_none()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a crossing. `held`: what decides over this side's own row; None where there is none. `reads`: what
    was sent. `answers_for`: reads why it was sent as well, as second persons do."""

    held: Held | None
    reads: bool
    answers_for: bool

    def may(self, work: Work, action: Action) -> bool:
        return self.held is not None and bool(decide(work.actor, action, self.held))


async def reader_of(work: Work, received: ReceivedHandoff | None, own: Disclosure | None) -> Reader:
    """Raises `ConfirmFirstError` for whoever reads why something of a restricted record was shared."""
    if received is not None:
        held = held_received(received)
        return Reader(held, bool(decide(work.actor, Action.READ_HANDOFF, held)), False)
    if own is None:
        return Reader(None, False, False)
    shut = await _is_restricted(work, own)
    held = await held_disclosure(work, own, restricted=shut)
    reads = bool(decide(work.actor, Action.READ_HANDOFF, held))
    answers_for = reads or bool(may_authorise(work.actor, own.author_id, held, Action.AUTHORISE_DISCLOSURE))
    if shut and answers_for:
        require_confirmed(work)
    return Reader(held, reads, answers_for)


async def _is_restricted(work: Work, own: Disclosure) -> bool:
    row = ContextRow if own.record_kind == "context" else ReferralRow
    found = await work.mine.scalar(select(row.restricted).where(row.id == own.record_id))
    return bool(found)


def may_do(work: Work, move: Move, offer: OfferView, reader: Reader) -> bool:
    """As `acts.load_for` has it: by the move's own action, and of what was opened by whoever may read that."""
    if offer.side is Side.SENDER:
        return reader.may(work, move.action)
    answers = reach_of(work.actor, move.action) is not None
    return answers and (reader.reads if move.opened or offer.is_open else True)


async def record_link(work: Work, own: Disclosure) -> tuple[str, str]:
    """Address and name of what it is about, for whoever may open that."""
    if own.record_kind == "context":
        context = (await work.mine.scalars(select(ContextRow).where(ContextRow.id == own.record_id))).one_or_none()
        if context is not None and decide(work.actor, Action.READ_CONTEXT, await held_context(work, context)):
            return f"/contexts/{context.reference}", context.name
    elif own.record_id is not None:
        row = (await work.mine.scalars(select(ReferralRow).where(ReferralRow.id == own.record_id))).one_or_none()
        if row is not None and decide(work.actor, Action.READ_REFERRAL, await held_referral(work, row)):
            return f"/referrals/{row.reference}", row.title
    return "", ""
