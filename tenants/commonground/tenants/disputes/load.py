"""The only way from a reference to a dispute, and to the handoff that one is begun about. Missing, foreign and
forbidden are one answer: what is about a restricted record on which the reader is not named is not there for them."""

from __future__ import annotations

from typing import Final

from commonground.platform import audit
from commonground.platform.access import Action, decide
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.queries import offer_called
from commonground.platform.crossings.types import OfferView, State, Verb
from commonground.platform.disputes import queries
from commonground.platform.disputes.types import DisputeView
from commonground.platform.listed import Listed
from commonground.platform.work import Work
from commonground.tenants.disclosures.load import hidden_from

RECORD: Final = "dispute"
DISPUTED_IN: Final = frozenset(
    {State.SENT, State.ACKNOWLEDGED, State.QUERIED, State.ACCEPTED, State.CONFERENCE_HELD, State.DECLINED}
)
"""Where a handoff may be disputed: until responsibility has moved, and when it was declined."""


def subject_of(dispute: DisputeView) -> audit.Subject:
    return audit.Subject(RECORD, dispute.id, dispute.reference)


def may_be_disputed(offer: OfferView) -> bool:
    """A notice moves nothing, so nobody disputes it."""
    return offer.verb is not Verb.INFORM and offer.standing in DISPUTED_IN


async def load_dispute(work: Work, reference: str, *, to: Action) -> DisputeView:
    """The dispute that people call so, if the actor may do `to` with it. Raises `NotFoundHereError`."""
    found = await queries.dispute_called(work, reference)
    if not decide(work.actor, to) or (found.offer_id and found.offer_id in await hidden_from(work)):
        raise NotFoundHereError
    audit.looked_at(work, to, subject_of(found))
    return found


async def load_disputed(work: Work, reference: str) -> OfferView:
    """The handoff of which whoever may speak for the council can ask whose it is. Raises `NotFoundHereError`."""
    offer = await offer_called(work, reference)
    if not may_be_disputed(offer) or offer.id in await hidden_from(work):
        raise NotFoundHereError
    return offer


async def visible_disputes(work: Work, *, live: bool) -> Listed[DisputeView]:
    """For lists: those that the actor may open."""
    hidden, found = await hidden_from(work), await queries.disputes(work, live=live)
    visible = Listed((each for each in found if each.offer_id not in hidden), found.most)
    visible.more = found.more
    return visible
