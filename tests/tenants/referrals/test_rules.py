"""The state machine written out a second time, as the people who use it would draw it on a wall."""

from __future__ import annotations

import pytest

from commonground.tenants.referrals.errors import NotNowError
from commonground.tenants.referrals.rules import (
    ClockChange,
    Facts,
    allowed_verbs,
    clock_change,
    next_state,
    staff_verbs,
)
from commonground.tenants.referrals.types import Asked, Outcome, ReferralState, Verb

NEW, SCREENING, WAITING, NEEDS_LEAD, ESCALATED, DECIDED, WITHDRAWN = ReferralState
LED = Facts(held=True, outcome=Outcome.CONSULTATION, wished=True)
UNLED = Facts(held=False, outcome=Outcome.CONSULTATION, wished=True)

WALL = [
    # state, verb, when somebody holds it then, when nobody does
    (NEW, Verb.TAKE, SCREENING, SCREENING),
    (NEW, Verb.ESCALATE, ESCALATED, ESCALATED),
    (NEW, Verb.REASSIGN, NEW, NEW),
    (NEW, Verb.WITHDRAW, NEW, NEW),
    (NEW, Verb.ADD_NEWS, NEW, NEW),
    (SCREENING, Verb.DECIDE, DECIDED, NEEDS_LEAD),
    (SCREENING, Verb.CLOSE_WITHDRAWN, WITHDRAWN, WITHDRAWN),
    (SCREENING, Verb.ASK_FOR_MORE, WAITING, WAITING),
    (SCREENING, Verb.ESCALATE, ESCALATED, ESCALATED),
    (SCREENING, Verb.REASSIGN, SCREENING, NEW),
    (SCREENING, Verb.HAND_BACK, NEW, NEW),
    (SCREENING, Verb.WITHDRAW, SCREENING, SCREENING),
    (SCREENING, Verb.ADD_NEWS, SCREENING, SCREENING),
    (WAITING, Verb.RESUME, SCREENING, NEW),
    (WAITING, Verb.ESCALATE, ESCALATED, ESCALATED),
    (WAITING, Verb.REASSIGN, WAITING, WAITING),
    (WAITING, Verb.WITHDRAW, WAITING, WAITING),
    (WAITING, Verb.ADD_NEWS, WAITING, WAITING),
    (ESCALATED, Verb.TAKE, SCREENING, SCREENING),
    (ESCALATED, Verb.DECIDE, DECIDED, NEEDS_LEAD),
    (ESCALATED, Verb.CLOSE_WITHDRAWN, WITHDRAWN, WITHDRAWN),
    (ESCALATED, Verb.REASSIGN, ESCALATED, ESCALATED),
    (ESCALATED, Verb.HAND_BACK, SCREENING, NEW),
    (ESCALATED, Verb.WITHDRAW, ESCALATED, ESCALATED),
    (ESCALATED, Verb.ADD_NEWS, ESCALATED, ESCALATED),
    (NEEDS_LEAD, Verb.GIVE_LEAD, DECIDED, DECIDED),
    (NEEDS_LEAD, Verb.REASSIGN, DECIDED, NEEDS_LEAD),
    (NEEDS_LEAD, Verb.WITHDRAW, NEEDS_LEAD, NEEDS_LEAD),
    (NEEDS_LEAD, Verb.ADD_NEWS, NEEDS_LEAD, NEEDS_LEAD),
    (DECIDED, Verb.REASSIGN, DECIDED, NEEDS_LEAD),
    (DECIDED, Verb.REOPEN, SCREENING, NEW),
    (DECIDED, Verb.WITHDRAW, DECIDED, DECIDED),
    (DECIDED, Verb.ADD_NEWS, DECIDED, DECIDED),
    (WITHDRAWN, Verb.REOPEN, SCREENING, NEW),
    (WITHDRAWN, Verb.ADD_NEWS, WITHDRAWN, WITHDRAWN),
]


@pytest.mark.parametrize(("state", "verb", "held", "unheld"), WALL)
def test_where_each_verb_leads(state: ReferralState, verb: Verb, held: ReferralState, unheld: ReferralState) -> None:
    assert next_state(state, verb, LED) is held
    assert next_state(state, verb, UNLED) is unheld


@pytest.mark.parametrize("state", ReferralState)
def test_nothing_else_is_allowed(state: ReferralState) -> None:
    wished = {verb for each, verb, _, _ in WALL if each is state}
    assert set(allowed_verbs(state, wished=True)) == wished
    assert set(allowed_verbs(state)) == wished - {Verb.CLOSE_WITHDRAWN}
    assert set(staff_verbs(state, wished=True)) == wished - {Verb.WITHDRAW, Verb.ADD_NEWS}


@pytest.mark.parametrize("state", [SCREENING, ESCALATED])
def test_nobody_closes_as_withdrawn_what_nobody_asked_to_withdraw(state: ReferralState) -> None:
    with pytest.raises(NotNowError, match="close it as withdrawn"):
        next_state(state, Verb.CLOSE_WITHDRAWN)
    assert next_state(state, Verb.CLOSE_WITHDRAWN, Facts(wished=True)) is WITHDRAWN


def test_it_begins_by_being_received() -> None:
    assert allowed_verbs(None) == (Verb.RECEIVE,)
    assert next_state(None, Verb.RECEIVE) is NEW


def test_the_reporters_own_answer_ends_the_wait() -> None:
    assert next_state(WAITING, Verb.ADD_NEWS, Facts(held=True, asked=Asked.REPORTER)) is SCREENING
    assert next_state(WAITING, Verb.ADD_NEWS, Facts(held=False, asked=Asked.REPORTER)) is NEW
    assert next_state(WAITING, Verb.WITHDRAW, Facts(held=True, asked=Asked.REPORTER)) is SCREENING


def test_only_work_that_goes_on_here_waits_for_a_lead() -> None:
    for outcome in (Outcome.ADVICE, Outcome.ADDED_TO_CONTEXT, Outcome.LEVEL_1, Outcome.SINGLE_AGENCY):
        assert next_state(DECIDED, Verb.REASSIGN, Facts(outcome=outcome)) is DECIDED


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (None, NEW, ClockChange.START),
        (NEW, SCREENING, ClockChange.KEEP),
        (SCREENING, SCREENING, ClockChange.KEEP),
        (SCREENING, WAITING, ClockChange.PAUSE),
        (WAITING, SCREENING, ClockChange.RESTART),
        (WAITING, NEW, ClockChange.RESTART),
        (WAITING, ESCALATED, ClockChange.RESTART),
        (SCREENING, WITHDRAWN, ClockChange.STOP),
        (SCREENING, NEEDS_LEAD, ClockChange.KEEP),
        (SCREENING, DECIDED, ClockChange.STOP),
        (NEEDS_LEAD, DECIDED, ClockChange.STOP),
        (DECIDED, NEEDS_LEAD, ClockChange.START),
        (DECIDED, NEW, ClockChange.START),
        (WITHDRAWN, SCREENING, ClockChange.START),
    ],
)
def test_what_a_move_does_to_the_clock(before: ReferralState | None, after: ReferralState, change: ClockChange) -> None:
    assert clock_change(before, after) is change
