"""What a screening decision must contain before it may be written. No database, no web."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from commonground.platform.councils.powers import has_duty
from commonground.platform.reference import FREQUENCIES, GUARDIANSHIPS, LEVELS, SEVERITIES, TRAJECTORIES, Entry, Table
from commonground.platform.refusals import Problem
from commonground.tenants.contexts.rules import check_context, context_problems
from commonground.tenants.referrals.errors import DecisionIncompleteError
from commonground.tenants.referrals.rules import OUTCOMES_WITHOUT_CONTEXT
from commonground.tenants.referrals.safe_words import check_reply, refused
from commonground.tenants.referrals.types import (
    RATIONALE_LIMIT,
    REASON_LIMIT,
    REPLY_LIMIT,
    Decision,
    Feedback,
    LinkContext,
    NewContext,
    NoReply,
    NoReplyReason,
    Outcome,
    Reply,
    Weighed,
)

WEIGHED_BY: Final[Mapping[str, Table[Entry]]] = MappingProxyType(
    {
        "frequency": FREQUENCIES,
        "severity": SEVERITIES,
        "trajectory": TRAJECTORIES,
        "guardianship": GUARDIANSHIPS,
        "level": LEVELS,
    }
)
_NO_WAY: Final = NoReply(reason=NoReplyReason.NO_WAY_TO_ANSWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledDecision:
    """A decision that may be written: it has its reason, its context where it needs one, and a reply or why not."""

    outcome: Outcome
    rationale: str
    subject: LinkContext | NewContext | None
    feedback: Feedback
    weighed: Weighed


def outcomes_under(powers: Collection[str]) -> frozenset[Outcome]:
    """What a body with these legal powers can decide. A strategy discussion is held by the council that has the duty to
    enquire (Children Act 1989, section 47; Working Together to Safeguard Children): another passes the referral on."""
    return frozenset(Outcome) - (frozenset() if has_duty(powers) else {Outcome.STRATEGY_DISCUSSION})


def check_outcome(outcome: Outcome, powers: Collection[str]) -> None:
    """Raises `DecisionIncompleteError`."""
    if outcome not in outcomes_under(powers):
        said = "Your council can’t hold one: the council that has the duty to protect children does. Pass it on."
        raise DecisionIncompleteError((Problem("outcome", said),))


def needs_context(outcome: Outcome) -> bool:
    """Everything but advice, Level 1, signposting and another council's lead accumulates on a context."""
    return outcome not in OUTCOMES_WITHOUT_CONTEXT


def decision_problems(decision: Decision, *, answerable: bool, masked: Collection[str] = ()) -> tuple[Problem, ...]:
    """Everything to put right, by field: `frequency`, `severity`, `trajectory`, `guardianship`, `level`,
    `response`, `rationale`, `subject`, `subject.…`, `feedback`, `reply`, `no_reply_words`."""
    return (
        *_weighed_problems(decision.weighed),
        *_rationale_problems(decision.rationale),
        *_subject_problems(decision),
        *_feedback_problems(decision.feedback, answerable, masked),
    )


def check_decision(decision: Decision, *, answerable: bool, masked: Collection[str] = ()) -> SettledDecision:
    """The decision as it may be written, or `DecisionIncompleteError` with every problem.

    `answerable` as `rules.can_be_answered` says: then a reply, or the reason for none, is a required step. `masked` are
    the words that masking hid in the report."""
    if problems := decision_problems(decision, answerable=answerable, masked=masked):
        raise DecisionIncompleteError(problems)
    subject = decision.subject
    return SettledDecision(
        outcome=decision.outcome,
        rationale=decision.rationale.strip(),
        subject=NewContext(context=check_context(subject.context)) if isinstance(subject, NewContext) else subject,
        feedback=_tidy(decision.feedback) if decision.feedback else _NO_WAY,
        weighed=replace(decision.weighed, response=decision.weighed.response.strip()),
    )


def _tidy(feedback: Feedback) -> Feedback:
    if isinstance(feedback, Reply):
        return Reply(words=feedback.words.strip(), lang=feedback.lang)
    return NoReply(reason=feedback.reason, words=feedback.words.strip())


def _weighed_problems(weighed: Weighed) -> Iterator[Problem]:
    for field, table in WEIGHED_BY.items():
        code = getattr(weighed, field)
        if code is not None and code not in table:
            yield Problem(field, "Choose one of these, or leave it open.")
    if len(weighed.response.strip()) > REASON_LIMIT:
        yield Problem("response", f"Keep this to {REASON_LIMIT:,} characters.")


def _rationale_problems(rationale: str) -> Iterator[Problem]:
    if not rationale.strip():
        yield Problem("rationale", "Say why, in two sentences a stranger could follow.")
    elif len(rationale.strip()) > RATIONALE_LIMIT:
        yield Problem("rationale", f"Keep this to {RATIONALE_LIMIT:,} characters.")


def _subject_problems(decision: Decision) -> Iterator[Problem]:
    if decision.subject is None:
        if needs_context(decision.outcome):
            yield Problem("subject", "Choose which context it is, or make a new one.")
    elif isinstance(decision.subject, NewContext):
        for problem in context_problems(decision.subject.context):
            yield Problem(f"subject.{problem.field}", problem.sentence)


def _feedback_problems(feedback: Feedback | None, answerable: bool, masked: Collection[str]) -> Iterator[Problem]:
    if feedback is None:
        if answerable:
            yield Problem("feedback", "Write a reply to the person who told us, or say why there is none.")
    elif isinstance(feedback, NoReply):
        yield from _no_reply_problems(feedback, answerable)
    elif not answerable:
        yield Problem("feedback", "There is no way to answer the person who told us.")
    else:
        yield from _reply_problems(feedback, masked)


def _no_reply_problems(no_reply: NoReply, answerable: bool) -> Iterator[Problem]:
    if no_reply.reason is NoReplyReason.OTHER and not no_reply.words.strip():
        yield Problem("no_reply_words", "Say why there is no reply.")
    if len(no_reply.words.strip()) > REASON_LIMIT:
        yield Problem("no_reply_words", f"Keep this to {REASON_LIMIT:,} characters.")
    if no_reply.reason is NoReplyReason.NO_WAY_TO_ANSWER and answerable:
        yield Problem("feedback", "There is a way to answer. Write a reply, or choose another reason.")


def _reply_problems(reply: Reply, masked: Collection[str]) -> Iterator[Problem]:
    words = reply.words.strip()
    if not words:
        yield Problem("reply", "Write a reply, or choose to send none and say why.")
    if len(words) > REPLY_LIMIT:
        yield Problem("reply", f"Keep this to {REPLY_LIMIT:,} characters.")
        return
    for finding in refused(check_reply(words, masked=masked)):
        yield Problem("reply", f"“{finding.phrase}”: {finding.why} Instead: {finding.instead}")
