"""Who may do what in a dispute now, and by when an answer is due. No database.

The same table as `crossing.dispute_next` (`database/sql/071_disputes.sql`), which decides; a test compares both."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from commonground.platform.calendar.timers import TIMERS
from commonground.platform.calendar.working import WorkingCalendar
from commonground.platform.disputes.types import DisputeAct, DisputeState, DisputeView, Turn

_A: Final = DisputeAct
_S: Final = DisputeState
_MOVES: Final = (
    (Turn.OURS, _A.AGREE, _S.ASKED, _S.AGREED),
    (Turn.OURS, _A.PROPOSE, _S.ASKED, _S.ASKED),
    (Turn.OURS, _A.PROPOSE, _S.MORE_ASKED, _S.ASKED),
    (Turn.OURS, _A.ASK_MORE, _S.ASKED, _S.MORE_ASKED),
    (Turn.OURS, _A.TELL_MORE, _S.MORE_ASKED, _S.ASKED),
    (None, _A.ESCALATE, _S.ASKED, _S.ASKED),
    (None, _A.ESCALATE, _S.MORE_ASKED, _S.MORE_ASKED),
    (None, _A.DECIDE, _S.ASKED, _S.ASKED),
    (None, _A.DECIDE, _S.MORE_ASKED, _S.MORE_ASKED),
    ("opener", _A.WITHDRAW, _S.ASKED, _S.WITHDRAWN),
    ("opener", _A.WITHDRAW, _S.MORE_ASKED, _S.WITHDRAWN),
    (None, _A.CLOSE, _S.AGREED, _S.CLOSED),
    (None, _A.CLOSE, _S.DECIDED, _S.CLOSED),
)
"""By whom (None for either side), what, from where, to where."""


def next_state(state: DisputeState, turn: Turn, act: DisputeAct, *, opener: bool) -> DisputeState | None:
    """Where it stands afterwards; None where this side may not do this now."""
    mine = {None, turn, *(("opener",) if opener else ())}
    return next((after for who, does, before, after in _MOVES if does is act and before is state and who in mine), None)


def acts_of(dispute: DisputeView) -> frozenset[DisputeAct]:
    """All that the acting council may do now. Managers decide once it is before them, and nobody escalates twice."""
    opener, escalated = dispute.opener_id == dispute.us_id, dispute.escalated_at is not None
    can = {act for act in DisputeAct if next_state(dispute.state, dispute.turn, act, opener=opener) is not None}
    return frozenset(can - {_A.ESCALATE if escalated else _A.DECIDE})


def answer_by(now: datetime, calendar: WorkingCalendar) -> datetime:
    return TIMERS["dispute_answer"].due(now, calendar)


def settle_by(now: datetime, calendar: WorkingCalendar) -> datetime:
    return TIMERS["dispute_settlement"].due(now, calendar)
