"""A deadline in two short lines, as a tracker shows it: “Today, 4pm”, “5 hours left”."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from commonground.platform.calendar.working import LONDON, WorkingCalendar

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEK: Final = 7


class Tone(StrEnum):
    """How much a row should stand out; the words say the same without it."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    PAUSED = "paused"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Clock:
    """`word` stands first and bold, `detail` under it."""

    word: str
    detail: str
    tone: Tone


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def time_words(at: time) -> str:
    """“4pm”, “8:30am”, “midday”."""
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def _moments_apart(earlier: datetime, later: datetime) -> timedelta:
    """Two times of one zone are subtracted as wall clocks, which is wrong when an hour repeats."""
    return later.astimezone(UTC) - earlier.astimezone(UTC)


def _span(length: timedelta) -> str:
    """“5 hours”, “40 minutes”: whole hours, rounded down, so that nobody is promised more time than is left."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return "less than a minute"
    return _counted(minutes // 60, "hour") if minutes >= 60 else _counted(minutes, "minute")


def _day_words(day: date, today: date) -> str:
    if (day - today).days < _WEEK:
        return _DAYS[day.weekday()]
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def _overdue(due: datetime, now: datetime, calendar: WorkingCalendar) -> Clock:
    late = calendar.working_days_between(due.date(), now.date())
    if late:
        detail = _counted(late, "working day")
    elif due.date() == now.date():
        detail = _span(_moments_apart(due, now))
    else:
        detail = f"since {_DAYS[due.weekday()]}" if (now - due).days < _WEEK else "no working day since"
    return Clock("Overdue", detail, Tone.OVERDUE)


def _ahead(due: datetime, now: datetime, calendar: WorkingCalendar) -> Clock:
    left = calendar.working_days_between(now.date(), due.date())
    detail = _counted(left, "working day") if left else "before the next working day"
    return Clock(_day_words(due.date(), now.date()), detail, Tone.SOON if left <= 1 else Tone.NONE)


def due_clock(
    due_at: datetime | None, now: datetime, calendar: WorkingCalendar, *, paused_reason: str | None = None
) -> Clock:
    """What to show for a deadline. A paused clock says why (“asked the school”) and is never late."""
    if paused_reason is not None:
        return Clock("Paused", paused_reason, Tone.PAUSED)
    if due_at is None:
        return Clock("No deadline", "", Tone.NONE)
    due, local = due_at.astimezone(LONDON), now.astimezone(LONDON)
    left = _moments_apart(now, due_at)
    if left < timedelta():
        return _overdue(due, local, calendar)
    if due.date() == local.date():
        return Clock(f"Today, {time_words(due.time())}", f"{_span(left)} left", Tone.TODAY)
    return _ahead(due, local, calendar)
