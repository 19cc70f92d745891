"""What a verb leaves behind: a line in the record's history, an entry in the trail, a fact for the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy import CTE

from commonground.platform import audit
from commonground.platform.ids import uuid7
from commonground.platform.notifications.service import settle, settling
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import Work
from commonground.tenants.referrals.history import LineKind
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.rules import REPORTER_VERBS
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


_K: Final = NotificationKind
_TO_SCREEN: Final = frozenset({_K.REFERRAL_RECEIVED, _K.REFERRAL_ALLOCATED, _K.REFERRAL_REOPENED})
_TO_DECIDE: Final = _TO_SCREEN | {
    _K.DANGER_NOW, _K.REFERRAL_ESCALATED, _K.REPORTER_WITHDREW, _K.DECISION_DUE_TODAY, _K.DECISION_OVERDUE,
    _K.NOTICE_UNREAD, _K.REFERRAL_WAITS_LONG,
}  # fmt: skip  # notices that a decision answers
SETTLES: Final[Mapping[Verb, frozenset[NotificationKind]]] = MappingProxyType(
    {
        Verb.TAKE: _TO_SCREEN | {_K.REFERRAL_ESCALATED},
        Verb.HAND_BACK: frozenset({_K.REFERRAL_ESCALATED}),
        Verb.RESUME: frozenset({_K.REFERRAL_WAITS_LONG}),
        Verb.ESCALATE: frozenset({_K.REFERRAL_WAITS_LONG}),
        Verb.DECIDE: _TO_DECIDE,
        Verb.CLOSE_WITHDRAWN: _TO_DECIDE,
        Verb.GIVE_LEAD: _TO_DECIDE | {_K.REFERRAL_DECIDED, _K.REFERRAL_NEEDS_LEAD},
        Verb.REASSIGN: frozenset({_K.REFERRAL_NEEDS_LEAD}),
        Verb.REOPEN: frozenset({_K.REFERRAL_NEEDS_LEAD}),
    }
)
"""Notices that ask for an act, by the verb that is that act: once it is done, they ask nobody any more. That somebody
is in danger keeps asking the others until the decision."""
ASKING: Final = frozenset().union(*SETTLES.values())
"""Whoever does anything with a referral has seen what these tell them about it."""


def subject_of(row: ReferralRow) -> audit.Subject:
    return audit.Subject(RECORD, row.id, row.reference, restricted=row.restricted)


def touch(work: Work, row: ReferralRow) -> None:
    """Whoever has it open over what stood before is told so when they save."""
    row.version += 1
    row.changed_at = work.now


def write_line(
    work: Work, row: ReferralRow, verb: LineKind, before: ReferralState, words: str = "", *, asked_whom: str = "",
    line_id: UUID | None = None,
) -> None:  # fmt: skip  # what a line holds
    """One more line of what happened to it so far. `line_id` where something else is known by the same id."""
    event = ReferralEvent(
        tenant_id=work.actor.council,
        id=line_id or uuid7(),
        referral_id=row.id,
        at=work.now,
        staff_id=work.actor.staff_id,
        verb=verb,
        from_state=before.value,
        to_state=row.state,
        words=words,
        asked_whom=asked_whom or None,
    )
    work.mine.add(event)


async def tell(work: Work, row: ReferralRow, verb: Verb, along: Sequence[CTE] = ()) -> None:
    """Put the verb's fact into the outbox, if anybody has to hear of it; and settle the notices that asked for it. Of
    the reporter's own verbs a worker sees to that. `along`: changes of one that is told, made in the same
    statement."""
    if verb in REPORTER_VERBS:
        return
    kinds = SETTLES.get(verb, frozenset())
    if verb in FACTS:
        done = settling(work, row.id, kinds, mine=ASKING)
        await publish(work, Fact(FACTS[verb], RECORD, row.id), along=(done, *along))
    else:
        await settle(work, row.id, kinds, mine=ASKING)
