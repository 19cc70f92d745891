"""Dates as people in this country type them into a sheet.

The day stands before the month; “early September 25” and “w/c 16/10” are not days, and are kept as what they are:
a day to sort by that is marked as approximate. What can't be told is nothing, never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from commonground.tenants.tracker_import.sheets import Cell, When, text_of

EARLIEST: Final = date(1990, 1, 1)
_MONTHS: Final = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905  # read as the year they stand in
)
_WELSH_MONTHS: Final = (
    "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr".split()  # noqa: SIM905  # as above
)
_SHORTEST: Final = 3
_DAY_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[ /.\-](\d{1,2})[ /.\-](\d{4}|\d{2})")
_PLAINLY: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})")
_ISO: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DAY_NAMED_MONTH: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[ \-/.]*(?:of )?([a-z]{3,10})\.?[ \-/.,]*(\d{4}|\d{2})?"
)
_NAMED_MONTH_DAY: Final = re.compile(r"([a-z]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_NAMED_MONTH: Final = re.compile(r"([a-z]{3,10})\.?[ \-/]*'?(\d{4}|\d{2})")
_NUMBERED_MONTH: Final = re.compile(r"(0?[1-9]|1[0-2])[/.\-](\d{4})")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_WEEKDAY: Final = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[ ,.]+")
_TIME: Final = re.compile(
    r"[ ,t@]+(?:at )?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?[ap]m)?z?$|[ ,@]+(?:at )?\d{1,2} ?[ap]m$"
)
_ABOUT: Final = re.compile(
    r"^(?:c\.?|ca\.?|circa|approx\.?|approximately|about|around|~|\?)[ ]*|[ ]*\?+$|[ ]*\((?:approx\.?|tbc|est\.?)\)$"
)
_PART: Final = re.compile(r"^(?:in )?(early|beginning of|start of|mid|middle of|late|end of)[ \-]+")
_WEEK: Final = re.compile(r"^(?:w/c|wc|w/b|wk|week|w/e)[ .]*(?:commencing|beginning|of|ending)?[ :]*")
_PART_DAY: Final = {"ea": 5, "be": 5, "st": 5, "mi": 15, "la": 25, "en": 25}


@dataclass(frozen=True, slots=True)
class Day:
    """`about`: the sheet did not say the day itself, or not surely; `day` is one to sort by."""

    day: date
    about: bool = False


def day_of(cell: Cell, *, today: date, near: date | None = None) -> Day | None:
    """The day in a cell, or None where there is none to be read.

    `near` is the day of the row above: by it a day without a year gets one, the closest that is not in the future."""
    if isinstance(cell, When):
        return _sane(Day(cell.at.date()), today)
    if isinstance(cell, float):
        return _sane(_of_serial(cell), today)
    if isinstance(cell, bool):
        return None
    return _sane(_of_words(text_of(cell).casefold(), today, near), today)


def _sane(day: Day | None, today: date) -> Day | None:
    """A tracker holds the last years and perhaps next month’s review: other years are slips of the pen."""
    return day if day and EARLIEST <= day.day <= today + timedelta(days=730) else None


def _of_serial(number: float) -> Day | None:
    """Excel's own count of days, where a column lost its format. Small numbers are counts of something else."""
    return Day(date(1899, 12, 30) + timedelta(days=int(number))) if 32_000 <= number <= 60_000 else None


def _of_words(text: str, today: date, near: date | None) -> Day | None:
    if found := _PLAINLY.fullmatch(text):
        # As most are written: nothing stands around it that could be taken off.
        return _day(_year(found[3]), int(found[2]), int(found[1]))
    text, unsure = _without(_ABOUT, text)
    text, week = _without(_WEEK, _TIME.sub("", text))
    text = _WEEKDAY.sub("", text).strip()
    if part := _PART.match(text):
        return _of_month(text[part.end() :], _PART_DAY[part[1][:2]])
    day = _named_or_numbered(text, today, near) or _of_month(text, 15)
    return Day(day.day, about=True) if day and (unsure or week) else day


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    left = pattern.sub("", text.strip()).strip()
    return left, left != text.strip()


def _named_or_numbered(text: str, today: date, near: date | None) -> Day | None:
    if (found := _DAY_NAMED_MONTH.fullmatch(text)) and _month(found[2]):
        if found[3] is None:
            return _without_year(int(found[1]), _month(found[2]), today, near)
        return _day(_year(found[3]), _month(found[2]), int(found[1]))
    if found := _NAMED_MONTH_DAY.fullmatch(text):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    return _numbered(text, today, near)


def _numbered(text: str, today: date, near: date | None) -> Day | None:
    if _SERIAL.fullmatch(text):
        return _of_serial(float(text))
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_MONTH_YEAR.fullmatch(text):
        return _day(_year(found[3]), int(found[2]), int(found[1]))
    found = _DAY_MONTH.fullmatch(text)
    return _without_year(int(found[1]), int(found[2]), today, near) if found else None


def _of_month(text: str, day: int) -> Day | None:
    if found := _NUMBERED_MONTH.fullmatch(text):
        read = _day(int(found[2]), int(found[1]), day)
    else:
        found = _NAMED_MONTH.fullmatch(text)
        read = _day(_year(found[2]), _month(found[1]), day) if found else None
    return Day(read.day, about=True) if read else None


def _month(word: str) -> int:
    """1 to 12, or 0: an English month or its first three letters or more, or a Welsh one whole."""
    if word in _WELSH_MONTHS:
        return _WELSH_MONTHS.index(word) + 1
    begun = [place for place, name in enumerate(_MONTHS, start=1) if name.startswith(word)]
    return begun[0] if begun and len(word) >= _SHORTEST else 0


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _day(year: int, month: int, day: int) -> Day | None:
    """Month and day change places only where they can't stand otherwise: “9/23/2025”."""
    if month > 12 >= day:
        month, day = day, month
    try:
        return Day(date(year, month, day))
    except ValueError:
        return None


def _without_year(day: int, month: int, today: date, near: date | None) -> Day | None:
    beside = near or today
    read = [_day(year, month, day) for year in (beside.year - 1, beside.year, beside.year + 1)]
    days = [each.day for each in read if each and (each.day <= today or near is not None)]
    closest = min(days, key=lambda each: abs(each - beside), default=None)
    return Day(closest, about=True) if closest else None
