"""Workbooks of Excel, old and new, and of OpenDocument: what they hold, and what of it is lost."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from defusedxml.ElementTree import ParseError
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from commonground.tenants.tracker_import.errors import Unread, UnreadError
from commonground.tenants.tracker_import.limits import check_cells, even
from commonground.tenants.tracker_import.lost import Lost, lost_of
from commonground.tenants.tracker_import.merged import spread
from commonground.tenants.tracker_import.sheets import SHEET_LIMIT, UNPACKED_LIMIT, Cell, Sheet, When, Workbook

_PARTS_LIMIT: Final = 2_000


def workbook_of_sheets(path: Path) -> Workbook:
    """All its sheets but charts; `UnreadError` for what is protected, damaged, hostile or too much."""
    try:
        if not zipfile.is_zipfile(path):
            return _read(path, {})
        _check_parts(path)
        return _read(path, lost_of(path))
    except PasswordError:
        raise UnreadError(Unread.PROTECTED) from None
    except (CalamineError, zipfile.BadZipFile, ParseError, ValueError, OSError):
        raise UnreadError(Unread.DAMAGED) from None


def _check_parts(path: Path) -> None:
    """What can be said of a compressed folder by its list alone, before anything of it is unpacked."""
    with zipfile.ZipFile(path) as parts:
        listed = parts.infolist()
    names = {part.filename for part in listed}
    if any(name.lower().endswith("vbaproject.bin") for name in names) or "Basic/script-lc.xml" in names:
        raise UnreadError(Unread.MACROS)
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise UnreadError(Unread.ELSEWHERE)
    if len(listed) > _PARTS_LIMIT or sum(part.file_size for part in listed) > UNPACKED_LIMIT:
        raise UnreadError(Unread.UNPACKS)
    if not names & {"xl/workbook.xml", "content.xml", "xl/workbook.bin"}:
        raise UnreadError(Unread.NOT_A_WORKBOOK)


def _read(path: Path, lost: Mapping[str, Lost]) -> Workbook:
    with CalamineWorkbook.from_path(path) as book:
        listed = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        if len(listed) > SHEET_LIMIT:
            raise UnreadError(Unread.MANY_SHEETS)
        sheets = [_sheet(book, listed_as, lost.get(listed_as.name, Lost())) for listed_as in listed]
    if not any(sheet.rows for sheet in sheets):
        raise UnreadError(Unread.EMPTY)
    return Workbook(sheets=sheets)


def _sheet(book: CalamineWorkbook, listed_as: SheetMetadata, lost: Lost) -> Sheet:
    sheet = book.get_sheet_by_name(listed_as.name)
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    check_cells(rows)
    filled = spread(rows, sheet.merged_cell_ranges or ())
    return Sheet(
        name=listed_as.name,
        hidden=listed_as.visible is not SheetVisibleEnum.Visible,
        rows=even(rows),
        lost=list(lost.cells),
        remarks=lost.remarks,
        filled=filled,
    )


def _cell(value: int | float | str | bool | time | date | datetime | timedelta) -> Cell:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return When(value, timed=value.time() != time())
    if isinstance(value, date):
        return When(datetime.combine(value, time()))
    return str(value)
