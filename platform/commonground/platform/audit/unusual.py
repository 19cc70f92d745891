"""What is unusual in a council's use of its records: rules, without a database. A rule says what stands out; people say
what it means."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from commonground.platform.calendar import LONDON, WorkingCalendar

HISTORY: Final = timedelta(days=28)
"""How far back somebody's usual day is looked for."""


class Sign(StrEnum):
    """Why something is listed."""

    VOLUME = "volume"
    HOURS = "hours"
    RESTRICTED = "restricted"
    OWN_NAME = "own_name"
    GUESSING = "guessing"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on something is listed. They stand on the page."""

    opened: int = 20
    """Records on a day that are never too many."""
    times_usual: int = 3
    outside: int = 3
    """Records opened on a day outside working hours."""
    margin: timedelta = timedelta(hours=1)
    """Before opening and after closing: nobody leaves on the minute."""
    refused: int = 3
    """Different references on a day that were refused."""
    after_search: timedelta = timedelta(minutes=10)


THRESHOLDS: Final = Thresholds()


@dataclass(frozen=True, slots=True)
class Hour:
    """What somebody did in one hour: different records opened, different references refused."""

    staff_id: UUID
    hour: datetime
    opened: int
    refused: int


@dataclass(frozen=True, slots=True)
class Look:
    """One look that is listed whatever else was done: at a restricted record, or after a search for the own name; and
    that search itself, without a reference."""

    sign: Sign
    staff_id: UUID
    at: datetime
    reference: str


@dataclass(frozen=True, slots=True)
class Colleague:
    name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unusual:
    """One thing to look at. `figures` and `references` are for its sentence."""

    sign: Sign
    staff_id: UUID
    day: date
    figures: Mapping[str, int] = field(default_factory=dict)
    references: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[Sign, UUID, date]:
        return self.sign, self.staff_id, self.day


@dataclass(frozen=True)
class Use:
    """All that the rules look at. `hours` reaches `HISTORY` further back than `since`."""

    since: date
    hours: tuple[Hour, ...]
    looks: tuple[Look, ...]
    colleagues: Mapping[UUID, Colleague]


def unusual(use: Use, calendar: WorkingCalendar, limits: Thresholds = THRESHOLDS) -> list[Unusual]:
    """The newest day first; on a day in the order of the signs."""
    found = [*_volume(use, limits), *_hours(use, calendar, limits), *_looks(use), *_guessing(use, limits)]
    order = list(Sign)
    listed = sorted(found, key=lambda each: (order.index(each.sign), str(each.staff_id)))
    return sorted(listed, key=lambda each: each.day, reverse=True)


def local_day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


Days = dict[UUID, dict[date, int]]


def _by_day(use: Use, what: str) -> Days:
    found: Days = defaultdict(lambda: defaultdict(int))
    for hour in use.hours:
        if number := getattr(hour, what):
            found[hour.staff_id][local_day(hour.hour)] += number
    return found


def _volume(use: Use, limits: Thresholds) -> Iterator[Unusual]:
    """Far above what is usual for the person and for their roles, and never for a handful."""
    days = _by_day(use, "opened")
    for staff_id, own in days.items():
        for day, opened in own.items():
            if day >= use.since and opened > limits.opened:
                usual, role = _usual(own, day), _usual_of_role(use, days, staff_id, day)
                if opened > limits.times_usual * max(usual, role):
                    figures = {"opened": opened, "usual": usual, "role": role}
                    yield Unusual(Sign.VOLUME, staff_id, day, figures)


def _usual(own: Mapping[date, int], day: date) -> int:
    """The median of the days before it on which something was opened; nought for somebody new."""
    before = [number for each, number in own.items() if day - HISTORY <= each < day]
    return round(statistics.median(before)) if before else 0


def _usual_of_role(use: Use, days: Days, staff_id: UUID, day: date) -> int:
    """The same of everybody else who has one of their roles."""
    mine = use.colleagues[staff_id].roles if staff_id in use.colleagues else frozenset()
    alike = [other for other, found in use.colleagues.items() if other != staff_id and found.roles & mine]
    before = [number for other in alike for each, number in days.get(other, {}).items() if day - HISTORY <= each < day]
    return round(statistics.median(before)) if before else 0


def _hours(use: Use, calendar: WorkingCalendar, limits: Thresholds) -> Iterator[Unusual]:
    outside: Days = defaultdict(lambda: defaultdict(int))
    for hour in use.hours:
        if hour.opened and local_day(hour.hour) >= use.since and is_outside(hour.hour, calendar, limits.margin):
            outside[hour.staff_id][local_day(hour.hour)] += hour.opened
    for staff_id, days in outside.items():
        for day, opened in days.items():
            if opened >= limits.outside:
                yield Unusual(
                    Sign.HOURS, staff_id, day, {"opened": opened, "working": int(calendar.is_working_day(day))}
                )


def is_outside(hour: datetime, calendar: WorkingCalendar, margin: timedelta) -> bool:
    """Whether no minute of this hour is within working hours, with a margin before and after."""
    day = local_day(hour)
    if not calendar.is_working_day(day):
        return True
    begins, ends = hour.astimezone(UTC), hour.astimezone(UTC) + timedelta(hours=1)
    opening, closing = calendar.opening(day).astimezone(UTC), calendar.closing(day).astimezone(UTC)
    return ends <= opening - margin or begins >= closing + margin


def _looks(use: Use) -> Iterator[Unusual]:
    """Those of one person, day and sign together, each record once."""
    together: dict[tuple[Sign, UUID, date], dict[str, None]] = {}
    for look in sorted(use.looks, key=lambda each: each.at):
        if (day := local_day(look.at)) >= use.since:
            together.setdefault((look.sign, look.staff_id, day), {})[look.reference] = None
    for (sign, staff_id, day), looked_at in together.items():
        references = tuple(filter(None, looked_at))
        yield Unusual(sign, staff_id, day, {"records": len(references)}, references)


def _guessing(use: Use, limits: Thresholds) -> Iterator[Unusual]:
    for staff_id, days in _by_day(use, "refused").items():
        for day, refused in days.items():
            if day >= use.since and refused >= limits.refused:
                yield Unusual(Sign.GUESSING, staff_id, day, {"refused": refused})
