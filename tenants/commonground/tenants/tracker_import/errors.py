"""Why a workbook is not read, each with the sentence for the person who chose it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from http import HTTPStatus
from typing import ClassVar

from commonground.platform.refusals import IncompleteError, Problem, RefusedError


class Unread(Enum):
    """Why a file is not taken in. The value is what its reader sees."""

    NOT_A_WORKBOOK = (
        "This file isn’t a workbook. Choose an Excel workbook (.xlsx or .xls), an OpenDocument sheet (.ods) or a CSV "
        "file."
    )
    PROTECTED = "This workbook is protected by a password. Save a copy without one, and choose that."
    MACROS = (
        "This workbook holds macros, which we never open. Save it as an ordinary workbook (.xlsx), and choose that."
    )
    ELSEWHERE = (
        "This workbook takes cells from other files. Paste its sheet as values into a new workbook, and choose that."
    )
    DAMAGED = "This workbook is damaged. Open it in a spreadsheet program, save it anew, and choose that."
    TOO_LARGE = "This file is larger than 10 MB. Keep the sheet with the tracker, without pictures, and choose that."
    UNPACKS = (
        "This workbook unpacks to far more than a tracker holds. Copy the rows into a new workbook, and choose that."
    )
    TOO_SLOW = "Reading this workbook takes too long. Copy the rows into a new workbook, and choose that."
    MANY_ROWS = "A sheet of this workbook has more than 20,000 rows. Bring it in by parts, a year at a time."
    MANY_COLUMNS = "A sheet of this workbook has more than 100 columns. Keep those of the tracker, and choose that."
    MANY_SHEETS = "This workbook has more than 50 sheets. Keep those with the tracker, and choose that."
    LONG_CELL = "A cell of this workbook holds more than 20,000 characters. Shorten it, and choose the file again."
    NONE = "Choose a file."
    EMPTY = "There is nothing in this file."
    LETTERS = "We can’t make out the letters of this file. Save it as “CSV UTF-8” or as a workbook, and choose that."


class UnreadError(IncompleteError):
    """The file is not taken in; nothing of it was kept."""

    def __init__(self, why: Unread) -> None:
        super().__init__((Problem("file", why.value),))
        self.why = why


class UnknownSheetError(IncompleteError):
    """Somebody asked for a sheet that the file does not have, or in which nothing stands. Nothing was read."""

    def __init__(self, asked: str, names: Sequence[str]) -> None:
        there = ", ".join(f"“{name}”" for name in names)
        which = f"called “{asked}” " if asked else ""
        super().__init__((Problem("sheet", f"This file has no sheet {which}with anything in it. It has: {there}."),))


class NothingToBringError(RefusedError):
    """No row of it can become anything as it is read."""

    status: ClassVar[int] = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self) -> None:
        super().__init__("Nothing of this file can be brought in as it is read. Look at its columns again.")


class StoppedRowsError(RefusedError):
    """Some rows can't be read, and nobody said to leave them out. Nothing was brought in."""

    status: ClassVar[int] = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, number: int) -> None:
        sentence = f"Rows that can’t be read: {number:,}. Put them right, or say that they are left out."
        super().__init__(sentence, (Problem("leave_out", sentence),))
        self.number = number


class BroughtMeanwhileError(RefusedError):
    """Somebody brought in some of the same rows at the same moment. Nothing of this file was brought in."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__(
            "Somebody else brought in some of these rows at this moment. Nothing was brought in for you: look at what"
            " is left, and bring that in."
        )
