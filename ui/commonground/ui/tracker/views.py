"""What the tracker's templates show: everything already said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import Row

from commonground.platform.access import Action, Actor, Reach, reach_of
from commonground.platform.calendar import WorkingCalendar, due_clock
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.councils.teams import FRONT_DOOR
from commonground.platform.reference import HARMS, KINDS, SOURCES, TEAM_KINDS
from commonground.tenants.flags.queries import words_on
from commonground.tenants.referrals.tracker import ME, NOBODY, Counts, Found, Received, Sort, View, Wanted
from commonground.tenants.referrals.types import Asked, ReferralState
from commonground.tenants.referrals.words import attention_mark, paused_words
from commonground.ui.shell.dates import moment, short_day
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.marks import clock, clock_words, heap, row_class, tag
from commonground.ui.tracker.address import first_page, write


@dataclass(frozen=True, slots=True)
class TrackerRow:
    reference: str
    title: str
    kind: str
    harms: str
    source: str
    received: str
    contacts: Markup
    clock: Markup
    state: Markup
    holder: str
    mine: bool
    row_class: str
    mark: str
    flags: str


@dataclass(frozen=True, slots=True)
class TrackerView:
    wanted: Wanted
    here: str
    tabs: tuple[tuple[str, str, int | None], ...]
    filters: tuple[tuple[str, str, str, tuple[tuple[str, str], ...], str], ...]
    filtered: bool
    rows: list[TrackerRow]
    summary: str
    previous: str
    next: str
    export: str
    clear: str
    sorts: dict[str, str]
    printed: str


def row_of(row: Row[Any], actor: Actor, calendar: WorkingCalendar, now: datetime) -> TrackerRow:
    """One line of the list."""
    paused = _paused_words(row.asked, row.asked_whom) if row.paused_at else None
    due = due_clock(row.decision_due_at, now, calendar, paused_reason=paused)
    settled = row.state in _SETTLED
    return TrackerRow(
        reference=row.reference,
        title=row.title,
        kind=_label(KINDS, row.subject_kind, "Not sure yet"),
        harms=_harms(row.harms),
        source=SOURCES.short_label(row.source) if row.source in SOURCES else row.source,
        received=short_day(row.received_at),
        contacts=heap(row.contacts),
        clock=clock_words(gettext("Decided")) if settled else clock(due),
        state=tag("restricted") if row.restricted else tag(row.state),
        holder=row.lead_name or "",
        mine=row.lead_id is not None and row.lead_id == actor.staff_id,
        row_class="" if settled else row_class(due),
        mark=attention_mark(row.attention),
        flags=words_on(row.flags),
    )


_SETTLED = frozenset({ReferralState.DECIDED.value, ReferralState.WITHDRAWN.value})


def _harms(codes: Sequence[str]) -> str:
    return ", ".join(HARMS.short_label(code) for code in codes if code in HARMS) or gettext("Not said")


def _label(table: Any, code: str | None, otherwise: str) -> str:
    return str(table.label(code)) if code in table else otherwise


def _paused_words(asked: str | None, whom: str) -> str:
    return paused_words(Asked(asked), whom) if asked in set(Asked) else whom


def tracker_view(
    actor: Actor, wanted: Wanted, found: Found, counts: Counts, people: Sequence[tuple[UUID, str]], now: datetime
) -> TrackerView:
    """The whole page. `people`: colleagues for the “With” filter."""
    calendar = calendar_of(actor)
    start = first_page(wanted)
    return TrackerView(
        wanted=wanted,
        here=write(replace(_bare(wanted))),
        tabs=_tabs(actor, counts),
        filters=_choices(wanted, people),
        filtered=start != Wanted(view=wanted.view, sort=wanted.sort),
        rows=[row_of(row, actor, calendar, now) for row in found.rows],
        summary=_summary(wanted, counts, filtered=start != Wanted(view=wanted.view, sort=wanted.sort)),
        previous=_previous(start, found),
        next=_next(start, found),
        export=write(start, "/tracker/export.csv"),
        clear=write(Wanted(view=wanted.view, sort=wanted.sort)),
        sorts={sort.value: write(replace(start, sort=sort)) for sort in Sort},
        printed=moment(now),
    )


def _bare(wanted: Wanted) -> Wanted:
    return Wanted(view=wanted.view)


def _tabs(actor: Actor, counts: Counts) -> tuple[tuple[str, str, int | None], ...]:
    named = (
        (open_words(actor), View.OPEN, counts.open),
        (gettext("Mine"), View.MINE, counts.mine),
        (gettext("Overdue"), View.OVERDUE, counts.overdue),
        (gettext("Nobody yet"), View.NOBODY, counts.nobody),
        (gettext("Came up again"), View.AGAIN, counts.again),
        (gettext("Decided"), View.CLOSED, None),
    )
    return tuple((name, write(Wanted(view=view)), figure) for name, view, figure in named)


def open_words(actor: Actor) -> str:
    """Whoever reads the referrals of their own teams alone has those before them: the front door may have more."""
    sees_all = reach_of(actor, Action.READ_REFERRAL) is Reach.COUNCIL
    if not sees_all:
        return gettext("Open in your teams")
    return gettext("Open at the %(door)s") % {"door": TEAM_KINDS.within(FRONT_DOOR)}


def _choices(
    wanted: Wanted, people: Sequence[tuple[UUID, str]]
) -> tuple[tuple[str, str, str, tuple[tuple[str, str], ...], str], ...]:
    kinds = (("", gettext("Any")), *KINDS.labels())
    harms = (("", gettext("Any harm")), *HARMS.labels(short=True))
    holders = (("", gettext("Anyone")), (ME, gettext("Me")), (NOBODY, gettext("Nobody yet")))
    colleagues = tuple((str(person), name) for person, name in people)
    return (
        ("f-type", "type", gettext("Type"), kinds, wanted.kind),
        ("f-harm", "harm", gettext("Harm"), harms, wanted.harm),
        ("f-with", "with", gettext("With"), (*holders, *colleagues), wanted.holder),
        ("f-received", "received", gettext("Received"), _received(), wanted.received.value),
    )


def _received() -> tuple[tuple[str, str], ...]:
    return (
        (Received.ANY.value, gettext("Any time")),
        (Received.TODAY.value, gettext("Last day")),
        (Received.WEEK.value, gettext("Last 7 days")),
        (Received.MONTH.value, gettext("Last month")),
        (Received.YEAR.value, gettext("Last year")),
    )


def _summary(wanted: Wanted, counts: Counts, *, filtered: bool) -> str:
    if wanted.view is View.CLOSED:
        return gettext("Decided and withdrawn.")
    figures = {"open": counts.open, "overdue": counts.overdue, "today": counts.due_today}
    if filtered:
        return gettext("Filtered. Without filters: %(open)s open, %(overdue)s overdue, %(today)s due today.") % figures
    return gettext("%(open)s open, overdue first. %(overdue)s overdue, %(today)s due today.") % figures


def _position(row: Row[Any]) -> tuple[str, UUID]:
    return (row.position, row.id)


def _previous(start: Wanted, found: Found) -> str:
    return write(replace(start, before=_position(found.rows[0]))) if found.more_before and found.rows else ""


def _next(start: Wanted, found: Found) -> str:
    return write(replace(start, after=_position(found.rows[-1]))) if found.more_after and found.rows else ""
