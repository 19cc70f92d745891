"""A file of comma-separated values, whatever separates them and whichever way its letters are written."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Final

from commonground.tenants.tracker_import.errors import Unread, UnreadError
from commonground.tenants.tracker_import.limits import check_cells, even
from commonground.tenants.tracker_import.sheets import CELL_LIMIT, Sheet, Workbook

_SEPARATORS: Final = ",;\t|"
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LINES_LOOKED_AT: Final = 50
_BINARY: Final = frozenset(range(32)) - frozenset(b"\t\n\r\x0b\x0c")


def _decoded(raw: bytes) -> str:
    """UTF-8 or UTF-16 by their marks, plain UTF-8, or else the letters of Windows in western Europe, which is what
    Excel in this country writes as “CSV”."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _by(encoding, raw)
    if _BINARY & set(raw[:100_000]):
        raise UnreadError(Unread.NOT_A_WORKBOOK)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _by("cp1252", raw)


def _by(encoding: str, raw: bytes) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadError(Unread.LETTERS) from None


def _looks_like_markup(text: str) -> bool:
    return text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml", "%pdf", "{\\rtf"))


def _check_text(text: str) -> None:
    if _BINARY & set(map(ord, text[:100_000])) or _looks_like_markup(text):
        raise UnreadError(Unread.NOT_A_WORKBOOK)
    if not text.strip():
        raise UnreadError(Unread.EMPTY)


def _separator(text: str) -> str:
    """The one by which most of the first lines have the same number of cells, and the most of them."""

    def evenness(separator: str) -> tuple[int, int]:
        lines = csv.reader(io.StringIO(text[:200_000]), delimiter=separator)
        widths = Counter(len(line) for line, _ in zip(lines, range(_LINES_LOOKED_AT), strict=False) if len(line) > 1)
        width, lines_of_it = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        return lines_of_it, width

    return max(_SEPARATORS, key=evenness)


def workbook_of_text(path: Path) -> Workbook:
    """The file as a workbook of one sheet, called after nothing: its own name may say too much."""
    text = _decoded(path.read_bytes())
    _check_text(text)
    csv.field_size_limit(CELL_LIMIT * 4)
    try:
        rows = [list[str](line) for line in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))]
    except csv.Error:
        raise UnreadError(Unread.LONG_CELL) from None
    check_cells(rows)
    return Workbook(sheets=[Sheet(name="CSV", rows=even(rows))])
