"""How a referral's facts are said to staff: moments and codes; its clock in `clocks.py`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from commonground.platform.reference import AGE_BANDS, CHILD_BANDS, HARMS
from commonground.ui.shell.dates import LONDON, clock_time, day, short_moment
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.shell.lists import all_of

NONE_KNOWN = "none_known"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def when(at: datetime, now: datetime) -> str:
    """“Today, 9:10am”, “Wed, 9:12pm”, “12 Oct, 4pm”; with the year when it is another one."""
    local, today = at.astimezone(LONDON), now.astimezone(LONDON)
    days = (today.date() - local.date()).days
    if days == 0:
        return gettext("Today, %(time)s") % {"time": clock_time(at)}
    if 0 < days < 7:
        return f"{gettext(_WEEKDAYS[local.weekday()])}, {clock_time(at)}"
    return short_moment(at) if local.year == today.year else day(at)


def has_open(names: str) -> str:
    """Nobody is kept out by it: they know of each other."""
    if not names:
        return ""
    several = 2 if ", " in names else 1
    return ngettext("%(who)s has it open now", "%(who)s have it open now", several) % {"who": names}


def label(table: Any, code: str | None, otherwise: str = "") -> str:
    """The words for a code; what is no code of the table any more is said as `otherwise`."""
    return str(table.label(code)) if code and code in table else otherwise


def harms(codes: Iterable[str]) -> str:
    return ", ".join(HARMS.short_label(code) for code in codes if code in HARMS) or gettext("Not said")


def children(band: str | None, ages: Iterable[str] = ()) -> str:
    """“3 to 5, aged 13 to 15”; where ages were given but no child is known, the ages alone."""
    number = label(CHILD_BANDS, band, gettext("Not said"))
    aged = all_of(label(AGE_BANDS, age).lower() for age in ages if age in AGE_BANDS and age != "not_sure")
    if not aged:
        return number
    if band == NONE_KNOWN:
        return gettext("Aged %(ages)s") % {"ages": aged}
    return gettext("%(number)s, aged %(ages)s") % {"number": number, "ages": aged}
