"""States, verbs, outcomes and frozen inputs of a referral: somebody's worry about a context, from arrival to answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from commonground.tenants.contexts.types import ContextInput, SubjectKind

__all__ = [
    "AskForMore",
    "Asked",
    "Attention",
    "Decision",
    "Feedback",
    "LinkContext",
    "NewContext",
    "NoReply",
    "NoReplyReason",
    "Outcome",
    "ReferralState",
    "Reply",
    "Route",
    "SubjectKind",
    "Verb",
]

REASON_LIMIT: Final = 1_000
RATIONALE_LIMIT: Final = 4_000
REPLY_LIMIT: Final = 2_000
NEWS_LIMIT: Final = 4_000
QUESTION_LIMIT: Final = 1_000


class Route(StrEnum):
    """How it came (domain notes 2a)."""

    PROFESSIONAL = "professional"
    PARTNER = "partner"
    PUBLIC = "public"
    YOUNG_PERSON = "young_person"
    PANEL = "panel"
    OTHER_BOROUGH = "other_borough"
    TRACKER = "tracker"


class ReferralState(StrEnum):
    """Where a referral stands; `rules.next_state` is the only way from one to another."""

    NEW = "new"
    SCREENING = "screening"
    WAITING = "waiting"
    NEEDS_LEAD = "needs_lead"
    ESCALATED = "escalated"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What happens to it (domain notes 2a)."""

    ADVICE = "advice"
    ADDED_TO_CONTEXT = "added_to_context"
    SIGNPOST = "signpost"
    CONSULTATION = "consultation"
    SINGLE_AGENCY = "single_agency"
    LEVEL_1 = "level_1"
    CONTEXT_ASSESSMENT = "context_assessment"
    STRATEGY_DISCUSSION = "strategy_discussion"
    PANEL = "panel"
    OTHER_BOROUGH = "other_borough"


class Verb(StrEnum):
    """What somebody can do with a referral. `withdraw` and `add_news` are the reporter's; `receive` begins it.

    `withdraw` is a wish that ends nothing: `close_withdrawn` is what somebody does about it who has read the report."""

    RECEIVE = "receive"
    TAKE = "take"
    ASK_FOR_MORE = "ask_for_more"
    RESUME = "resume"
    DECIDE = "decide"
    ESCALATE = "escalate"
    HAND_BACK = "hand_back"
    REASSIGN = "reassign"
    GIVE_LEAD = "give_lead"
    CLOSE_WITHDRAWN = "close_withdrawn"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    ADD_NEWS = "add_news"


class Attention(StrEnum):
    """Why somebody must look, or look again although the state did not move. `danger`: the reporter said that somebody
    is in danger right now."""

    DANGER = "danger"
    NEWS = "news"
    WITHDRAWAL = "withdrawal"


class Asked(StrEnum):
    """Whom we wait for while the clock is paused: the reporter answers with the return code, the others by staff."""

    REPORTER = "reporter"
    SCHOOL = "school"
    POLICE = "police"
    HEALTH = "health"
    HOUSING = "housing"
    COUNCIL_TEAM = "council_team"
    OTHER_COUNCIL = "other_council"
    CHARITY = "charity"
    BUSINESS = "business"
    OTHER = "other"


class NoReplyReason(StrEnum):
    """Why the one who told us gets no reply. It is recorded, never guessed later."""

    NO_WAY_TO_ANSWER = "no_way_to_answer"
    TOLD_ALREADY = "told_already"
    COULD_PUT_SOMEBODY_AT_RISK = "could_put_somebody_at_risk"
    ASKED_FOR_NONE = "asked_for_none"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkContext:
    """The subject is a context that the council has already."""

    context_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContext:
    """The subject becomes a new context."""

    context: ContextInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the one who told us will read, in the language they wrote in."""

    words: str
    lang: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReply:
    """No reply, and why; `words` are required when the reason is `other`."""

    reason: NoReplyReason
    words: str = ""


Feedback = Reply | NoReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What the screener weighed, as codes of `platform.reference`; each may stay open. `response`: what is being done
    there already, in words."""

    frequency: str | None = None
    severity: str | None = None
    trajectory: str | None = None
    guardianship: str | None = None
    level: str | None = None
    response: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A screening decision as typed; `decision_rules.check_decision` says what is missing."""

    outcome: Outcome
    rationale: str
    subject: LinkContext | NewContext | None = None
    feedback: Feedback | None = None
    weighed: Weighed = Weighed()
    place_why: str = ""
    """Why it goes to another team than the one that was proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForMore:
    """A question that pauses the clock; `of_whom` names the school or team as people would say it."""

    asked: Asked
    question: str
    of_whom: str = ""
