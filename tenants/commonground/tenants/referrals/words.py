"""How states and routes are said to staff; what a referral comes to, `reference.DECISIONS` says. What the public reads
stands in `safe_replies`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commonground.tenants.referrals.types import (
    Asked,
    Attention,
    NoReplyReason,
    ReferralState,
    Route,
    Verb,
)

STATE_LABELS: Final[Mapping[ReferralState, str]] = {
    ReferralState.NEW: "New",
    ReferralState.SCREENING: "Screening",
    ReferralState.WAITING: "Waiting for reply",
    ReferralState.NEEDS_LEAD: "Needs a lead",
    ReferralState.ESCALATED: "Escalated",
    ReferralState.DECIDED: "Decided",
    ReferralState.WITHDRAWN: "Withdrawn",
}

STATE_SENTENCES: Final[Mapping[ReferralState, str]] = {
    ReferralState.NEW: "Nobody has begun to screen this",
    ReferralState.SCREENING: "This is being screened",
    ReferralState.WAITING: "This is waiting for an answer",
    ReferralState.NEEDS_LEAD: "This has been decided and needs a lead",
    ReferralState.ESCALATED: "This has been escalated",
    ReferralState.DECIDED: "This has been decided",
    ReferralState.WITHDRAWN: "The person who sent this has withdrawn it",
}

ROUTE_LABELS: Final[Mapping[Route, str]] = {
    Route.PROFESSIONAL: "Professional",
    Route.PARTNER: "Partner organisation",
    Route.PUBLIC: "Public form",
    Route.YOUNG_PERSON: "Young person",
    Route.PANEL: "Panel",
    Route.OTHER_BOROUGH: "Another council",
}

ASKED_LABELS: Final[Mapping[Asked, str]] = {
    Asked.REPORTER: "the person who told us",
    Asked.SCHOOL: "the school",
    Asked.POLICE: "the police",
    Asked.HEALTH: "health",
    Asked.HOUSING: "housing",
    Asked.COUNCIL_TEAM: "another team",
    Asked.OTHER_COUNCIL: "another council",
    Asked.CHARITY: "the charity",
    Asked.BUSINESS: "the business",
    Asked.OTHER: "somebody else",
}

ATTENTION_LABELS: Final[Mapping[Attention, str]] = {
    Attention.DANGER: "The person who told us said that somebody is in danger now",
    Attention.NEWS: "The person who told us has added something",
    Attention.WITHDRAWAL: "The person who told us has withdrawn it. Read it before you close it",
}

ATTENTION_MARKS: Final[Mapping[Attention, str]] = {
    Attention.DANGER: "Danger now, they say",
    Attention.NEWS: "They added something",
    Attention.WITHDRAWAL: "They withdrew it",
}
"""The same in a list, under the title."""


def attention_mark(attention: str | None) -> str:
    """Why somebody must look, in short; nothing where nobody must."""
    return ATTENTION_MARKS[Attention(attention)] if attention in set(Attention) else ""


NO_REPLY_LABELS: Final[Mapping[NoReplyReason, str]] = {
    NoReplyReason.NO_WAY_TO_ANSWER: "There is no way to answer",
    NoReplyReason.TOLD_ALREADY: "They have been told already, by phone or in person",
    NoReplyReason.COULD_PUT_SOMEBODY_AT_RISK: "A reply could put somebody at risk",
    NoReplyReason.ASKED_FOR_NONE: "They asked for none",
    NoReplyReason.OTHER: "Another reason",
}

VERB_PHRASES: Final[Mapping[Verb, str]] = {
    Verb.RECEIVE: "receive it",
    Verb.TAKE: "take it",
    Verb.ASK_FOR_MORE: "ask for more",
    Verb.RESUME: "start the clock again",
    Verb.DECIDE: "decide",
    Verb.ESCALATE: "escalate it",
    Verb.HAND_BACK: "hand it back",
    Verb.REASSIGN: "give it to somebody else",
    Verb.GIVE_LEAD: "give it a lead",
    Verb.REOPEN: "reopen it",
    Verb.WITHDRAW: "withdraw it",
    Verb.ADD_NEWS: "add to it",
}


def paused_words(asked: Asked, of_whom: str = "") -> str:
    """What a paused clock says under “Paused”: “asked the school”, “asked Brook Lane School”."""
    return f"asked {of_whom.strip() or ASKED_LABELS[asked]}"
