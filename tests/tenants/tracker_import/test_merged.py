"""Cells merged downwards, and files whose merges were made to cost time."""

from __future__ import annotations

import io
import time
from datetime import date
from pathlib import Path
from typing import Final

import pytest
import xlsxwriter

from commonground.tenants.tracker_import.errors import Unread, UnreadError
from commonground.tenants.tracker_import.known_again import Planned
from commonground.tenants.tracker_import.merged import Corner, spread
from commonground.tenants.tracker_import.opening import open_workbook
from commonground.tenants.tracker_import.plan import choices_for, plan
from commonground.tenants.tracker_import.sheets import ROW_LIMIT, Cell, Sheet, Workbook
from hostile_workbooks import with_parts, workbook

HEADER: Final = ("Ref", "Date received", "Location", "Harm type", "Outcome", "Comments")


def _entry(number: int, *, outcome: str = "", comments: str = "") -> list[Cell]:
    return [f"X{number}", "01/02/2026", f"Place {number}", "CSE", outcome, comments]


def test_what_is_merged_downwards_is_said_of_each_entry() -> None:
    rows = [list[Cell](HEADER), _entry(1, outcome="NFA"), _entry(2), _entry(3), _entry(4)]
    filled = spread(rows, [((1, 4), (3, 4))])
    assert filled == {2: {4: ""}, 3: {4: ""}}, "and it is known which of them only say it too"
    assert [row[4] for row in rows[1:]] == ["NFA", "NFA", "NFA", ""]


def test_wide_merges_and_rows_with_nothing_of_their_own_stay() -> None:
    rows: list[list[Cell]] = [_entry(1, outcome="NFA"), [""] * 6, ["", "", "", "", "", "a line more"], _entry(2)]
    before = [list(row) for row in rows]
    corners = [((0, 4), (2, 4)), ((0, 0), (1, 5)), ((3, 4), (3, 5)), ((3, 0), (900_000, 0)), ((700, 2), (900, 2))]
    assert spread(rows, corners) == {2: {4: ""}}, "a line more is known to be one with the entry above it"
    assert rows == before


def _plan(rows: list[list[Cell]], *merged: tuple[Corner, Corner]) -> tuple[Planned, ...]:
    filled = spread(rows, merged)
    workbook = Workbook(sheets=[Sheet(name="Any", rows=rows, filled=filled)])
    return plan(workbook, choices_for(workbook, 0, {}), date(2026, 11, 1)).rows


def _nameless(place: str, outcome: str = "") -> list[Cell]:
    return ["", "01/02/2026", place, "CSE", outcome, ""]


def test_a_row_without_a_reference_is_known_as_its_cells_stood_too() -> None:
    """As releases before this one knew it: by what stands in the row itself."""
    stood = _plan([list[Cell](HEADER), _nameless("Park", "NFA"), _nameless("Mall"), _entry(1), _entry(2)])
    rows = [list[Cell](HEADER), _nameless("Park", "NFA"), _nameless("Mall"), _entry(1), _entry(2)]
    now = _plan(rows, ((1, 4), (4, 4)))
    assert [row.entry.decision for row in now] == ["advice"] * 4
    assert [row.earlier for row in now] == [None, stood[1].fingerprint, None, None]
    assert now[1].fingerprint != stood[1].fingerprint
    assert [row.fingerprint for row in now[2:]] == [row.fingerprint for row in stood[2:]], "a reference is enough"


def test_a_dash_below_a_merged_cell_was_part_of_what_a_row_was_known_by() -> None:
    stood = _plan([list[Cell](HEADER), _nameless("Park", "NFA"), _nameless("Mall", "-")])
    now = _plan([list[Cell](HEADER), _nameless("Park", "NFA"), _nameless("Mall", "-")], ((1, 4), (2, 4)))
    assert now[1].earlier == stood[1].fingerprint


def test_of_two_rows_alike_but_for_their_merged_cells_the_first_was_brought_in_and_the_second_was_not() -> None:
    """A release that did not read the merged cells took them for one row said twice."""
    entries = (_nameless("Park", "NFA"), _nameless("Mall"), _nameless("Pier", "panel"), _nameless("Mall"))
    _, first, _, again = _plan([list[Cell](HEADER), *entries], ((1, 4), (2, 4)), ((3, 4), (4, 4)))
    assert first.earlier is not None
    assert (again.entry.subject, again.earlier) == ("Mall", None)
    plainly = [list[Cell](HEADER), _nameless("Mall"), _nameless("Park", "NFA"), _nameless("Mall")]
    assert _plan(plainly, ((2, 4), (3, 4)))[2].earlier is None, "a row that reads so by itself is that one"


def test_merges_that_cover_more_than_a_sheet_end_at_once() -> None:
    rows = [_entry(number) for number in range(ROW_LIMIT)]
    began = time.perf_counter()
    with pytest.raises(UnreadError) as refused:
        spread(rows, [((0, 4), (ROW_LIMIT, 4))] * 100_000)
    assert refused.value.why is Unread.UNPACKS
    assert time.perf_counter() - began < 5


async def test_a_real_workbook_and_one_with_a_hundred_thousand_merges(tmp_path: Path) -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEADER, _entry(1), _entry(2)), 3):
            sheet.write_row(number, 0, row)
        sheet.merge_range(4, 4, 5, 4, "to panel")
    path = tmp_path / "chosen"
    path.write_bytes(held.getvalue())
    read = (await open_workbook(path)).sheets[0].rows
    assert [row[4] for row in read[4:]] == ["to panel", "to panel"]
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="B{n}"><v>1</v></c></row>' for n in range(1, 5_000))
    merges = '<mergeCell ref="C1:C4999"/>' * 100_000
    part = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells></worksheet>"
    )
    path.write_bytes(with_parts(workbook(), xl___worksheets___sheet1__xml=part))
    with pytest.raises(UnreadError) as refused:
        await open_workbook(path)
    assert refused.value.why is Unread.UNPACKS
