"""What the list and the file both say of a row, so that they say the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row

from commonground.platform.calendar import Clock, WorkingCalendar, due_clock
from commonground.tenants.referrals.rules import STOPPED_STATES
from commonground.tenants.referrals.types import Asked, ReferralState
from commonground.tenants.referrals.words import attention_mark, paused_words
from commonground.ui.shell.dates import short_day
from commonground.ui.shell.i18n import gettext

_OVER: Final = frozenset(state.value for state in STOPPED_STATES)


def is_over(row: Row[Any]) -> bool:
    """Whether it has no deadline any more."""
    return row.state in _OVER


def ended(row: Row[Any]) -> tuple[str, str]:
    """In the place of a deadline: what ended it, and when."""
    if row.state == ReferralState.WITHDRAWN:
        return gettext("Closed"), short_day(row.changed_at)
    # An earlier tracker may not say when: the day on which it came in is none.
    return gettext("Decided"), short_day(row.decided_at) if row.decided_at else gettext("day not known")


def due_of(row: Row[Any], calendar: WorkingCalendar, now: datetime) -> Clock:
    """The clock of one that is not over; while it is paused, whom we asked."""
    paused = _asked(row.asked, row.asked_whom) if row.paused_at else None
    return due_clock(row.decision_due_at, now, calendar, paused_reason=paused)


def mark_of(row: Row[Any]) -> str:
    """Why somebody must look."""
    return attention_mark(row.state, row.attention, wished=row.withdrawal_asked_at is not None)


def _asked(asked: str | None, whom: str) -> str:
    return paused_words(Asked(asked), whom) if asked in set(Asked) else whom
