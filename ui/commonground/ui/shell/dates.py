"""Dates and times as people write them, in London and in the page's language.

Each format is made once per value (a tracker shows the same few days fifty times)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale

from commonground.ui.shell.i18n import gettext, language

LONDON = ZoneInfo("Europe/London")
HALF_DAYS = {"en": ("am", "pm"), "cy": ("yb", "yp")}


@lru_cache(maxsize=8)
def _names(lang: str) -> tuple[dict[int, str], dict[int, str], dict[int, str], dict[int, str]]:
    locale = Locale.parse("cy" if lang == "cy" else "en_GB")
    months, days = locale.months["format"], locale.days["format"]
    short = {number: name[:3] if lang == "en" else name for number, name in months["abbreviated"].items()}
    return dict(months["wide"]), short, dict(days["wide"]), dict(days["abbreviated"])


def in_london(value: date | datetime) -> datetime | date:
    """`value` on London's clock; a moment without a zone is UTC, a plain date stays as it is."""
    if not isinstance(value, datetime):
        return value
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(LONDON)


@lru_cache(maxsize=4096)
def _day(value: date, lang: str, year: bool, weekday: bool, short: bool) -> str:
    wide, abbreviated, weekdays, _ = _names(lang)
    month = (abbreviated if short else wide)[value.month]
    parts = [weekdays[value.weekday()]] if weekday else []
    return " ".join([*parts, str(value.day), month, *([str(value.year)] if year else [])])


def _as_date(value: date | datetime) -> date:
    local = in_london(value)
    return local.date() if isinstance(local, datetime) else local


def day(value: date | datetime) -> str:
    """20 November 2026"""
    return _day(_as_date(value), language(), year=True, weekday=False, short=False)


def short_day(value: date | datetime) -> str:
    """20 Nov"""
    return _day(_as_date(value), language(), year=False, weekday=False, short=True)


def short_month(value: date) -> str:
    """Nov"""
    return _names(language())[1][value.month]


def long_day(value: date | datetime) -> str:
    """Friday 20 November 2026"""
    return _day(_as_date(value), language(), year=True, weekday=True, short=False)


def weekday_day(value: date | datetime) -> str:
    """Friday 20 November"""
    return _day(_as_date(value), language(), year=False, weekday=True, short=False)


def month_year(value: date) -> str:
    """November 2026"""
    return f"{_names(language())[0][value.month]} {value.year}"


def weekday_name(value: date) -> str:
    """Friday"""
    return _names(language())[2][value.weekday()]


@lru_cache(maxsize=4096)
def _clock(hour: int, minute: int, lang: str) -> str:
    before, after = HALF_DAYS[lang if lang in HALF_DAYS else "en"]
    minutes = f":{minute:02}" if minute else ""
    return f"{hour % 12 or 12}{minutes}{before if hour < 12 else after}"


def clock_time(value: datetime) -> str:
    """4pm, 8:30am; midday and midnight in words, since 12am misleads"""
    local = in_london(value)
    if not isinstance(local, datetime):
        raise TypeError("A plain date has no time of day.")
    if (local.hour, local.minute) in {(0, 0), (12, 0)}:
        return gettext("midday") if local.hour else gettext("midnight")
    return _clock(local.hour, local.minute, language())


def moment(value: datetime) -> str:
    """18 November 2026, 9:12pm"""
    return f"{day(value)}, {clock_time(value)}"


def short_moment(value: datetime) -> str:
    """18 Nov, 9:12pm"""
    return f"{short_day(value)}, {clock_time(value)}"


def machine(value: date | datetime) -> str:
    """For `datetime=` attributes: 2026-11-18 or 2026-11-18T21:12"""
    local = in_london(value)
    return local.strftime("%Y-%m-%dT%H:%M") if isinstance(local, datetime) else local.isoformat()


FILTERS = {
    "day": day,
    "short_day": short_day,
    "long_day": long_day,
    "weekday_day": weekday_day,
    "clock_time": clock_time,
    "moment": moment,
    "short_moment": short_moment,
    "machine": machine,
}
