"""How much of a sheet is taken in, and how its rows are brought to one length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commonground.tenants.tracker_import.errors import Unread, UnreadError
from commonground.tenants.tracker_import.sheets import CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT, Cell, is_empty


def check_cells(rows: Iterable[Sequence[Cell]]) -> None:
    """`UnreadError` where a sheet has more rows, more columns or a longer cell than a tracker does."""
    filled = 0
    for row in rows:
        filled += any(not is_empty(cell) for cell in row)
        _check_row(row)
    if filled > ROW_LIMIT:
        raise UnreadError(Unread.MANY_ROWS)


def _check_row(row: Sequence[Cell]) -> None:
    if sum(not is_empty(cell) for cell in row) > COLUMN_LIMIT:
        raise UnreadError(Unread.MANY_COLUMNS)
    if any(isinstance(cell, str) and len(cell) > CELL_LIMIT for cell in row):
        raise UnreadError(Unread.LONG_CELL)


def even(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Each row as long as the widest that holds anything, and none after the last that does. Rows keep their numbers:
    people look for them in their own file."""
    width = max((_width(row) for row in rows), default=0)
    last = max((place for place, row in enumerate(rows) if _width(row)), default=-1)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows[: last + 1]]


def _width(row: Sequence[Cell]) -> int:
    return max((place + 1 for place, cell in enumerate(row) if not is_empty(cell)), default=0)
