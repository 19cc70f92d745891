"""What a workbook holds, once it is read: sheets, rows and cells, and what could not be read of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

FILE_LIMIT: Final = 10 * 1024 * 1024
"""Bytes of the file as it is sent."""
UNPACKED_LIMIT: Final = 150 * 1024 * 1024
"""Bytes of it unpacked: a workbook is a compressed folder."""
ROW_LIMIT: Final = 20_000
COLUMN_LIMIT: Final = 100
SHEET_LIMIT: Final = 50
CELL_LIMIT: Final = 20_000
"""Characters of one cell: more than a spreadsheet program shows, less than its 32,767."""


class When(Struct, frozen=True):
    """A cell that the workbook itself holds as a date. `timed`: with a time of day."""

    at: datetime
    timed: bool = False


Cell = str | float | bool | When
"""Empty is the empty string."""
Filled = dict[int, dict[int, str]]
"""Cells that are one with a cell above, with what stood in them before they said the same: nothing, or a dash. By row
and column, from nought."""


class Sheet(Struct, frozen=True, kw_only=True):
    """`rows` are as long as the widest one. `lost` are addresses of cells whose value is not in the file (“B12”): an
    error, or a formula that was never worked out. `remarks` counts comments, which are not taken in. `filled` are
    cells of which a merged cell above speaks too."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    lost: list[str] = []
    remarks: int = 0
    filled: Filled = {}


class Workbook(Struct, frozen=True, kw_only=True):
    sheets: list[Sheet]


def text_of(cell: Cell) -> str:
    """The cell as somebody would read it aloud; a whole number without its “.0”, a date as it stands in ours."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return cell.at.strftime("%d/%m/%Y %H:%M" if cell.timed else "%d/%m/%Y")


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands there; a lone apostrophe or dash is how people keep a cell from looking empty."""
    return isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0'’`-–—.")


def address(row: int, column: int) -> str:
    """“C14”, of a row and a column counted from nought."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
