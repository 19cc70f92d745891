"""How states and routes are said to staff; what a referral comes to, `reference.DECISIONS` says. What the public reads
stands in `safe_replies`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commonground.platform.reference import DECISIONS
from commonground.tenants.referrals.types import (
    Asked,
    Attention,
    NoReplyReason,
    Outcome,
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
    ReferralState.WITHDRAWN: "This has been closed as withdrawn",
}


_OUTCOMES: Final = frozenset(Outcome)


def outcome_words(outcome: str | None) -> str:
    """What was decided; nothing where nothing is decided."""
    return DECISIONS.label(Outcome(outcome)) if outcome in _OUTCOMES else ""


ROUTE_LABELS: Final[Mapping[Route, str]] = {
    Route.PROFESSIONAL: "Professional",
    Route.PARTNER: "Partner organisation",
    Route.PUBLIC: "Public form",
    Route.YOUNG_PERSON: "Young person",
    Route.PANEL: "Panel",
    Route.OTHER_BOROUGH: "Another council",
    Route.TRACKER: "Earlier tracker",
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
    Attention.WITHDRAWAL: "The person who told us wants to withdraw it. Read it before you close it",
}

ATTENTION_MARKS: Final[Mapping[Attention, str]] = {
    Attention.DANGER: "Danger now, they say",
    Attention.NEWS: "They added something",
    Attention.WITHDRAWAL: "They want to withdraw it",
}
"""The same in a list, under the title."""


_ATTENTIONS: Final = frozenset(Attention)
_TO_BE_CLOSED: Final = frozenset(state for state in ReferralState if state not in (
    ReferralState.NEEDS_LEAD, ReferralState.DECIDED, ReferralState.WITHDRAWN
))  # fmt: skip  # states of one that is neither decided nor closed


def why_look(state: str, attention: str | None, *, wished: bool = False) -> tuple[Attention, ...]:
    """Why somebody must look; nothing where nobody must. That the reporter `wished` to withdraw is said until somebody
    has decided or closed it, whatever else is to be read."""
    found = (Attention(attention),) if attention in _ATTENTIONS else ()
    says_so = wished and state in _TO_BE_CLOSED and Attention.WITHDRAWAL not in found
    return (*found, Attention.WITHDRAWAL) if says_so else found


def attention_mark(state: str, attention: str | None, *, wished: bool = False) -> str:
    """The same in short."""
    return ". ".join(ATTENTION_MARKS[each] for each in why_look(state, attention, wished=wished))


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
    Verb.CLOSE_WITHDRAWN: "close it as withdrawn",
    Verb.REOPEN: "reopen it",
    Verb.WITHDRAW: "withdraw it",
    Verb.ADD_NEWS: "add to it",
}


def paused_words(asked: Asked, of_whom: str = "") -> str:
    """What a paused clock says under “Paused”: “asked the school”, “asked Brook Lane School”."""
    return f"asked {whom_words(asked, of_whom)}"


def whom_words(asked: Asked, of_whom: str = "") -> str:
    """“the school”, “Brook Lane School”."""
    return of_whom.strip() or ASKED_LABELS[asked]
