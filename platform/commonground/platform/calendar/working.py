"""A council's working days and opening hours: its nation's bank holidays, and the days it closes by itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from commonground.platform.councils.types import Nation

LONDON: Final = ZoneInfo("Europe/London")
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_SUBDIVISION: Final = {
    Nation.ENGLAND: "ENG",
    Nation.WALES: "WLS",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}


@cache
def bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    """The nation's bank holidays, substitute days included; worked out once for each year."""
    return frozenset(holidays.country_holidays("GB", subdiv=_SUBDIVISION[nation], years=year))


def _weekdays_between(start: date, end: date) -> int:
    """Mondays to Fridays after `start`, up to and with `end`."""
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum(1 for step in range(1, rest + 1) if (start.weekday() + step) % 7 < _SATURDAY)


class WorkingCalendar:
    """Which days and hours count for a council. Cheap to ask: the days off of a year are worked out once.

    Keep one for each council and ask it for every row; hours are local, so a summer's day is as long as a winter's."""

    def __init__(
        self,
        nation: Nation,
        *,
        opens: time = time(8, 30),
        closes: time = time(17),
        closures: Iterable[date] = (),
    ) -> None:
        if opens >= closes:
            raise ValueError("A council opens before it closes.")
        self.nation: Final = nation
        self.opens: Final = opens
        self.closes: Final = closes
        self.closures: Final = frozenset(closures)
        self._days_off: Final[dict[int, tuple[date, ...]]] = {}

    def _weekdays_off(self, year: int) -> tuple[date, ...]:
        """Days off of a year that would have been working days, in order."""
        found = self._days_off.get(year)
        if found is None:
            off = bank_holidays(self.nation, year) | {day for day in self.closures if day.year == year}
            found = tuple(sorted(day for day in off if day.weekday() < _SATURDAY))
            self._days_off[year] = found
        return found

    def is_working_day(self, day: date) -> bool:
        if day.weekday() >= _SATURDAY:
            return False
        off = self._weekdays_off(day.year)
        place = bisect_right(off, day)
        return place == 0 or off[place - 1] != day

    def _next_working_day(self, day: date) -> date:
        """`day` itself when it is one."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; with 0 the first working day from `day` on.

        The day itself never counts: one working day after a Friday or a Saturday is Monday."""
        if count < 0:
            raise ValueError("Working days are counted forwards.")
        if count == 0:
            return self._next_working_day(day)
        for _ in range(count):
            day = self._next_working_day(day + _DAY)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start`, up to and with `end`; negative when `end` is the earlier one."""
        if end < start:
            return -self.working_days_between(end, start)
        off = sum(
            bisect_right(days, end) - bisect_right(days, start)
            for days in (self._weekdays_off(year) for year in range(start.year, end.year + 1))
        )
        return _weekdays_between(start, end) - off

    def opening(self, day: date) -> datetime:
        """When the council opens on that day, whether it is a working day or not."""
        return datetime.combine(day, self.opens, LONDON)

    def closing(self, day: date) -> datetime:
        return datetime.combine(day, self.closes, LONDON)

    def when_read(self, now: datetime) -> datetime:
        """When somebody will first see what is sent now: now in opening hours, else at the next opening."""
        local = now.astimezone(LONDON)
        if self.is_working_day(local.date()) and local < self.closing(local.date()):
            return max(local, self.opening(local.date()))
        return self.opening(self._next_working_day(local.date() + _DAY))

    def due_after_working_days(self, start: datetime, count: int) -> datetime:
        """Closing time on the `count`-th working day after the day of `start`."""
        return self.closing(self.add_working_days(start.astimezone(LONDON).date(), count))

    def kept_open(self, due: datetime) -> datetime:
        """`due`, or closing time of the next working day when it falls on a day that is none."""
        day = due.astimezone(LONDON).date()
        return due if self.is_working_day(day) else self.closing(self._next_working_day(day))

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Time within opening hours from `start` to `end`; none when `end` is not later."""
        total = timedelta()
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        day, last = start.astimezone(LONDON).date(), end.astimezone(LONDON).date()
        while day <= last:
            if self.is_working_day(day):
                opened = max(self.opening(day).astimezone(UTC), start)
                closed = min(self.closing(day).astimezone(UTC), end)
                total += max(closed - opened, timedelta())
            day += _DAY
        return total

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """The moment at which `amount` of opening hours has passed since `start`; never before the council opens."""
        day = self._next_working_day(start.astimezone(LONDON).date())
        while True:
            opened = max(self.opening(day).astimezone(UTC), start.astimezone(UTC))
            left = self.closing(day).astimezone(UTC) - opened
            if amount <= left:
                return (opened + amount).astimezone(LONDON)
            amount -= max(left, timedelta())
            day = self._next_working_day(day + _DAY)
