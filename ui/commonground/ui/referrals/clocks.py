"""The clocks of one referral in words: by when, who says so, and how often it stood still and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from markupsafe import Markup

from commonground.platform.access import Actor
from commonground.platform.calendar import TIMERS, Tone, WorkingCalendar
from commonground.platform.calendar.clock import time_words
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.councils.types import Nation
from commonground.tenants.pathways.rules import timer_of
from commonground.tenants.pathways.types import StepPlan, Steps, StepStatus
from commonground.tenants.referrals.history import HistoryLine
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.pauses import LONG_WAIT, Pause, added_up, days_waited, pauses_of
from commonground.tenants.referrals.rules import STOPPED_STATES, referral_clock
from commonground.tenants.referrals.types import Asked, Outcome, ReferralState
from commonground.tenants.referrals.words import whom_words
from commonground.ui.referrals.views import Fact
from commonground.ui.shell.dates import LONDON, weekday_day
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.shell.lists import all_of
from commonground.ui.shell.marks import clock_words

_HELD: Final = TIMERS["consultation"]


def due(row: ReferralRow, history: Sequence[HistoryLine], actor: Actor, now: datetime) -> Markup:
    """The clock at the head of the page: “Decide by 5pm, Tuesday 1 December”, “1 working day by your council’s policy;
    paused twice for 3 working days: waiting for the school”. Nothing where it has ended."""
    state, calendar = ReferralState(row.state), calendar_of(actor)
    if state in STOPPED_STATES:
        return Markup()
    clock = referral_clock(state, row.decision_due_at, now, calendar, "")
    pauses = pauses_of(history)
    policy = TIMERS["referral_decision"].explained(Nation(actor.nation))
    explained = "; ".join(part for part in (policy, _paused(pauses, calendar, now)) if part)
    if clock.tone is Tone.PAUSED:
        return clock_words(clock.word, "; ".join((_waiting(row, pauses), explained)))
    return clock_words(_by(row, clock.tone, clock.detail), explained, late=clock.tone is Tone.OVERDUE)


def what_follows(row: ReferralRow, steps: Steps, actor: Actor) -> Iterator[Fact]:
    """By when what was decided is to be held: by the council's own pathway, or by our suggestion where the council has
    switched that clock on. Nothing once it was held."""
    if row.outcome != Outcome.CONSULTATION or row.decided_at is None:
        return
    held = next((each for each in steps if each.what == _HELD.words and each.due_at), None)
    if (held is None and _HELD.code not in actor.clocks) or (held is not None and held.status is not StepStatus.OPEN):
        return
    timer = timer_of(StepPlan(held.what, held.days), own=True) if held else _HELD
    by = (held.due_at if held else None) or timer.due(row.decided_at, calendar_of(actor))
    policy = timer.explained(Nation(actor.nation))
    yield Fact(gettext("Hold it by"), gettext("%(day)s, %(policy)s") % {"day": weekday_day(by), "policy": policy})


def _by(row: ReferralRow, tone: Tone, detail: str) -> str:
    local = row.decision_due_at.astimezone(LONDON)
    by = {"time": time_words(local.time()), "day": weekday_day(local), "detail": detail}
    match tone:
        case Tone.OVERDUE:
            return gettext("Overdue: %(detail)s, since %(time)s, %(day)s") % by
        case Tone.TODAY:
            return gettext("Decide by %(time)s today") % by
        case _:
            return gettext("Decide by %(time)s, %(day)s") % by


def _waiting(row: ReferralRow, pauses: Sequence[Pause]) -> str:
    """For whom, and since when."""
    whom = whom_words(Asked(row.asked), row.asked_whom) if row.asked else gettext("an answer")
    since = row.paused_at or (pauses[-1].started if pauses else row.changed_at)
    return gettext("waiting for %(whom)s since %(day)s") % {"whom": whom, "day": weekday_day(since)}


def waited(since: datetime, now: datetime, calendar: WorkingCalendar) -> str:
    """What a list says of one that waits for an answer: how long already, and what to do once that is long."""
    days = days_waited(since, now, calendar)
    if not days:
        return gettext("Asked less than a working day ago")
    none = ngettext("No answer for %(num)d working day", "No answer for %(num)d working days", days) % {"num": days}
    return gettext("%(none)s: ring them, or start the clock again") % {"none": none} if days >= LONG_WAIT else none


def _paused(pauses: Sequence[Pause], calendar: WorkingCalendar, now: datetime) -> str:
    """What is behind it: the pause that goes on is said with its own day."""
    over = [each for each in pauses if each.ended is not None]
    if not over:
        return ""
    past = added_up(over, calendar, now)
    said = {"times": _times(past.times), "length": _length(past.length, calendar)}
    paused = gettext("paused %(times)s for %(length)s") % said
    if not past.whom:
        return paused
    return paused + ": " + gettext("waiting for %(whom)s") % {"whom": all_of(past.whom)}


def _times(times: int) -> str:
    named = {1: gettext("once"), 2: gettext("twice")}
    return named.get(times) or gettext("%(num)d times") % {"num": times}


def _length(length: timedelta, calendar: WorkingCalendar) -> str:
    """In working time, by which the deadline moved: whole days of the council’s hours, else hours."""
    a_day = timedelta(hours=calendar.closes.hour - calendar.opens.hour,
                      minutes=calendar.closes.minute - calendar.opens.minute)  # fmt: skip  # one length
    if days := length // a_day:
        return ngettext("%(num)d working day", "%(num)d working days", days) % {"num": days}
    if hours := length // timedelta(hours=1):
        return ngettext("%(num)d working hour", "%(num)d working hours", hours) % {"num": hours}
    return gettext("less than a working hour")
