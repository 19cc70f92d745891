"""What the tracker's templates show: everything already said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import Row

from commonground.platform.access import Action, Actor, Reach, reach_of
from commonground.platform.calendar import WorkingCalendar
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.councils.teams import FRONT_DOOR
from commonground.platform.reference import HARMS, KINDS, SOURCES, TEAM_KINDS
from commonground.tenants.flags.queries import words_on
from commonground.tenants.referrals.several import Pick
from commonground.tenants.referrals.tracker import (
    PAGE,
    USUAL,
    Column,
    Counts,
    Found,
    Sort,
    View,
    Wanted,
    falls,
)
from commonground.tenants.referrals.words import outcome_words
from commonground.ui.referrals.words import has_open
from commonground.ui.shell.dates import short_day
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.shell.marks import clock, clock_words, heap, row_class, tag
from commonground.ui.tracker.address import PATH, first_page, of_view, to_keep, write
from commonground.ui.tracker.filters import COLUMNS, Filters, choices_of, filter_words
from commonground.ui.tracker.keeping import elsewhere
from commonground.ui.tracker.saved import Around, SavedLine, saved_lines
from commonground.ui.tracker.saying import due_of, ended, is_over, mark_of

NO_PICKS: Final[Mapping[str, Pick]] = MappingProxyType({})


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
    outcome: str
    decided: str
    changed: str
    holder: str
    mine: bool
    row_class: str
    mark: str
    flags: str
    since: bool
    """Whether somebody changed it since the reader looked at it."""
    open_now: str
    """Who else has it open, in a sentence."""
    picked: bool
    pick: str
    """Which it is, and as of which version, for what is done with several at once."""


@dataclass(frozen=True, slots=True)
class TrackerView:
    wanted: Wanted
    here: str
    tabs: tuple[tuple[str, str, int | None], ...]
    filters: Filters
    filter_words: str
    filtered: bool
    columns: tuple[str, ...]
    offered_columns: tuple[tuple[str, str, bool], ...]
    saved: tuple[SavedLine, ...]
    keep: str
    """Where this view can be saved."""
    rows: list[TrackerRow]
    summary: str
    order: str
    """The order in a sentence, where it is that of urgency."""
    takes_next: bool
    """Whether the next one can be taken from here."""
    previous: str
    next: str
    export: str
    workbook: str
    asked: str
    """The view, as it goes along with what is done with its rows."""
    kept: tuple[str, ...]
    """Rows that are ticked on other pages."""
    bare: str
    """This page, with nothing ticked."""
    print: str
    clear: str
    sorts: dict[str, str]
    """Where each column's heading leads: to its order, and from there to the other way round."""
    direction: str
    due: str
    """What the column of the clocks is called."""


def row_of(
    row: Row[Any], actor: Actor, calendar: WorkingCalendar, now: datetime, *, picked: bool = False
) -> TrackerRow:
    """One line of the list."""
    due, over = due_of(row, calendar, now), is_over(row)
    return TrackerRow(
        reference=row.reference,
        title=row.title,
        kind=_label(KINDS, row.subject_kind, "Not sure yet"),
        harms=_harms(row.harms),
        source=SOURCES.short_label(row.source) if row.source in SOURCES else row.source,
        received=short_day(row.received_at),
        contacts=heap(row.contacts),
        clock=clock_words(*ended(row)) if over else clock(due),
        state=tag("restricted") if row.restricted else tag(row.state),
        outcome=outcome_words(row.outcome),
        decided=short_day(row.decided_at) if row.decided_at else "",
        changed=short_day(row.changed_at),
        holder=row.lead_name or "",
        mine=row.lead_id is not None and row.lead_id == actor.staff_id,
        row_class="" if over else row_class(due),
        mark=mark_of(row),
        flags=words_on(row.flags),
        since=row.changed_since,
        open_now=has_open(row.open_now or ""),
        picked=picked,
        pick=f"{row.reference}.{row.version}",
    )


def _harms(codes: Sequence[str]) -> str:
    return ", ".join(HARMS.short_label(code) for code in codes if code in HARMS) or gettext("Not said")


def _label(table: Any, code: str | None, otherwise: str) -> str:
    return str(table.label(code)) if code in table else otherwise


# Long: everything that the page shows, in its order.
def tracker_view(
    actor: Actor, wanted: Wanted, found: Found, around: Around, now: datetime, picks: Mapping[str, Pick] = NO_PICKS
) -> TrackerView:
    """The whole page. `picks` are ticked, on this page or on others."""
    calendar, counts = calendar_of(actor), around.counts
    start, filters, shown = first_page(wanted), choices_of(wanted, around.people), wanted.columns or USUAL
    asked, of_all = write(wanted, ""), write(start, "")
    filtered = replace(start, saved=None) != _unfiltered(wanted)
    return TrackerView(
        wanted=wanted,
        here=of_view(wanted.view),
        tabs=_tabs(actor, counts),
        filters=filters,
        filter_words=filter_words(wanted, filters),
        filtered=filtered,
        columns=tuple(column.value for column in shown),
        offered_columns=tuple((column.value, str(COLUMNS[column]), column in shown) for column in Column),
        saved=saved_lines(actor, wanted, around),
        keep=f"/tracker/views/new{to_keep(wanted)}",
        rows=[row_of(row, actor, calendar, now, picked=row.reference in picks) for row in found.rows],
        summary=_summary(wanted, counts, found, filtered=filtered),
        order=_order(wanted),
        takes_next=wanted.view in (View.OPEN, View.NOBODY) and counts.nobody > 0,
        previous=_previous(start, found),
        next=_next(start, found),
        export=f"/tracker/export.csv{of_all}",
        workbook=f"/tracker/export.xlsx{of_all}",
        asked=asked,
        kept=elsewhere(picks, {row.reference for row in found.rows}),
        bare=f"{PATH}{asked}",
        print=f"/tracker/print{of_all}",
        clear=write(_unfiltered(wanted)),
        sorts={sort.value: _sorted_by(start, sort) for sort in Sort},
        direction=_direction(wanted),
        due=gettext("Decided or closed") if wanted.view is View.CLOSED else gettext("Decision due"),
    )


def _unfiltered(wanted: Wanted) -> Wanted:
    return Wanted(view=wanted.view, sort=wanted.sort, turned=wanted.turned, columns=wanted.columns)


def _sorted_by(start: Wanted, sort: Sort) -> str:
    return write(replace(start, sort=sort, turned=sort is start.sort and not start.turned))


def _direction(wanted: Wanted) -> str:
    """As `aria-sort` says it."""
    return "descending" if falls(wanted.view, wanted.sort) != wanted.turned else "ascending"


def _tabs(actor: Actor, counts: Counts) -> tuple[tuple[str, str, int | None], ...]:
    named = (
        (open_words(actor), View.OPEN, counts.open),
        (gettext("Mine"), View.MINE, counts.mine),
        (gettext("Overdue"), View.OVERDUE, counts.overdue),
        (gettext("Nobody yet"), View.NOBODY, counts.nobody),
        (gettext("Came up again"), View.AGAIN, counts.again),
        (gettext("Decided"), View.CLOSED, None),
    )
    return tuple((name, of_view(view), figure) for name, view, figure in named)


def open_words(actor: Actor) -> str:
    """Whoever reads the referrals of their own teams alone has those before them: the front door may have more."""
    sees_all = reach_of(actor, Action.READ_REFERRAL) is Reach.COUNCIL
    if not sees_all:
        return gettext("Open in your teams")
    return gettext("Open at the %(door)s") % {"door": TEAM_KINDS.within(FRONT_DOOR)}


def _summary(wanted: Wanted, counts: Counts, found: Found, *, filtered: bool) -> str:
    """Read out after each swap, too."""
    fit = f"{_how_many_fit(found)} " if filtered else ""
    if wanted.view is View.CLOSED:
        return fit + gettext("Decided, or closed as withdrawn: what somebody must look at first, then the latest.")
    figures = {"open": counts.open, "overdue": counts.overdue, "today": counts.due_today}
    if filtered:
        return fit + gettext("In all: %(open)s open, %(overdue)s overdue, %(today)s due today.") % figures
    return gettext("%(open)s open, overdue first. %(overdue)s overdue, %(today)s due today.") % figures


def _order(wanted: Wanted) -> str:
    if wanted.sort is not Sort.DUE or wanted.turned or wanted.view in (View.CLOSED, View.ALL):
        return ""
    return gettext("Danger now comes first, then what is due soonest; what waits for an answer comes last.")


def _how_many_fit(found: Found) -> str:
    """Counted as far as a page goes: counting on would cost as much as listing them all."""
    if found.more_before or found.more_after:
        return gettext("More than %(most)s fit these filters.") % {"most": PAGE}
    if not found.rows:
        return gettext("None fits these filters.")
    fit = ngettext("%(num)d fits these filters.", "%(num)d fit these filters.", len(found.rows))
    return fit % {"num": len(found.rows)}


def _position(row: Row[Any]) -> tuple[str, UUID]:
    return (row.position, row.id)


def _previous(start: Wanted, found: Found) -> str:
    return write(replace(start, before=_position(found.rows[0]))) if found.more_before and found.rows else ""


def _next(start: Wanted, found: Found) -> str:
    return write(replace(start, after=_position(found.rows[-1]))) if found.more_after and found.rows else ""
