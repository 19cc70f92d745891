"""Files of what is taken out. Each bears its mark before the first row: whoever finds the file reads whose it is."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter

from commonground.platform.access import Actor
from commonground.ui.shell.cells import safe_cell
from commonground.ui.tracker.export import Taken

# What looks like a formula, an address or a number stays the text that it is.
_PLAIN: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDE, _NARROW = 44, 18


def csv_file(taken: Taken) -> bytes:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerows([line] for line in (taken.mark, taken.cut) if line)
    writer.writerow(taken.headings)
    writer.writerows(taken.rows)
    return sheet.getvalue().encode("utf-8-sig", "replace")


def xlsx_file(taken: Taken, asked: str, actor: Actor, now: datetime) -> bytes:
    """`asked`: what the view asks for, on a sheet of its own. The mark stands on both sheets, on each printed page and
    in the file's properties."""
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, _PLAIN)
    book.set_properties(
        {"title": "Tracker", "author": actor.name, "company": actor.council_name, "comments": taken.mark,
         "created": now.astimezone(UTC).replace(tzinfo=None)}
    )  # fmt: skip  # what the file says of itself
    _rows(book, taken)
    _about(book, taken, asked)
    book.close()
    return body.getvalue()


def _rows(book: Any, taken: Taken) -> None:
    sheet, first = _sheet(book, "Referrals", taken)
    bold = book.add_format({"bold": True})
    for column, heading in enumerate(taken.headings):
        sheet.write_string(first, column, heading, bold)
    for number, row in enumerate(taken.rows, first + 1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    sheet.freeze_panes(first + 1, 1)
    sheet.set_column(0, len(taken.headings) - 1, _NARROW)
    sheet.set_column(1, 1, _WIDE)
    sheet.repeat_rows(first)


def _about(book: Any, taken: Taken, asked: str) -> None:
    sheet, first = _sheet(book, "What was asked", taken)
    for number, line in enumerate((asked, f"{len(taken.rows):,} rows"), first):
        sheet.write_string(number, 0, safe_cell(line))
    sheet.set_column(0, 0, _WIDE)


def _sheet(book: Any, name: str, taken: Taken) -> tuple[Any, int]:
    """A sheet with its mark, and the row on which the rest begins."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    # An ampersand would begin one of the program's own signs there; it takes 255 signs at most.
    sheet.set_footer(f"&L{taken.mark[:120].replace('&', '&&')}&RPage &P of &N")
    lines = [line for line in (taken.mark, taken.cut) if line]
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)
    return sheet, len(lines) + 1
