"""What a verb leaves behind: a line in the record's history, an entry in the trail, a fact for the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from commonground.platform import audit
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import Work
from commonground.tenants.referrals.history import LineKind
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.types import ReferralState, Verb

RECORD: Final = "referral"

FACTS: Final[Mapping[Verb, FactKind]] = MappingProxyType(
    {
        Verb.TAKE: FactKind.REFERRAL_ALLOCATED,
        Verb.HAND_BACK: FactKind.REFERRAL_ALLOCATED,
        Verb.REASSIGN: FactKind.REFERRAL_ALLOCATED,
        Verb.GIVE_LEAD: FactKind.REFERRAL_ALLOCATED,
        Verb.ESCALATE: FactKind.REFERRAL_ESCALATED,
        Verb.DECIDE: FactKind.REFERRAL_DECIDED,
        Verb.CLOSE_WITHDRAWN: FactKind.REFERRAL_DECIDED,
        Verb.REOPEN: FactKind.REFERRAL_REOPENED,
    }
)
"""Verbs that somebody else has to hear of. Asking and resuming concern only the one who holds the referral."""


def subject_of(row: ReferralRow) -> audit.Subject:
    return audit.Subject(RECORD, row.id, row.reference, restricted=row.restricted)


def write_line(work: Work, row: ReferralRow, verb: LineKind, before: ReferralState, words: str = "") -> None:
    """One more line of what happened to it so far."""
    event = ReferralEvent(
        tenant_id=work.actor.council,
        id=uuid7(),
        referral_id=row.id,
        at=work.now,
        staff_id=work.actor.staff_id,
        verb=verb,
        from_state=before.value,
        to_state=row.state,
        words=words,
    )
    work.mine.add(event)


async def tell(work: Work, row: ReferralRow, verb: Verb) -> None:
    """Put the verb's fact into the outbox, if anybody has to hear of it."""
    if verb in FACTS:
        await publish(work, Fact(FACTS[verb], RECORD, row.id))
