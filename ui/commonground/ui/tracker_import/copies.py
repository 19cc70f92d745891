"""The copy of an earlier tracker that says at each row which of its cells is to be looked at, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from commonground.platform.access import Actor
from commonground.tenants.tracker_import.changed import Changed
from commonground.tenants.tracker_import.choices import Waiting
from commonground.tenants.tracker_import.entries import Entry
from commonground.tenants.tracker_import.plan import Plan
from commonground.tenants.tracker_import.remarks import Weight
from commonground.tenants.tracker_import.service import Preview
from commonground.tenants.tracker_import.sheets import text_of
from commonground.ui.shell.cells import safe_cell
from commonground.ui.shell.i18n import gettext
from commonground.ui.tracker.export import Taken, mark_by
from commonground.ui.tracker_import.forms import FIELD_LABELS

_STOPS, _LOOK, _HERE = "Can’t come in", "Look at it", "Here already"


def copy_of(found: Preview, waiting: Waiting, actor: Actor, now: datetime) -> Taken:
    """Every row of which something is to be said, in the file's order and with its own cells."""
    headings = ("Row", "What", "Cells and why", *(column.words for column in found.plan.columns))
    rows = tuple(tuple(safe_cell(cell) for cell in row) for row in _rows(found, waiting))
    return Taken(mark_by(actor, now), "", tuple(safe_cell(heading) for heading in headings), rows)


def _rows(found: Preview, waiting: Waiting) -> Iterator[tuple[str, ...]]:
    cells = waiting.workbook.sheets[waiting.choices.sheet].rows
    here = {row.entry.row for row in found.here}
    other = {each.row.entry.row: each for each in found.other}
    for each in found.plan.rows:
        entry = each.entry
        if entry.remarks or entry.row in here:
            theirs = (text_of(cell) for cell in cells[entry.row - 1])
            why = reasons(entry)
            if changed := other.get(entry.row):
                why = [reads_otherwise(changed), *why]
            yield str(entry.row), _what(entry, entry.row in here), " ".join(why), *theirs
    yield from _lost(found.plan)
    if not found.plan.tells_source:
        nothing = ("",) * len(found.plan.columns)
        yield "", _LOOK, "No column says who told: each row is taken as “Not said”, and not as anonymous.", *nothing


def _what(entry: Entry, is_here: bool) -> str:
    if is_here:
        return _HERE
    return _STOPS if entry.stopped else _LOOK


def reasons(entry: Entry) -> list[str]:
    """Each with its cell; what stops the row first."""
    ordered = sorted(entry.remarks, key=lambda remark: remark.weight is not Weight.STOPS)
    return [f"{remark.cell}: {remark.sentence}" if remark.cell else remark.sentence for remark in ordered]


def reads_otherwise(changed: Changed) -> str:
    """Which of its columns."""
    which = ", ".join(str(FIELD_LABELS[field]) for field in changed.fields)
    return gettext("Reads otherwise than when it was brought in: %(columns)s. Change it in its record.") % {
        "columns": which
    }


def _lost(plan: Plan) -> Iterator[tuple[str, ...]]:
    """Cells whose value is not in the file: somebody has to look for it in theirs."""
    nothing = ("",) * len(plan.columns)
    for cell in plan.lost:
        yield "", _LOOK, f"{cell}: the file holds no value for this cell, only a formula or an error.", *nothing
