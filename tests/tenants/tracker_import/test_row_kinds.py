"""Which rows are entries: the lines that go on below one, and the headings that do not."""

from __future__ import annotations

import pytest

from commonground.tenants.tracker_import.columns import suggest
from commonground.tenants.tracker_import.row_kinds import RowKind, kinds_of
from commonground.tenants.tracker_import.sheets import Cell

HEADER = ("Ref", "Date received", "Location", "Harm type", "Outcome", "Comments")


def _entry(number: int) -> list[Cell]:
    return [f"X{number}", "01/02/2026", f"Place {number}", "CSE", "", ""]


@pytest.mark.parametrize("column", [3, 4, 5])
def test_a_line_that_goes_on_below_an_entry_is_no_heading(column: int) -> None:
    more: list[Cell] = ["" if place != column else "a line more" for place in range(6)]
    kinds = kinds_of([_entry(1), more, more, _entry(2), more], suggest(HEADER))
    assert kinds == [RowKind.ENTRY] * 5, "the same words below another entry as well"


@pytest.mark.parametrize(("words", "column"), [("October 2025", 5), ("Q3", 4), ("Schools", 0), ("old ones", 1)])
def test_a_period_and_a_heading_below_an_entry_are_dividers(words: str, column: int) -> None:
    alone: list[Cell] = ["" if place != column else words for place in range(6)]
    assert kinds_of([_entry(1), alone, _entry(2)], suggest(HEADER))[1] is RowKind.DIVIDER


def test_a_heading_that_stands_below_none_is_one() -> None:
    alone: list[Cell] = ["", "", "", "", "", "all that came by post"]
    assert kinds_of([alone, _entry(1)], suggest(HEADER)) == [RowKind.DIVIDER, RowKind.ENTRY]
