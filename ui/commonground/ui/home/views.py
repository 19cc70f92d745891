"""What the first page after sign-in shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Row

from commonground.platform.access import Action, Actor, Reach, reach_of
from commonground.platform.calendar import LONDON, Clock, Tone, due_clock
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.reference import KINDS, SOURCES
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.my_work import WAITING_MOST
from commonground.tenants.referrals.tracker import Counts
from commonground.tenants.referrals.types import Asked, ReferralState, Verb
from commonground.tenants.referrals.words import attention_mark, paused_words
from commonground.ui.shell.dates import clock_time, long_day, short_day, short_moment, weekday_day
from commonground.ui.shell.i18n import LazyText, gettext, lazy
from commonground.ui.shell.marks import clock, row_class

NEEDS = {
    ReferralState.NEW: lazy("Read, decide"),
    ReferralState.SCREENING: lazy("Decide"),
    ReferralState.WAITING: lazy("Nothing until they answer"),
    ReferralState.NEEDS_LEAD: lazy("Give it a lead"),
    ReferralState.ESCALATED: lazy("Decide, as a manager"),
}
CHANGED: dict[str, LazyText] = {
    Verb.RECEIVE: lazy("came in"),
    Verb.TAKE: lazy("%(who)s began to screen it"),
    Verb.ASK_FOR_MORE: lazy("%(who)s asked for more"),
    Verb.RESUME: lazy("an answer came, the clock runs again"),
    Verb.DECIDE: lazy("%(who)s decided"),
    Verb.ESCALATE: lazy("%(who)s passed it up"),
    Verb.HAND_BACK: lazy("%(who)s handed it back"),
    Verb.REASSIGN: lazy("%(who)s gave it to somebody else"),
    Verb.GIVE_LEAD: lazy("%(who)s gave it a lead"),
    Verb.REOPEN: lazy("%(who)s opened it again"),
    Verb.WITHDRAW: lazy("the reporter withdrew it"),
    Verb.ADD_NEWS: lazy("the reporter added something"),
    Aside.RESTRICT: lazy("%(who)s restricted it to named people"),
    Aside.LIFT_RESTRICTION: lazy("%(who)s lifted its restriction"),
    Aside.PUT_FLAG: lazy("%(who)s put a warning flag on it"),
    Aside.KEEP_FLAG: lazy("%(who)s reviewed a warning flag on it"),
    Aside.TAKE_OFF_FLAG: lazy("%(who)s took a warning flag off it"),
}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    reference: str
    title: str
    about: str
    needs: str
    clock: Markup
    due: Clock
    row_class: str
    mark: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    at: datetime
    shown: str
    reference: str
    title: str
    what: str


@dataclass(frozen=True, slots=True)
class LedRow:
    reference: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class HomeView:
    today: str
    looked: str
    first: WaitingRow | None
    waiting: list[WaitingRow]
    waiting_shown: str
    due: list[tuple[str, str]]
    changed: list[ChangedRow]
    led: list[LedRow]
    counts: Counts | None
    practises: bool
    all_that_comes_in: bool
    takes_reports: bool


def home_view(
    actor: Actor,
    now: datetime,
    waiting: Sequence[Row[Any]],
    changed: Sequence[Row[Any]],
    led: Sequence[Row[Any]],
    counts: Counts | None,
) -> HomeView:
    """`counts` is None for somebody whose role opens no cases."""
    rows = [_waiting(row, actor, now) for row in waiting]
    running = [row for row in rows if row.due.tone is not Tone.PAUSED]
    return HomeView(
        today=long_day(now),
        looked=short_moment(actor.looked_at) if actor.looked_at else "",
        first=running[0] if running else None,
        waiting=rows,
        waiting_shown=f"{len(rows)}+" if len(rows) == WAITING_MOST else str(len(rows)),
        due=_due_this_week(waiting, now),
        changed=[_changed(row, now) for row in changed],
        led=[LedRow(row.reference, row.name, KINDS.label(row.kind)) for row in led],
        counts=counts,
        practises=counts is not None,
        # Whoever reads referrals of their own teams alone has counted those: at the front door there may be more.
        all_that_comes_in=reach_of(actor, Action.READ_REFERRAL) is Reach.COUNCIL,
        takes_reports=actor.takes_reports,
    )


def _waiting(row: Row[Any], actor: Actor, now: datetime) -> WaitingRow:
    paused = None
    if row.paused_at:
        paused = paused_words(Asked(row.asked), row.asked_whom) if row.asked in set(Asked) else row.asked_whom
    due = due_clock(row.decision_due_at, now, calendar_of(actor), paused_reason=paused)
    return WaitingRow(
        reference=row.reference,
        title=row.title,
        about=_about(row),
        needs=str(NEEDS[ReferralState(row.state)]),
        clock=clock(due),
        due=due,
        row_class=row_class(due),
        mark=attention_mark(row.attention),
    )


def _about(row: Row[Any]) -> str:
    source = SOURCES.short_label(row.source) if row.source in SOURCES else ""
    return source if row.lead_id else gettext("%(source)s, nobody yet") % {"source": source}


def _due_this_week(waiting: Sequence[Row[Any]], now: datetime) -> list[tuple[str, str]]:
    """How many decisions on which day; days already past stand together as overdue."""
    days: Counter[tuple[int, str]] = Counter()
    today = now.astimezone(LONDON).date()
    for row in waiting:
        ahead = (row.decision_due_at.astimezone(LONDON).date() - today).days
        if row.paused_at is None and ahead < 7:
            days[(max(ahead, -1), _day_name(row.decision_due_at, ahead))] += 1
    return [(name, _decisions(count)) for (_, name), count in sorted(days.items())]


def _day_name(due: datetime, ahead: int) -> str:
    if ahead < 0:
        return gettext("Overdue")
    return gettext("Today") if ahead == 0 else weekday_day(due)


def _decisions(count: int) -> str:
    return gettext("1 decision") if count == 1 else gettext("%(count)s decisions") % {"count": count}


def _changed(row: Row[Any], now: datetime) -> ChangedRow:
    same_day = row.at.astimezone(LONDON).date() == now.astimezone(LONDON).date()
    shown = clock_time(row.at) if same_day else f"{short_day(row.at)} {clock_time(row.at)}"
    what = str(CHANGED[row.verb]) % {"who": row.display_name or gettext("Somebody")}
    return ChangedRow(row.at, shown, row.reference, row.title, what)
