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
from commonground.platform.reference import HARMS, KINDS, SOURCES
from commonground.tenants.referrals.types import ReferralState
from commonground.tenants.referrals.words import STATE_LABELS
from commonground.ui.shell.dates import moment
from commonground.ui.shell.masks import read_masks

HEADINGS = ("Reference", "What", "Type", "Harm", "From", "Received", "Contacts", "Decision due", "State", "With")
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
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in _cells(row)])
    if cut:
        writer.writerow([f"Not everything: the first {len(rows):,} rows. Filter the tracker to take out the others."])
    writer.writerow([safe_cell(f"Taken out by {actor.name}, {actor.council_name}, {moment(now)}")])
    return sheet.getvalue().encode("utf-8-sig", "replace")


def _cells(row: Row[Any]) -> tuple[str, ...]:
    return (
        row.reference,
        read_masks(row.title),
        KINDS.label(row.subject_kind) if row.subject_kind in KINDS else "",
        ", ".join(HARMS.label(code) for code in row.harms if code in HARMS),
        SOURCES.label(row.source) if row.source in SOURCES else row.source,
        moment(row.received_at),
        str(row.contacts),
        moment(row.decision_due_at),
        STATE_LABELS[ReferralState(row.state)],
        row.lead_name or "",
    )
