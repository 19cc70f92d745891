"""The life of a referral, walked at random: whatever people do and in whatever order, these things hold.

The referral here is a plain object in memory, kept as a service would keep a row: it applies `rules.step` and
`decision_rules.check_decision` and nothing else."""

from __future__ import annotations

# Long: one state machine, its model and its invariants belong together.
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from commonground.platform.calendar import Tone, WorkingCalendar
from commonground.platform.councils.types import Nation
from commonground.platform.reference import DECISIONS
from commonground.tenants.referrals.decision_rules import SettledDecision, check_decision, needs_context
from commonground.tenants.referrals.errors import DecisionIncompleteError, NotNowError, ReasonMissingError
from commonground.tenants.referrals.rules import (
    OPEN_STATES,
    OUTCOMES_THAT_NEED_A_LEAD,
    REPORTER_VERBS,
    STOPPED_STATES,
    VERBS_THAT_NEED_A_REASON,
    ClockChange,
    Facts,
    allowed_verbs,
    can_be_answered,
    decision_due,
    next_state,
    referral_clock,
    restarted_due,
    staff_verbs,
    step,
)
from commonground.tenants.referrals.types import (
    Asked,
    Attention,
    Decision,
    LinkContext,
    NoReply,
    NoReplyReason,
    Outcome,
    ReferralState,
    Reply,
    Route,
    Verb,
)
from commonground.tenants.referrals.words import (
    ASKED_LABELS,
    ATTENTION_LABELS,
    NO_REPLY_LABELS,
    ROUTE_LABELS,
    STATE_LABELS,
    STATE_SENTENCES,
    VERB_PHRASES,
    attention_mark,
    paused_words,
)

CALENDAR = WorkingCalendar(Nation.ENGLAND)
START = datetime(2026, 11, 18, 21, 12, tzinfo=UTC)
STAFF = ("D. Okoro", "H. Lund", "P. Raman")
REASON = "Nobody of this team is here today."


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    verb: Verb
    state: ReferralState
    at: datetime
    words: str = ""


@dataclass
class Referral:
    """A referral in memory, with the columns that a row has."""

    answerable: bool
    state: ReferralState
    due: datetime
    holder: str | None = None
    attention: Attention | None = None
    danger: bool = False
    wished: bool = False
    asked: Asked | None = None
    paused_at: datetime | None = None
    decision: SettledDecision | None = None
    decider: str | None = None
    history: list[Line] = field(default_factory=list)

    def do(self, verb: Verb, at: datetime, facts: Facts, words: str = "") -> None:
        if verb in VERBS_THAT_NEED_A_REASON and not words.strip():
            raise ReasonMissingError(verb)
        facts = replace(facts, wished=self.wished, danger=self.danger)
        done = step(self.state, verb, facts, self.attention)
        self._clock(done.clock, at)
        self.state, self.attention = done.state, done.attention
        self.history.append(Line(verb, done.state, at, words))

    def _clock(self, change: ClockChange, at: datetime) -> None:
        if change is ClockChange.START:
            self.due = decision_due(at, CALENDAR)
        elif change is ClockChange.PAUSE:
            self.paused_at = at
        elif self.paused_at is not None and change is not ClockChange.KEEP:
            self.due = restarted_due(self.due, self.paused_at, at, CALENDAR)
            self.paused_at = None


class Life(RuleBasedStateMachine):
    """Everybody who may touch a referral, doing whatever the state allows, and trying what it does not."""

    @initialize(answerable=st.booleans(), danger=st.booleans())
    def receive(self, answerable: bool, danger: bool) -> None:
        self.now = START
        done = step(None, Verb.RECEIVE)
        assert done.clock is ClockChange.START
        self.referral = Referral(answerable, done.state, decision_due(self.now, CALENDAR), danger=danger)
        self.referral.attention = Attention.DANGER if danger else None
        self.settled = False
        self.referral.history.append(Line(Verb.RECEIVE, done.state, self.now))
        self.longest: list[Line] = []

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def may(self, verb: Verb) -> bool:
        return verb in allowed_verbs(self.referral.state, wished=self.referral.wished)

    @precondition(lambda self: self.may(Verb.TAKE))
    @rule(who=st.sampled_from(STAFF))
    def take(self, who: str) -> None:
        self.referral.holder = who
        self.referral.do(Verb.TAKE, self.now, Facts(held=True))

    @precondition(lambda self: self.may(Verb.ASK_FOR_MORE))
    @rule(asked=st.sampled_from(Asked))
    def ask_for_more(self, asked: Asked) -> None:
        self.referral.asked = asked
        self.referral.do(Verb.ASK_FOR_MORE, self.now, Facts(), "Which exit of the park is it?")

    @precondition(lambda self: self.may(Verb.RESUME))
    @rule()
    def resume(self) -> None:
        self.referral.do(Verb.RESUME, self.now, Facts(held=self.referral.holder is not None))

    @precondition(lambda self: self.may(Verb.ESCALATE))
    @rule()
    def escalate(self) -> None:
        with pytest.raises(ReasonMissingError):
            self.referral.do(Verb.ESCALATE, self.now, Facts(), " ")
        self.referral.do(Verb.ESCALATE, self.now, Facts(), REASON)

    @precondition(lambda self: self.may(Verb.HAND_BACK))
    @rule()
    def hand_back(self) -> None:
        if self.referral.state is not ReferralState.ESCALATED:
            self.referral.holder = None
        self.referral.do(Verb.HAND_BACK, self.now, Facts(held=self.referral.holder is not None))

    @precondition(lambda self: self.may(Verb.REASSIGN))
    @rule(who=st.sampled_from([None, *STAFF]))
    def reassign(self, who: str | None) -> None:
        outcome = self.referral.decision.outcome if self.referral.decision else None
        self.referral.do(Verb.REASSIGN, self.now, Facts(held=who is not None, outcome=outcome), REASON)
        self.referral.holder = who

    @precondition(lambda self: self.may(Verb.DECIDE))
    @rule(
        outcome=st.sampled_from(Outcome),
        lead=st.sampled_from([None, *STAFF]),
        with_context=st.booleans(),
        with_rationale=st.booleans(),
        feedback=st.sampled_from(
            [None, Reply(words="Thank you. We have read it."), NoReply(reason=NoReplyReason.ASKED_FOR_NONE)]
        ),
    )
    def decide(
        self,
        outcome: Outcome,
        lead: str | None,
        with_context: bool,
        with_rationale: bool,
        feedback: Reply | NoReply | None,
    ) -> None:
        decision = Decision(
            outcome=outcome,
            rationale="Third contact in five weeks." if with_rationale else "",
            subject=LinkContext(context_id=UUID(int=7)) if with_context else None,
            feedback=feedback,
        )
        before = replace(self.referral)
        try:
            settled = check_decision(decision, answerable=self.referral.answerable)
        except DecisionIncompleteError:
            assert self.referral == before, "a refused decision changes nothing"
            return
        self.referral.decision, self.referral.decider = settled, self.referral.holder or "a manager"
        self.referral.holder = lead
        self.referral.do(Verb.DECIDE, self.now, Facts(held=lead is not None, outcome=outcome))
        self.settled = True

    @precondition(lambda self: self.may(Verb.GIVE_LEAD))
    @rule(who=st.sampled_from(STAFF))
    def give_lead(self, who: str) -> None:
        self.referral.holder = who
        self.referral.do(Verb.GIVE_LEAD, self.now, Facts(held=True))

    @precondition(lambda self: self.may(Verb.REOPEN))
    @rule(who=st.sampled_from([None, *STAFF]))
    def reopen(self, who: str | None) -> None:
        undecided = self.referral.state is ReferralState.WITHDRAWN
        self.referral.do(Verb.REOPEN, self.now, Facts(held=who is not None), REASON)
        self.settled = not undecided
        self.referral.holder, self.referral.decision, self.referral.decider = who, None, None

    @precondition(lambda self: self.may(Verb.ADD_NEWS))
    @rule()
    def add_news(self) -> None:
        before = self.referral.state
        facts = Facts(held=self.referral.holder is not None, asked=self.referral.asked)
        self.referral.do(Verb.ADD_NEWS, self.now, facts, "They were there again.")
        assert self.referral.attention is not None
        assert self.referral.state is before or before is ReferralState.WAITING

    @precondition(lambda self: self.may(Verb.WITHDRAW))
    @rule()
    def withdraw(self) -> None:
        referral, lines = self.referral, len(self.referral.history)
        before, due, paused, marked = referral.state, referral.due, referral.paused_at, referral.attention
        referral.do(Verb.WITHDRAW, self.now, Facts(held=referral.holder is not None, asked=referral.asked))
        referral.wished = True
        assert len(referral.history) == lines + 1, "a safeguarding record is never deleted by its reporter"
        assert referral.attention is (marked if marked is Attention.DANGER else Attention.WITHDRAWAL)
        if before is ReferralState.WAITING and referral.asked is Asked.REPORTER:
            assert referral.state in OPEN_STATES, "whom we asked has answered, so that the clock runs again"
        else:
            assert (referral.state, referral.due, referral.paused_at) == (before, due, paused), "a wish moves nothing"

    @precondition(lambda self: self.may(Verb.CLOSE_WITHDRAWN))
    @rule()
    def close_withdrawn(self) -> None:
        with pytest.raises(ReasonMissingError):
            self.referral.do(Verb.CLOSE_WITHDRAWN, self.now, Facts(), " ")
        self.referral.do(Verb.CLOSE_WITHDRAWN, self.now, Facts(), REASON)
        self.settled = True

    @rule(verb=st.sampled_from(Verb), held=st.booleans())
    def try_what_does_not_fit(self, verb: Verb, held: bool) -> None:
        if self.may(verb):
            return
        facts = Facts(held=held, outcome=Outcome.ADVICE, wished=self.referral.wished)
        with pytest.raises(NotNowError) as refusal:
            next_state(self.referral.state, verb, facts)
        assert refusal.value.status == 409
        assert STATE_SENTENCES[self.referral.state] in refusal.value.sentence

    @invariant()
    def decided_says_what_why_who_and_what_was_answered(self) -> None:
        decided = self.referral.state in {ReferralState.DECIDED, ReferralState.NEEDS_LEAD}
        decision = self.referral.decision
        assert (decision is not None) == decided
        if decision is None:
            return
        assert decision.rationale
        assert self.referral.decider
        assert isinstance(decision.feedback, Reply | NoReply)
        assert isinstance(decision.feedback, NoReply) or self.referral.answerable
        assert decision.subject is not None or not needs_context(decision.outcome)
        leaderless = decision.outcome in OUTCOMES_THAT_NEED_A_LEAD and self.referral.holder is None
        assert (self.referral.state is ReferralState.NEEDS_LEAD) == leaderless

    @invariant()
    def a_danger_is_marked_until_somebody_has_decided_or_closed_it(self) -> None:
        if self.referral.danger and not self.settled:
            assert self.referral.attention is Attention.DANGER
            assert self.referral.state in OPEN_STATES

    @invariant()
    def only_somebody_of_the_council_closes_it(self) -> None:
        if self.referral.state is ReferralState.WITHDRAWN:
            moved = next(line for line in reversed(self.referral.history) if line.verb is not Verb.ADD_NEWS)
            assert moved.verb is Verb.CLOSE_WITHDRAWN
            assert moved.words

    @invariant()
    def the_clock_is_paused_while_we_wait_and_only_then(self) -> None:
        referral = self.referral
        assert (referral.paused_at is not None) == (referral.state is ReferralState.WAITING)
        reason = paused_words(referral.asked) if referral.asked else None
        clock = referral_clock(referral.state, referral.due, self.now, CALENDAR, reason)
        assert (clock.tone is Tone.PAUSED) == (referral.state is ReferralState.WAITING)
        assert (clock.word == "No deadline") == (referral.state in STOPPED_STATES)

    @invariant()
    def somebody_holds_what_is_being_screened(self) -> None:
        if self.referral.state is ReferralState.SCREENING:
            assert self.referral.holder is not None

    @invariant()
    def history_never_shrinks_and_tells_every_state(self) -> None:
        history = self.referral.history
        assert history[: len(self.longest)] == self.longest
        assert history[-1].state is self.referral.state
        self.longest = list(history)

    @invariant()
    def nobody_is_left_without_a_way_on(self) -> None:
        assert staff_verbs(self.referral.state)
        assert Verb.ADD_NEWS in allowed_verbs(self.referral.state)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)


def test_every_state_is_reached_from_the_start() -> None:
    reached: set[ReferralState | None] = {None}
    each = [(held, asked) for held in (True, False) for asked in Asked]
    facts = [Facts(held=held, outcome=Outcome.PANEL, asked=asked, wished=True) for held, asked in each]
    while True:
        further = {
            next_state(state, verb, fact)
            for state in reached
            for verb in allowed_verbs(state, wished=True)
            for fact in facts
        }
        if further <= reached:
            break
        reached |= further
    assert reached == {None, *ReferralState}
    assert set(ReferralState) == OPEN_STATES | STOPPED_STATES


def test_only_what_is_over_can_be_reopened() -> None:
    assert {state for state in ReferralState if Verb.REOPEN in allowed_verbs(state)} == STOPPED_STATES


def test_a_decision_waits_for_a_lead_only_where_work_goes_on_here() -> None:
    for outcome in Outcome:
        after = next_state(ReferralState.SCREENING, Verb.DECIDE, Facts(outcome=outcome))
        assert (after is ReferralState.NEEDS_LEAD) == (outcome in OUTCOMES_THAT_NEED_A_LEAD)
        led = next_state(ReferralState.SCREENING, Verb.DECIDE, Facts(outcome=outcome, held=True))
        assert led is ReferralState.DECIDED
    with pytest.raises(ValueError, match="outcome"):
        next_state(ReferralState.SCREENING, Verb.DECIDE)


def test_the_reporters_answer_ends_the_wait_and_other_news_does_not() -> None:
    waiting = ReferralState.WAITING
    answered = step(waiting, Verb.ADD_NEWS, Facts(held=True, asked=Asked.REPORTER))
    assert (answered.state, answered.clock) == (ReferralState.SCREENING, ClockChange.RESTART)
    other = step(waiting, Verb.ADD_NEWS, Facts(held=True, asked=Asked.SCHOOL))
    assert (other.state, other.clock, other.attention) == (waiting, ClockChange.KEEP, Attention.NEWS)


def test_news_on_a_decided_referral_calls_for_attention_and_moves_nothing() -> None:
    done = step(ReferralState.DECIDED, Verb.ADD_NEWS)
    assert done.state is ReferralState.DECIDED
    assert done.attention is Attention.NEWS
    assert done.clock is ClockChange.KEEP


def test_news_never_hides_a_withdrawal_and_passing_on_keeps_the_mark() -> None:
    new = ReferralState.NEW
    assert step(new, Verb.ADD_NEWS, attention=Attention.WITHDRAWAL).attention is Attention.WITHDRAWAL
    assert step(new, Verb.REASSIGN, attention=Attention.NEWS).attention is Attention.NEWS
    assert step(new, Verb.TAKE, attention=Attention.NEWS).attention is None


@pytest.mark.parametrize(
    ("state", "verb"),
    [(s, v) for s in ReferralState for v in allowed_verbs(s) if v is not Verb.DECIDE],
)
def test_a_danger_stands_until_the_decision_whatever_else_comes(state: ReferralState, verb: Verb) -> None:
    done = step(state, verb, Facts(held=True, outcome=Outcome.ADVICE), Attention.DANGER)
    assert done.attention is Attention.DANGER


def test_only_somebody_of_the_council_ends_the_danger() -> None:
    facts = Facts(held=True, outcome=Outcome.ADVICE, wished=True)
    assert step(ReferralState.SCREENING, Verb.DECIDE, facts, Attention.DANGER).attention is None
    assert step(ReferralState.SCREENING, Verb.CLOSE_WITHDRAWN, facts, Attention.DANGER).attention is None
    wish = step(ReferralState.NEW, Verb.WITHDRAW, facts, Attention.DANGER)
    assert (wish.state, wish.clock, wish.attention) == (ReferralState.NEW, ClockChange.KEEP, Attention.DANGER)


def test_what_was_closed_without_a_decision_comes_back_with_its_danger() -> None:
    said = Facts(danger=True)
    assert step(ReferralState.WITHDRAWN, Verb.REOPEN, said).attention is Attention.DANGER
    assert step(ReferralState.WITHDRAWN, Verb.REOPEN).attention is None
    assert step(ReferralState.DECIDED, Verb.REOPEN, said).attention is None, "about that danger was decided"


def test_that_they_want_to_withdraw_is_said_until_somebody_has_decided_or_closed_it() -> None:
    danger, wish = "Danger now, they say", "They want to withdraw it"
    assert attention_mark("new", "danger", wished=True) == f"{danger}. {wish}"
    assert attention_mark("new", "withdrawal", wished=True) == wish
    assert attention_mark("screening", None, wished=True) == wish
    assert attention_mark("new", "danger") == danger
    for over in ("needs_lead", "decided", "withdrawn"):
        assert attention_mark(over, None, wished=True) == ""
    assert attention_mark("decided", "withdrawal", wished=True) == wish


def test_the_deadline_is_the_councils_policy_and_moves_by_the_pause() -> None:
    due = decision_due(START, CALENDAR)
    assert due.isoformat() == "2026-11-19T17:00:00+00:00"
    paused = datetime(2026, 11, 19, 11, tzinfo=UTC)
    restarted = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert restarted_due(due, paused, restarted, CALENDAR) == datetime(2026, 11, 24, 15, tzinfo=UTC)
    late = datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert restarted_due(due, late, restarted, CALENDAR) == due, "what was late stays late"


def test_a_refusal_says_what_can_be_done() -> None:
    with pytest.raises(NotNowError) as refusal:
        next_state(ReferralState.NEEDS_LEAD, Verb.DECIDE)
    assert refusal.value.sentence == (
        "This has been decided and needs a lead, so you can’t decide now. "
        "You can give it a lead or give it to somebody else."
    )


def test_who_can_be_answered() -> None:
    assert can_be_answered(Route.PUBLIC, has_return_code=True, has_contact=False)
    assert can_be_answered(Route.PARTNER, has_return_code=False, has_contact=False)
    assert not can_be_answered(Route.PANEL, has_return_code=False, has_contact=False)


def test_everything_can_be_said() -> None:
    assert set(STATE_LABELS) == set(STATE_SENTENCES) == set(ReferralState)
    assert set(DECISIONS.codes) == set(Outcome)
    assert set(ROUTE_LABELS) == set(Route)
    assert set(ASKED_LABELS) == set(Asked)
    assert set(ATTENTION_LABELS) == set(Attention)
    assert set(NO_REPLY_LABELS) == set(NoReplyReason)
    assert set(VERB_PHRASES) == set(Verb)
    assert paused_words(Asked.SCHOOL) == "asked the school"
    assert paused_words(Asked.SCHOOL, " Brook Lane School ") == "asked Brook Lane School"
    assert not {Verb.DECIDE, Verb.TAKE} & REPORTER_VERBS
