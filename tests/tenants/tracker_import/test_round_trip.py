"""Twenty messy trackers, read and compared with what they say, cell by cell."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import pytest

from commonground.tenants.tracker_import.columns import suggest
from commonground.tenants.tracker_import.entries import Entry, RowReader
from commonground.tenants.tracker_import.header_row import header_row, likeliest_sheet
from commonground.tenants.tracker_import.opening import open_workbook
from commonground.tenants.tracker_import.row_kinds import RowKind, kinds_of
from commonground.tenants.tracker_import.words import lexicons
from figures import Figure
from messy_workbooks import TODAY, Truth, messy_workbook


def _as_read(entry: Entry) -> dict[str, object]:
    assert entry.received is not None
    return {
        "row": entry.row,
        "reference": entry.reference,
        "received": entry.received.day,
        "about": entry.received.about,
        "source": entry.source,
        "subject": entry.subject,
        "venue": entry.venue,
        "postcode": entry.postcode,
        "concern": entry.concern,
        "harms": entry.harms,
        "children": entry.children,
        "decision": entry.decision,
        "decided": entry.decided.day if entry.decided else None,
        "fed_back": entry.fed_back.value,
        "comments": entry.comments,
    }


def _as_told(truth: Truth) -> dict[str, object]:
    return {name: getattr(truth, name) for name in Truth.__slots__}


def _otherwise(told: list[dict[str, object]], read: list[dict[str, object]]) -> int:
    """Cells; all those of a row that is missing or too much."""
    nothing: dict[str, object] = {}
    pairs = zip_longest(told, read, fillvalue=nothing)
    return sum(one.get(name, ...) != other.get(name, ...) for one, other in pairs for name in one | other)


@pytest.mark.parametrize("seed", range(20))
async def test_what_is_read_is_what_the_sheet_says(seed: int, tmp_path: Path, figure: Figure) -> None:
    messy = messy_workbook(seed)
    path = tmp_path / "tracker"
    path.write_bytes(messy.content)
    sheet = likeliest_sheet((await open_workbook(path)).sheets)
    assert sheet is not None
    header = header_row(sheet)
    assert header == messy.header
    columns = suggest(sheet.rows[header])
    assert tuple(column.field for column in columns) == messy.fields
    below = sheet.rows[header + 1 :]
    kinds = kinds_of(below, columns)
    reader = RowReader(columns, lexicons(), TODAY)
    read = [reader.entry(header + 1 + at, row) for at, row in enumerate(below) if kinds[at] is RowKind.ENTRY]
    told = [_as_told(truth) for truth in messy.truths]
    figure("messy workbooks", 1)
    figure("cells of messy workbooks", sum(len(row) for row in told))
    figure("cells read otherwise", _otherwise(told, [_as_read(entry) for entry in read]))
    assert [_as_read(entry) for entry in read] == told
    assert not any(entry.stopped for entry in read)
