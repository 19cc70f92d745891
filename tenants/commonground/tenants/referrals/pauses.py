"""How often and how long a referral's decision clock stood still, and for whom: from its own history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from commonground.platform.calendar import LONDON, WorkingCalendar
from commonground.tenants.referrals.history import HistoryLine
from commonground.tenants.referrals.rules import STOPPED_STATES
from commonground.tenants.referrals.types import ReferralState

LONG_WAIT: Final = 10
"""Working days without an answer after which somebody is told, once for each pause."""


@dataclass(frozen=True, slots=True)
class Pause:
    """`ended` is empty while the clock stands still; `whom` where nobody wrote down who was asked."""

    started: datetime
    ended: datetime | None
    whom: str


@dataclass(frozen=True, slots=True)
class Pauses:
    """`length`: opening hours, which is by how much the deadline moved, or will have."""

    times: int
    length: timedelta
    whom: tuple[str, ...]


def days_waited(since: datetime, now: datetime, calendar: WorkingCalendar) -> int:
    """Working days, the one on which it was asked not counted."""
    return calendar.working_days_between(since.astimezone(LONDON).date(), now.astimezone(LONDON).date())


def long_waits_before(today: date, calendar: WorkingCalendar) -> datetime:
    """What was asked before this moment has waited for long today, as `days_waited` counts it."""
    day = today
    while calendar.working_days_between(day, today) < LONG_WAIT:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time(), LONDON)


def pauses_of(newest_first: Sequence[HistoryLine]) -> tuple[Pause, ...]:
    """Those of the clock that runs now, oldest first: one that was started anew has none behind it."""
    return tuple(_pauses(_of_this_clock(newest_first)))


def added_up(pauses: Sequence[Pause], calendar: WorkingCalendar, now: datetime) -> Pauses:
    """Each name once, in the order in which they were asked."""
    lengths = (calendar.working_time_between(each.started, each.ended or now) for each in pauses)
    whom = dict.fromkeys(each.whom for each in pauses if each.whom)
    return Pauses(len(pauses), sum(lengths, timedelta()), tuple(whom))


def _of_this_clock(newest_first: Sequence[HistoryLine]) -> list[HistoryLine]:
    lines: list[HistoryLine] = []
    for line in newest_first:
        lines.append(line)
        if line.before is None or (line.before in STOPPED_STATES and line.after not in STOPPED_STATES):
            break
    return lines[::-1]


def _pauses(oldest_first: Sequence[HistoryLine]) -> Iterator[Pause]:
    waiting: HistoryLine | None = None
    for line in oldest_first:
        if waiting is None and line.after == ReferralState.WAITING and line.before != ReferralState.WAITING:
            waiting = line
        elif waiting is not None and line.after != ReferralState.WAITING:
            yield Pause(waiting.at, line.at, waiting.asked_whom)
            waiting = None
    if waiting is not None:
        yield Pause(waiting.at, None, waiting.asked_whom)
