"""What people of one council say where two do not agree whose something is. All words are looked through first: they
may be read by somebody who has accepted nothing."""

from __future__ import annotations

from uuid import UUID

from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.crossings.area import is_area
from commonground.platform.disputes import service as shared
from commonground.platform.disputes.rules import answer_by, settle_by
from commonground.platform.disputes.types import WORDS_LIMIT, DisputeAct, DisputeView, LeadReason, NewDispute
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.joint.words import check_words


async def begin(work: Work, new: NewDispute) -> str:
    """Propose who leads, and ask the other council; its reference. Raises `NotFoundHereError`, `IncompleteError`,
    `DisputeRefusedError`."""
    if new.offer_id is None and new.kind is None:
        raise IncompleteError((Problem("kind", "Choose what it is about."),))
    if new.area is not None and not is_area(new.area):
        raise IncompleteError((Problem("postcode", "That area is finer than may be told."),))
    calendar, reference = calendar_of(work.actor), new_reference(ReferenceKind.DISPUTE)
    said = {
        "reference": reference,
        "offer": new.offer_id,
        "other": new.other_id,
        "kind": new.kind and new.kind.value,
        "area": new.area,
        "lead": new.lead_id,
        "reason": new.reason.value,
        "words": _checked(new.words),
        "answer_by": answer_by(work.now, calendar),
        "settle_by": settle_by(work.now, calendar),
    }
    await shared.open_dispute(work, said)
    return reference


async def answer(
    work: Work, dispute: DisputeView, what: DisputeAct, *, seen: UUID, reason: LeadReason | None = None, words: str = ""
) -> None:
    """Agree to whom the reader saw proposed (`seen`), propose the other one, ask for more or say more. Raises
    `IncompleteError`, `DisputeRefusedError`."""
    lead: UUID | None = None
    if what is DisputeAct.AGREE:
        lead = seen
    elif what is DisputeAct.PROPOSE:
        lead = _not(dispute, seen)
        if reason is None:
            raise IncompleteError((Problem("reason", "Choose why."),))
    said = {"lead": lead, "reason": reason and reason.value, "words": _checked(words)}
    await shared.act(work, dispute.id, what, {**said, "answer_by": answer_by(work.now, calendar_of(work.actor))})


async def decide(work: Work, dispute: DisputeView, lead: UUID, words: str) -> None:
    """As a manager: record who leads by the word of this council. It is so once the other's manager says the same."""
    await shared.act(work, dispute.id, DisputeAct.DECIDE, {"lead": lead, "words": _checked(words)})


async def act(work: Work, dispute: DisputeView, what: DisputeAct) -> None:
    """Escalate, withdraw or close it."""
    await shared.act(work, dispute.id, what, {})


def _not(dispute: DisputeView, council_id: UUID) -> UUID:
    return dispute.them_id if council_id == dispute.us_id else dispute.us_id


def _checked(words: str) -> str:
    words = words.strip()
    if len(words) > WORDS_LIMIT:
        raise IncompleteError((Problem("words", f"Keep this to {WORDS_LIMIT:,} characters."),))
    check_words({"words": words})
    return words
