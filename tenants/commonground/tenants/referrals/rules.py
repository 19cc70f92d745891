"""The life of a referral: the one state machine, and what a decision must contain. No database, no web.

Who may do what is decided in `platform.access`; here only whether it fits the record. “Held” says whether somebody
named holds the referral once the verb is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from commonground.platform.calendar import TIMERS, Clock, WorkingCalendar, due_clock
from commonground.tenants.referrals.errors import NotNowError
from commonground.tenants.referrals.types import Asked, Attention, Outcome, ReferralState, Route, Verb

OUTCOMES_THAT_NEED_A_LEAD: Final = frozenset(
    {Outcome.CONSULTATION, Outcome.CONTEXT_ASSESSMENT, Outcome.STRATEGY_DISCUSSION, Outcome.PANEL}
)
"""Work that goes on here, so that somebody of ours must lead it."""

OUTCOMES_WITHOUT_CONTEXT: Final = frozenset({Outcome.ADVICE, Outcome.LEVEL_1, Outcome.OTHER_BOROUGH, Outcome.SIGNPOST})
"""Only these may be decided without a context: everything else accumulates on one (domain notes, 0.4)."""

VERBS_THAT_NEED_A_REASON: Final = frozenset({Verb.CLOSE_WITHDRAWN, Verb.ESCALATE, Verb.REASSIGN, Verb.REOPEN})
REPORTER_VERBS: Final = frozenset({Verb.WITHDRAW, Verb.ADD_NEWS})
STOPPED_STATES: Final = frozenset({ReferralState.DECIDED, ReferralState.WITHDRAWN})
OPEN_STATES: Final = frozenset(ReferralState) - STOPPED_STATES


class ClockChange(StrEnum):
    """What a step does to the decision clock. `start` sets a new deadline, `restart` moves it by the pause."""

    KEEP = "keep"
    START = "start"
    PAUSE = "pause"
    RESTART = "restart"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a step depends on besides state and verb: the holder afterwards, the outcome, whom we asked; whether the
    reporter wants to withdraw, and whether their report said that somebody is in danger now."""

    held: bool = False
    outcome: Outcome | None = None
    asked: Asked | None = None
    wished: bool = False
    danger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a verb makes of a referral; the caller writes all of it, and the history line, in one transaction."""

    state: ReferralState
    attention: Attention | None
    clock: ClockChange


def _by_holder(facts: Facts) -> ReferralState:
    return ReferralState.SCREENING if facts.held else ReferralState.NEW


def _by_lead(facts: Facts) -> ReferralState:
    """Decided, or waiting for a lead when the outcome is work that nobody leads yet."""
    if facts.outcome is None:
        raise ValueError("A decision has an outcome.")
    needs = facts.outcome in OUTCOMES_THAT_NEED_A_LEAD and not facts.held
    return ReferralState.NEEDS_LEAD if needs else ReferralState.DECIDED


def _by_answer(facts: Facts) -> ReferralState:
    """What the reporter writes while we wait, a wish to withdraw included: the answer itself when it was they whom we
    asked, else one more thing to read."""
    return _by_holder(facts) if facts.asked is Asked.REPORTER else ReferralState.WAITING


_Target = ReferralState | Callable[[Facts], ReferralState]
_S = ReferralState

# To withdraw is a wish and moves nothing: a worry about young people can't be unheard, and whoever holds the return
# code could silence one that nobody has read. It goes on until somebody of ours decides it, or closes it as withdrawn.
_MOVES: Final[Mapping[ReferralState | None, Mapping[Verb, _Target]]] = MappingProxyType(
    {
        None: {Verb.RECEIVE: _S.NEW},
        _S.NEW: {
            Verb.TAKE: _S.SCREENING,
            Verb.ESCALATE: _S.ESCALATED,
            Verb.REASSIGN: _S.NEW,
            Verb.WITHDRAW: _S.NEW,
            Verb.ADD_NEWS: _S.NEW,
        },
        _S.SCREENING: {
            Verb.DECIDE: _by_lead,
            Verb.CLOSE_WITHDRAWN: _S.WITHDRAWN,
            Verb.ASK_FOR_MORE: _S.WAITING,
            Verb.ESCALATE: _S.ESCALATED,
            Verb.REASSIGN: _by_holder,
            Verb.HAND_BACK: _S.NEW,
            Verb.WITHDRAW: _S.SCREENING,
            Verb.ADD_NEWS: _S.SCREENING,
        },
        _S.WAITING: {
            Verb.RESUME: _by_holder,
            Verb.ESCALATE: _S.ESCALATED,
            Verb.REASSIGN: _S.WAITING,
            Verb.WITHDRAW: _by_answer,
            Verb.ADD_NEWS: _by_answer,
        },
        _S.ESCALATED: {
            Verb.TAKE: _S.SCREENING,
            Verb.DECIDE: _by_lead,
            Verb.CLOSE_WITHDRAWN: _S.WITHDRAWN,
            Verb.REASSIGN: _S.ESCALATED,
            Verb.HAND_BACK: _by_holder,
            Verb.WITHDRAW: _S.ESCALATED,
            Verb.ADD_NEWS: _S.ESCALATED,
        },
        _S.NEEDS_LEAD: {
            Verb.GIVE_LEAD: _S.DECIDED,
            Verb.REASSIGN: _by_lead,
            Verb.WITHDRAW: _S.NEEDS_LEAD,
            Verb.ADD_NEWS: _S.NEEDS_LEAD,
        },
        _S.DECIDED: {
            Verb.REASSIGN: _by_lead,
            Verb.REOPEN: _by_holder,
            Verb.WITHDRAW: _S.DECIDED,
            Verb.ADD_NEWS: _S.DECIDED,
        },
        _S.WITHDRAWN: {Verb.REOPEN: _by_holder, Verb.ADD_NEWS: _S.WITHDRAWN},
    }
)

_ENDS_DANGER: Final = frozenset({Verb.DECIDE, Verb.CLOSE_WITHDRAWN})
_KEEPS_ATTENTION: Final = frozenset({Verb.ESCALATE, Verb.REASSIGN, Verb.HAND_BACK})


def allowed_verbs(state: ReferralState | None, *, wished: bool = False) -> tuple[Verb, ...]:
    """What can be done with a referral in this state, most likely first; `None` before it is received. Only one whose
    reporter `wished` to withdraw can be closed as withdrawn."""
    return tuple(verb for verb in _MOVES[state] if wished or verb is not Verb.CLOSE_WITHDRAWN)


def staff_verbs(state: ReferralState, *, wished: bool = False) -> tuple[Verb, ...]:
    """As `allowed_verbs`, without what only the reporter does."""
    return tuple(verb for verb in allowed_verbs(state, wished=wished) if verb not in REPORTER_VERBS)


def next_state(state: ReferralState | None, verb: Verb, facts: Facts = Facts()) -> ReferralState:
    """Where the verb leads; `NotNowError` when it does not fit the state."""
    if verb not in allowed_verbs(state, wished=facts.wished):
        raise NotNowError(state, verb, () if state is None else staff_verbs(state, wished=facts.wished))
    target = _MOVES[state][verb]
    return target if isinstance(target, ReferralState) else target(facts)


def attention_after(
    verb: Verb, before: Attention | None, state: ReferralState | None = None, facts: Facts = Facts()
) -> Attention | None:
    """Why somebody must look. A danger outranks a withdrawal, and both outrank news; whoever acts on the record has
    read it; passing it on keeps the mark for the next one. That somebody was said to be in danger stands until somebody
    ends it, and again when one that was closed without a decision is taken up again."""
    if verb is Verb.WITHDRAW:
        return before if before is Attention.DANGER else Attention.WITHDRAWAL
    if verb is Verb.ADD_NEWS:
        return before or Attention.NEWS
    if verb is Verb.REOPEN and state is ReferralState.WITHDRAWN and facts.danger:
        return Attention.DANGER
    if before is Attention.DANGER:
        return None if verb in _ENDS_DANGER else before
    return before if verb in _KEEPS_ATTENTION else None


def clock_change(before: ReferralState | None, after: ReferralState) -> ClockChange:
    """The clock stands still while, and only while, we wait; it ends with a decision that somebody leads."""
    if before == after:
        return ClockChange.KEEP
    if after in STOPPED_STATES:
        return ClockChange.STOP
    if before is None or before in STOPPED_STATES:
        return ClockChange.START
    if after is ReferralState.WAITING:
        return ClockChange.PAUSE
    return ClockChange.RESTART if before is ReferralState.WAITING else ClockChange.KEEP


def step(
    state: ReferralState | None,
    verb: Verb,
    facts: Facts = Facts(),
    attention: Attention | None = None,
) -> Step:
    """Everything the verb changes: state, attention and clock; `NotNowError` when it does not fit."""
    after = next_state(state, verb, facts)
    looked = attention_after(verb, attention, state, facts)
    return Step(state=after, attention=looked, clock=clock_change(state, after))


def decision_due(start: datetime, calendar: WorkingCalendar) -> datetime:
    """Closing time of the working day after the one on which it came in or was reopened: the council's policy, after
    “within one working day” (domain notes, 2j)."""
    return TIMERS["referral_decision"].due(start, calendar)


def restarted_due(due: datetime, paused: datetime, restarted: datetime, calendar: WorkingCalendar) -> datetime:
    """The deadline after a pause: as much working time is left as there was. What was late stays late; what was not is
    never due sooner than before, nor on a day that the council has closed since."""
    if due <= paused:
        return due
    left = calendar.working_time_between(paused, due)
    return calendar.kept_open(max(due, calendar.add_working_time(restarted, left)))


def counted_again(
    turns: Iterable[tuple[datetime, ReferralState | None, ReferralState]], calendar: WorkingCalendar
) -> datetime | None:
    """The deadline by its own history, oldest first: each moment at which the state changed, from what and to what.
    From where the clock was started last, with every pause that has ended since. None where no line says when."""
    due = paused = None
    for at, before, after in turns:
        match clock_change(before, after):
            case ClockChange.START:
                due, paused = decision_due(at, calendar), None
            case ClockChange.PAUSE:
                paused = at
            case ClockChange.RESTART if due and paused:
                due, paused = restarted_due(due, paused, at, calendar), None
    return due


def referral_clock(
    state: ReferralState, due: datetime, now: datetime, calendar: WorkingCalendar, paused_reason: str | None = None
) -> Clock:
    """The decision clock of a row; `paused_reason` as `words.paused_words` says it, needed while waiting."""
    if state in STOPPED_STATES:
        return due_clock(None, now, calendar)
    waiting = state is ReferralState.WAITING
    return due_clock(due, now, calendar, paused_reason=(paused_reason or "") if waiting else None)


def can_be_answered(route: Route, *, has_return_code: bool, has_contact: bool) -> bool:
    """Whether a reply could reach the one who told us. Public reports always carry a return code."""
    return has_return_code or has_contact or route in {Route.PARTNER, Route.OTHER_BOROUGH}
