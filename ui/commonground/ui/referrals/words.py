"""How a referral's facts are said to staff: moments, codes, clocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from markupsafe import Markup

from commonground.platform.access import Actor
from commonground.platform.calendar import TIMERS, Tone
from commonground.platform.calendar.clock import time_words
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.councils.types import Nation
from commonground.platform.reference import AGE_BANDS, CHILD_BANDS, HARMS
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import STOPPED_STATES, referral_clock
from commonground.tenants.referrals.types import Asked, ReferralState
from commonground.tenants.referrals.words import paused_words
from commonground.ui.shell.dates import LONDON, clock_time, day, short_day, short_moment
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.marks import clock_words

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


def label(table: Any, code: str | None, otherwise: str = "") -> str:
    """The words for a code; what is no code of the table any more is said as `otherwise`."""
    return str(table.label(code)) if code and code in table else otherwise


def harms(codes: Iterable[str]) -> str:
    return ", ".join(HARMS.short_label(code) for code in codes if code in HARMS) or gettext("Not said")


def children(band: str | None, ages: Iterable[str] = ()) -> str:
    """“3 to 5, aged 13 to 15”; where ages were given but no child is known, the ages alone."""
    number = label(CHILD_BANDS, band, gettext("Not said"))
    aged = gettext(" and ").join(
        label(AGE_BANDS, age).lower() for age in ages if age in AGE_BANDS and age != "not_sure"
    )
    if not aged:
        return number
    if band == NONE_KNOWN:
        return gettext("Aged %(ages)s") % {"ages": aged}
    return gettext("%(number)s, aged %(ages)s") % {"number": number, "ages": aged}


def due(row: ReferralRow, actor: Actor, now: datetime) -> Markup:
    """The clock at the head of the page: “Decide by 4pm today”, “1 working day, council’s policy”."""
    state = ReferralState(row.state)
    if state in STOPPED_STATES:
        return Markup()
    paused = paused_words(Asked(row.asked), row.asked_whom) if row.asked in set(Asked) else ""
    clock = referral_clock(state, row.decision_due_at, now, calendar_of(actor), paused)
    policy = TIMERS["referral_decision"].explained(Nation(actor.nation))
    local = row.decision_due_at.astimezone(LONDON)
    by = {"time": time_words(local.time()), "day": clock.word}
    match clock.tone:
        case Tone.PAUSED:
            return clock_words(clock.word, clock.detail)
        case Tone.OVERDUE:
            return clock_words(f"{clock.word}: {clock.detail}", policy, late=True)
        case Tone.TODAY:
            return clock_words(gettext("Decide by %(time)s today") % by, policy)
        case _:
            by["day"] = clock.word if clock.word in _FULL_WEEKDAYS else short_day(local)
            return clock_words(gettext("Decide by %(time)s, %(day)s") % by, policy)


_FULL_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
