"""What a decision must contain, for every outcome."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.councils.types import LegalPower
from commonground.tenants.contexts.types import ContextInput, ContextKind
from commonground.tenants.referrals.decision_rules import (
    check_decision,
    check_outcome,
    decision_problems,
    needs_context,
    outcomes_under,
)
from commonground.tenants.referrals.errors import DecisionIncompleteError
from commonground.tenants.referrals.rules import OUTCOMES_WITHOUT_CONTEXT
from commonground.tenants.referrals.types import (
    Decision,
    LinkContext,
    NewContext,
    NoReply,
    NoReplyReason,
    Outcome,
    Reply,
    Weighed,
)

CONTEXT = LinkContext(context_id=UUID(int=1))
REPLY = Reply(words=" Thank you. We have read it. ", lang="en")
WHOLE = Decision(outcome=Outcome.CONTEXT_ASSESSMENT, rationale=" Third contact. ", subject=CONTEXT, feedback=REPLY)


def fields(decision: Decision, *, answerable: bool = True) -> list[str]:
    return [problem.field for problem in decision_problems(decision, answerable=answerable)]


def test_a_whole_decision_is_settled() -> None:
    settled = check_decision(WHOLE, answerable=True)
    assert settled.rationale == "Third contact."
    assert settled.feedback == Reply(words="Thank you. We have read it.", lang="en")
    assert settled.subject == CONTEXT


@pytest.mark.parametrize("outcome", Outcome)
def test_a_context_is_needed_unless_the_outcome_goes_elsewhere(outcome: Outcome) -> None:
    elsewhere = {Outcome.ADVICE, Outcome.LEVEL_1, Outcome.OTHER_BOROUGH, Outcome.SIGNPOST}
    assert elsewhere == OUTCOMES_WITHOUT_CONTEXT
    decision = replace(WHOLE, outcome=outcome, subject=None)
    assert fields(decision) == ([] if outcome in elsewhere else ["subject"])
    assert needs_context(outcome) is (outcome not in elsewhere)


@pytest.mark.parametrize("power", LegalPower)
def test_a_strategy_discussion_takes_the_duty_to_protect(power: LegalPower) -> None:
    able = power in {"ca1989_s47", "csa1995", "cnio1995"}
    assert (Outcome.STRATEGY_DISCUSSION in outcomes_under([power])) is able
    assert outcomes_under([power]) | {Outcome.STRATEGY_DISCUSSION} == set(Outcome)
    if able:
        check_outcome(Outcome.STRATEGY_DISCUSSION, [power])
    else:
        with pytest.raises(DecisionIncompleteError, match="has the duty"):
            check_outcome(Outcome.STRATEGY_DISCUSSION, [power])


@pytest.mark.parametrize("rationale", ["", "   ", "\n"])
def test_a_reason_is_always_needed(rationale: str) -> None:
    assert fields(replace(WHOLE, rationale=rationale)) == ["rationale"]


def test_what_was_weighed_may_stay_open_and_is_known_to_us() -> None:
    assert check_decision(WHOLE, answerable=True).weighed == Weighed()
    every = Weighed(
        frequency="most_days",
        severity="serious_harm",
        trajectory="worse",
        guardianship="nobody",
        response=" Patrols. ",
    )
    assert check_decision(replace(WHOLE, weighed=every), answerable=True).weighed == replace(every, response="Patrols.")
    for field in ("frequency", "severity", "trajectory", "guardianship"):
        assert fields(replace(WHOLE, weighed=replace(every, **{field: "made_up"}))) == [field]
    assert fields(replace(WHOLE, weighed=Weighed(response="x" * 10_000))) == ["response"]


def test_a_reply_or_why_there_is_none() -> None:
    assert fields(replace(WHOLE, feedback=None)) == ["feedback"]
    assert fields(replace(WHOLE, feedback=Reply(words=" "))) == ["reply"]
    assert fields(replace(WHOLE, feedback=NoReply(reason=NoReplyReason.OTHER))) == ["no_reply_words"]
    assert fields(replace(WHOLE, feedback=NoReply(reason=NoReplyReason.OTHER, words="They moved away."))) == []
    assert fields(replace(WHOLE, feedback=NoReply(reason=NoReplyReason.ASKED_FOR_NONE))) == []


def test_who_can_be_answered_is_not_said_to_be_out_of_reach() -> None:
    no_way = NoReply(reason=NoReplyReason.NO_WAY_TO_ANSWER)
    assert fields(replace(WHOLE, feedback=no_way)) == ["feedback"]
    assert fields(replace(WHOLE, feedback=no_way), answerable=False) == []
    assert fields(WHOLE, answerable=False) == ["feedback"]


def test_without_a_way_to_answer_the_reason_is_recorded_by_itself() -> None:
    settled = check_decision(replace(WHOLE, feedback=None), answerable=False)
    assert settled.feedback == NoReply(reason=NoReplyReason.NO_WAY_TO_ANSWER)


def test_a_reply_that_confirms_is_refused_with_other_words() -> None:
    decision = replace(WHOLE, feedback=Reply(words="We already know the family."))
    with pytest.raises(DecisionIncompleteError) as refusal:
        check_decision(decision, answerable=True)
    [problem] = refusal.value.problems
    assert problem.field == "reply"
    assert "Instead:" in problem.sentence
    assert refusal.value.status == 422


def test_hidden_words_of_the_report_are_refused() -> None:
    decision = replace(WHOLE, feedback=Reply(words="We will look for Tezza."))
    assert [problem.field for problem in decision_problems(decision, answerable=True, masked=["tezza"])] == ["reply"]


def test_a_new_context_is_checked_with_it() -> None:
    nameless = NewContext(context=ContextInput(kind=ContextKind.PLACE, name=" "))
    assert fields(replace(WHOLE, subject=nameless)) == ["subject.name"]
    named = NewContext(context=ContextInput(kind=ContextKind.PLACE, name=" Golden  Spoon "))
    settled = check_decision(replace(WHOLE, subject=named), answerable=True)
    assert isinstance(settled.subject, NewContext)
    assert settled.subject.context.name == "Golden Spoon"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rationale": "x" * 4_001}, "rationale"),
        ({"feedback": Reply(words="x" * 2_001)}, "reply"),
        ({"feedback": NoReply(reason=NoReplyReason.ASKED_FOR_NONE, words="x" * 1_001)}, "no_reply_words"),
    ],
)
def test_too_long(change: dict[str, str], field: str) -> None:
    assert fields(replace(WHOLE, **change)) == [field]  # type: ignore[arg-type]  # one field at a time


DECISIONS = st.builds(
    Decision,
    outcome=st.sampled_from(Outcome),
    rationale=st.text(max_size=20),
    subject=st.sampled_from([None, CONTEXT]),
    feedback=st.one_of(
        st.none(),
        st.builds(Reply, words=st.text(max_size=40)),
        st.builds(NoReply, reason=st.sampled_from(NoReplyReason), words=st.text(max_size=20)),
    ),
)


@given(DECISIONS, st.booleans())
def test_whatever_passes_says_why_and_has_feedback_or_its_reason(decision: Decision, answerable: bool) -> None:
    if decision_problems(decision, answerable=answerable):
        return
    settled = check_decision(decision, answerable=answerable)
    assert settled.rationale.strip() == settled.rationale != ""
    assert settled.subject is not None or not needs_context(settled.outcome)
    if isinstance(settled.feedback, Reply):
        assert answerable
        assert settled.feedback.words
    elif not answerable:
        assert settled.feedback.reason in NoReplyReason
