"""Cells merged downwards: “NFA” once beside three entries is said of all three, and stands in the first alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from commonground.tenants.tracker_import.errors import Unread, UnreadError
from commonground.tenants.tracker_import.sheets import COLUMN_LIMIT, ROW_LIMIT, Cell, Filled, is_empty

_MOST: Final = ROW_LIMIT * COLUMN_LIMIT
"""Cells that the merges of one sheet may cover: honest ones never overlap."""
_ENTRY_FROM: Final = 2
Corner = tuple[int, int]
"""A row and a column, counted from nought."""


def spread(rows: Sequence[list[Cell]], merged: Iterable[tuple[Corner, Corner]]) -> Filled:
    """Copy the top cell down, in place, where a merge is one column wide. Wider ones are headings across the page.
    Gives back which cells are one with a cell above.

    Rows with hardly a cell of their own stay as they are, and are told of too: an entry that is two rows high is one
    entry. `UnreadError` where the merges cover more than a sheet holds."""
    tall = [(top, column, bottom) for (top, column), (bottom, last) in merged if column == last and bottom > top]
    # Before anything is copied: what was copied makes no row an entry.
    own = [sum(not is_empty(cell) for cell in row) for row in rows] if tall else []
    left, filled = _MOST, Filled()
    for top, column, bottom in tall:
        left -= bottom - top
        if left < 0:
            raise UnreadError(Unread.UNPACKS)
        below = range(top + 1, min(bottom + 1, len(rows)))
        for row, stood in _covered(rows, top, column, (row for row in below if own[row])):
            filled.setdefault(row, {})[column] = stood
            if own[row] >= _ENTRY_FROM:
                rows[row][column] = rows[top][column]
    return filled


def _covered(rows: Sequence[list[Cell]], top: int, column: int, below: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Each row that does not say there what the top cell says, with what it says."""
    for row in below:
        stood = rows[row][column] if column < len(rows[row]) else None
        if isinstance(stood, str) and is_empty(stood) and stood != rows[top][column]:
            yield row, stood
