"""The tracker as a table to take out: in the columns of the view, with its mark of who took it out, when and from
which council. `sheets.py` makes files of it, and a page prints it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row

from commonground.platform.access import Actor
from commonground.platform.calendar import WorkingCalendar
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.reference import HARMS, KINDS, SOURCES
from commonground.tenants.flags.queries import words_on
from commonground.tenants.referrals.tracker import USUAL, Column, Found, Wanted
from commonground.tenants.referrals.types import ReferralState
from commonground.tenants.referrals.words import STATE_LABELS, outcome_words
from commonground.ui.shell.cells import safe_cell
from commonground.ui.shell.dates import moment
from commonground.ui.shell.masks import read_masks
from commonground.ui.tracker.saying import due_of, ended, is_over, mark_of

HEADINGS: Final = (
    "Reference",
    "What",
    "Look at",
    "Type",
    "Harm",
    "From",
    "Received",
    "Contacts",
    "Decision due",
    "Clock",
    "State",
    "Outcome",
    "Decided",
    "Changed",
    "With",
    "Type code",
    "Harm codes",
    "From code",
)
"""Words are the council's own and change; the codes at the end are the same in every file and every council."""
_CODES: Final = ("code", "codes")
_ALWAYS: Final = ("Reference", "What", "Look at")
_OF_COLUMN: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.TYPE: ("Type", "Type code"),
    Column.HARM: ("Harm", "Harm codes"),
    Column.FROM: ("From", "From code"),
    Column.RECEIVED: ("Received",),
    Column.CONTACTS: ("Contacts",),
    Column.DUE: ("Decision due", "Clock"),
    Column.STATE: ("State",),
    Column.OUTCOME: ("Outcome",),
    Column.DECIDED: ("Decided",),
    Column.CHANGED: ("Changed",),
    Column.WITH: ("With",),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken out. `mark` says who took it out, when and from which council; `cut` is empty where nothing is
    left out. Every cell is safe in a spreadsheet."""

    mark: str
    cut: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def taken_out(found: Found, wanted: Wanted, actor: Actor, now: datetime) -> Taken:
    """In the columns that were chosen; in all of them where nobody chose."""
    headings, calendar = headings_of(wanted), calendar_of(actor)
    picked = [HEADINGS.index(heading) for heading in headings]
    cells = (_cells(row, calendar, now) for row in found.rows)
    rows = tuple(tuple(safe_cell(row[which]) for which in picked) for row in cells)
    cut = f"Not everything: the first {len(rows):,} rows. Filter the tracker to take out the others."
    return Taken(mark_by(actor, now), cut if found.more_after else "", headings, rows)


def on_paper(taken: Taken, wanted: Wanted) -> Taken:
    """As much of it as a sheet of paper is wide: the list's columns where nobody chose, and no codes."""
    chosen = headings_of(replace(wanted, columns=wanted.columns or USUAL))
    kept = [which for which, name in enumerate(taken.headings) if name in chosen and not name.endswith(_CODES)]
    rows = tuple(tuple(row[which] for which in kept) for row in taken.rows)
    return replace(taken, headings=tuple(taken.headings[which] for which in kept), rows=rows)


def mark_by(actor: Actor, now: datetime) -> str:
    return safe_cell(f"Taken out by {actor.name}, {actor.council_name}, {moment(now)}")


def headings_of(wanted: Wanted) -> tuple[str, ...]:
    if not wanted.columns:
        return HEADINGS
    chosen = {heading for column in wanted.columns for heading in _OF_COLUMN[column]}
    return tuple(heading for heading in HEADINGS if heading in _ALWAYS or heading in chosen)


def _cells(row: Row[Any], calendar: WorkingCalendar, now: datetime) -> tuple[str, ...]:
    return (
        row.reference,
        read_masks(row.title),
        _marks(row),
        KINDS.label(row.subject_kind) if row.subject_kind in KINDS else "",
        ", ".join(HARMS.label(code) for code in row.harms if code in HARMS),
        SOURCES.label(row.source) if row.source in SOURCES else row.source,
        moment(row.received_at),
        str(row.contacts),
        "" if is_over(row) or row.paused_at else moment(row.decision_due_at),
        _clock(row, calendar, now),
        STATE_LABELS[ReferralState(row.state)] + (", restricted" if row.restricted else ""),
        outcome_words(row.outcome),
        moment(row.decided_at) if row.decided_at else "",
        moment(row.changed_at),
        row.lead_name or "",
        row.subject_kind or "",
        " ".join(row.harms),
        row.source,
    )


def _marks(row: Row[Any]) -> str:
    """What stands in bold under a title."""
    flags = words_on(row.flags)
    return ". ".join(each for each in (mark_of(row), f"Warning: {flags}" if flags else "") if each)


def _clock(row: Row[Any], calendar: WorkingCalendar, now: datetime) -> str:
    """In the words of the list: “Overdue”, “Paused, asked the school”, “Decided, 9 Oct”."""
    due = due_of(row, calendar, now)
    word, detail = ended(row) if is_over(row) else (due.word, due.detail)
    return f"{word}, {detail}" if detail else word
