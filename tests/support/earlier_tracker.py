"""The tracker of a council as somebody kept it in a spreadsheet: titles above the header, dates in four habits,
words of its own. Everything in it is invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Final

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

HEADER: Final = (
    "Ref No.", "Date rec'd ", "Source / referrer", "Location / Group name", "Type", "Postcode", "Concern (brief)",
    "Harm type(s)", "No. of YP", "Known YP (case IDs)", "Worker", "Decision\n(outcome)", "Date decision",
    "Fed back Y/N", "Comments",
)  # fmt: skip  # one header
Row = Sequence[object]
ROWS: Final[Sequence[Row]] = (
    ("LM/001", date(2026, 3, 2), "police (SSO)", "Alder Park", "park", "LK2 4QT",
     "Fight on Friday, Kieran Doyle filmed it", "SYV", "5-6", "n/k", "J.B.", "NFA - advice", "09/03/2026", "Y",
     "taken to panel"),
    ("LM/002", "4 Mar 2026", "DSL", "Year 9 friendship group (Fenwick)", "peer group", "",
     "Getting into cars at the gate", "CSE; missing", "several", "LL-00981", "duty", "awaiting", "", "N",
     "rang Mrs Fenwick twice"),
    ("LM/003", "07/03/26 ", "shop owner", "Chicken Hut, Mill Road", "takeaway", "LK1 7RB",
     "Older males wait at the back", "CCE, robbery", 4, "", "Priya", "linked to existing", date(2026, 3, 16),
     "n/a", ""),
    ("LM/004", date(2026, 3, 11), "School", "Larkmere High School", "school", "LK4 2EE", "Knife found in a planter",
     "knife crime", "?", "", "TO/JB", "referred to housing", "early March 26", "y", "chase"),
    ("LM/005", "12.03.26", "Anon", "Mill Road bus station", "bus stn", "LK1", "Being followed to the stop", "missing",
     "6+", "", "CS team", "?", "", "", "=1+1"),
)  # fmt: skip  # one row of the sheet to a row


def rows(number: int) -> list[Row]:
    """As many as asked: those above, again and again under numbers of their own."""
    again = (ROWS[each % len(ROWS)] for each in range(number))
    return [(f"LM/{each:05}", *row[1:]) for each, row in enumerate(again, 1)]


def earlier_tracker(
    *, more: Sequence[Row] = (), of: Sequence[Row] = ROWS, next_year: str = "", merged: str = ""
) -> bytes:
    """An Excel workbook with the sheet, a list beside it and a sheet that is hidden. `next_year`: another sheet of that
    name, with one row. `merged`: cells that are one (“L5:L7”), and say what the first of them says."""
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("CS Referrals")
    sheet.write(0, 0, "Larkmere – contextual safeguarding referral tracker")
    sheet.write(1, 0, "OFFICIAL SENSITIVE. Last tidied in September")
    for number, row in enumerate((HEADER, *of, *more), 3):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            else:
                sheet.write(number, column, cell)
    if merged:
        first, _, last = merged.partition(":")
        (top, column), (bottom, to) = xl_cell_to_rowcol(first), xl_cell_to_rowcol(last)
        sheet.merge_range(top, column, bottom, to, (*of, *more)[top - 4][column])
    book.add_worksheet("Lists").write(0, 0, "CCE")
    hidden = book.add_worksheet("OLD (do not use)")
    hidden.write_row(0, 0, HEADER)
    hidden.hide()
    if next_year:
        other = book.add_worksheet(next_year)
        other.write_row(0, 0, HEADER)
        other.write_row(1, 0, ("LM/900", "1 Nov 2026"))
    book.close()
    return body.getvalue()


def as_csv(of: Sequence[Row] = ROWS) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for row in of:
        writer.writerow([cell.strftime("%d/%m/%Y") if isinstance(cell, date) else cell for cell in row])
    return text.getvalue().encode()
