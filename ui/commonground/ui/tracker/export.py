"""The tracker as a CSV file that a spreadsheet can't be tricked by."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from commonground.platform.access import Actor
from commonground.platform.calendar import WorkingCalendar
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.reference import HARMS, KINDS, SOURCES
from commonground.tenants.flags.queries import words_on
from commonground.tenants.referrals.types import ReferralState
from commonground.tenants.referrals.words import STATE_LABELS, outcome_words
from commonground.ui.shell.dates import moment
from commonground.ui.shell.masks import read_masks
from commonground.ui.tracker.saying import due_of, ended, is_over, mark_of

HEADINGS = (
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
    "With",
    "Type code",
    "Harm codes",
    "From code",
)
"""Words are the council's own and change; the codes at the end are the same in every file and every council."""
_FORMULA = ("=", "+", "-", "\u2212", "@")
_CONTROLS = ("\t", "\r", "\n")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet reads as a formula (OWASP, CSV injection), however wide its first sign is and whatever
    stands before it unseen."""
    return f"'{text}" if text.startswith(_CONTROLS) or _first_seen(text).startswith(_FORMULA) else text


def _first_seen(text: str) -> str:
    """The first sign that is seen, in its usual width."""
    signs = (sign for sign in text if sign not in _FILLERS and unicodedata.category(sign) not in _UNSEEN)
    return unicodedata.normalize("NFKC", next(signs, ""))


def csv_file(rows: Sequence[Row[Any]], actor: Actor, now: datetime, *, cut: bool = False) -> bytes:
    """The rows in the tracker's columns; the last line says who took them out and when, and the one before it when
    there were more rows than a file holds."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    calendar = calendar_of(actor)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in _cells(row, calendar, now)])
    if cut:
        writer.writerow([f"Not everything: the first {len(rows):,} rows. Filter the tracker to take out the others."])
    writer.writerow([safe_cell(f"Taken out by {actor.name}, {actor.council_name}, {moment(now)}")])
    return sheet.getvalue().encode("utf-8-sig", "replace")


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
