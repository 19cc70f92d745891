"""A reference that is one cell over several rows: nothing of them is lost, and nothing counts twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from commonground.tenants.tracker_import.merged import Corner, spread
from commonground.tenants.tracker_import.plan import Plan, choices_for, plan
from commonground.tenants.tracker_import.remarks import Weight
from commonground.tenants.tracker_import.row_kinds import RowKind
from commonground.tenants.tracker_import.sheets import CELL_LIMIT, Cell, Sheet, Workbook

HEADER: Final = ("Ref", "Date received", "Location", "Harm type", "Concern", "Outcome", "Worker", "Comments")
FIRST: Final = ("LM/1", "01/02/2026", "Alder Park", "CSE", "In the bushes", "NFA", "JB", "rang")
OTHER: Final = ("LM/2", "03/02/2026", "Chicken Hut takeaway", "CCE", "At the back", "panel", "TO", "")
Row = Sequence[Cell]


def _plan(*rows: Row, merged: Sequence[tuple[Corner, Corner]] = (((1, 0), (2, 0)),)) -> Plan:
    cells = [list(row) for row in (HEADER, *rows)]
    filled = spread(cells, merged)
    workbook = Workbook(sheets=[Sheet(name="Any", rows=cells, filled=filled)])
    return plan(workbook, choices_for(workbook, 0, {}), date(2026, 11, 1))


def _said(found: Plan, place: int = 0) -> list[tuple[str, str]]:
    return [(remark.cell, remark.sentence) for remark in found.rows[place].entry.remarks]


def test_a_case_that_goes_on_is_one_referral_with_all_its_words_and_a_remark_at_the_row() -> None:
    found = _plan(FIRST, ("", "09/02/2026", "alder park", "missing", "Again, filmed", "", "TO", "chase"), OTHER)
    assert [(row.entry.row, row.entry.reference, row.entry.stopped) for row in found.rows] == [
        (2, "LM/1", False), (4, "LM/2", False),
    ]  # fmt: skip  # one row each
    entry = found.rows[0].entry
    assert entry.comments == (
        "rang\nRow 3: Date received: 09/02/2026; Location: alder park; Harm type: missing; Concern: Again, filmed;"
        " Worker: TO; Comments: chase"
    )
    assert (entry.concern, entry.harms, entry.decision) == ("In the bushes", ("cse", "missing"), "advice")
    ((at, sentence),) = _said(found)
    assert (at, sentence.startswith("Row 3 goes on with row 2: its reference is one cell over both.")) == ("A3", True)
    assert found.passed_over == {RowKind.GOES_ON: 1}


def test_a_line_of_one_cell_inside_it_goes_on_too_and_is_no_heading() -> None:
    corners = [((1, column), (4, column)) for column in (0, 1, 2)]
    lines: list[Row] = [tuple("more" if place == column else "" for place in range(8)) for column in (7, 6, 4)]
    found = _plan(FIRST, *lines, OTHER, merged=corners)
    assert [row.entry.row for row in found.rows] == [2, 6]
    comments = found.rows[0].entry.comments.splitlines()
    assert comments == ["rang", "Row 3: Comments: more", "Row 4: Worker: more", "Row 5: Concern: more"]
    assert found.passed_over == {RowKind.GOES_ON: 3}
    assert not any(row.entry.stopped for row in found.rows)


def test_a_row_that_names_another_place_is_a_referral_of_its_own() -> None:
    elsewhere = ("", "09/02/2026", "Mill Road bus station", "missing", "Seen there too", "", "TO", "")
    found = _plan(FIRST, elsewhere, OTHER)
    assert [(row.entry.row, row.entry.reference, row.entry.stopped) for row in found.rows] == [
        (2, "LM/1", False), (3, "LM/1", False), (4, "LM/2", False),
    ]  # fmt: skip  # one row each
    assert "names another place" in _said(found, 1)[0][1]
    assert len({row.fingerprint for row in found.rows}) == 3
    stood = _plan(FIRST, elsewhere, merged=())
    assert found.rows[1].earlier == stood.rows[1].fingerprint, "an earlier release brought it in without a reference"


def test_a_word_that_nobody_knows_is_asked_about_though_it_stands_further_down() -> None:
    found = _plan(FIRST, ("", "", "", "zorbing", "Again", "", "", ""))
    assert found.rows[0].entry.stopped
    assert dict(found.unknown()) == {("harm", "zorbing"): 1}


def test_more_than_one_record_holds_is_held_back_and_not_lost() -> None:
    long = ("", "", "", "", "x" * (CELL_LIMIT - 100), "", "TO", "")
    found = _plan(FIRST, long, (*long[:4], "y" * 200, *long[5:]), merged=(((1, 0), (3, 0)),))
    assert [row.entry.row for row in found.rows] == [2, 4]
    (remark,) = [each for each in found.rows[1].entry.remarks if each.field == "reference"]
    assert (remark.weight, "Row 2 has the same reference" in remark.sentence) == (Weight.STOPS, True)


def test_a_reference_that_is_typed_twice_still_stops_and_a_merge_elsewhere_joins_nothing() -> None:
    twice = _plan(FIRST, ("LM/1", *OTHER[1:]), merged=())
    assert [row.entry.stopped for row in twice.rows] == [False, True]
    merged = _plan(FIRST, ("LM/3", "", *OTHER[2:]), merged=(((1, 1), (2, 1)),))
    assert [row.entry.reference for row in merged.rows] == ["LM/1", "LM/3"]


def test_two_cases_one_below_the_other_stay_two() -> None:
    more: Row = ("", "", "", "", "Again", "", "TO", "")
    found = _plan(FIRST, more, OTHER, more, merged=(((1, 0), (2, 0)), ((3, 0), (4, 0))))
    assert [row.entry.comments for row in found.rows] == [
        "rang\nRow 3: Concern: Again; Worker: TO", "Row 5: Concern: Again; Worker: TO",
    ]  # fmt: skip  # one row each
