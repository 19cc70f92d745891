"""What kinds of file are kept, by what is in them; and how large they may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

MIB: Final = 1024 * 1024
LARGEST: Final = 20 * MIB
"""A file. A photograph of a telephone has three to twelve."""
LARGEST_TEXT: Final = 2 * MIB
MOST_ON_RECORD: Final = 100
LARGEST_RECORD: Final = 200 * MIB
MOST_AT_ONCE: Final = 10
LARGEST_SENDING: Final = 64 * MIB
"""All files of one form, and what goes round them."""


class FileKind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    TXT = "txt"


@dataclass(frozen=True, slots=True)
class FileSort:
    """`media_type`: what it is served as. Text is ours, in UTF-8."""

    media_type: str
    ending: str
    words: str


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
SORTS: Final[Mapping[FileKind, FileSort]] = MappingProxyType(
    {
        FileKind.JPEG: FileSort("image/jpeg", ".jpg", "Picture"),
        FileKind.PNG: FileSort("image/png", ".png", "Picture"),
        FileKind.PDF: FileSort("application/pdf", ".pdf", "PDF"),
        FileKind.DOCX: FileSort(f"{_OFFICE}.wordprocessingml.document", ".docx", "Word document"),
        FileKind.XLSX: FileSort(f"{_OFFICE}.spreadsheetml.sheet", ".xlsx", "Excel workbook"),
        FileKind.ODT: FileSort("application/vnd.oasis.opendocument.text", ".odt", "OpenDocument text"),
        FileKind.TXT: FileSort("text/plain", ".txt", "Plain text"),
    }
)
PICTURES: Final = frozenset({FileKind.JPEG, FileKind.PNG})
"""Drawn anew by us, point by point: the only ones that a page shows. Everything else is offered as download only."""
ACCEPT: Final = ",".join(("image/jpeg", "image/png", ".jpeg", *(sort.ending for sort in SORTS.values())))
"""For a browser's window in which a file is chosen. A telephone that is not offered its own format sends JPEG."""


class Unfit(StrEnum):
    """Why a file is not kept, in a sentence that says what to do instead."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Unfit:
        unfit = str.__new__(cls, code)
        unfit._value_ = code
        unfit.sentence = sentence
        return unfit

    @classmethod
    def of(cls, code: str) -> Unfit:
        return next(each for each in cls if each.value == code)

    EMPTY = "empty", "there is nothing in it."
    TOO_LARGE = "too_large", f"it has more than {LARGEST // MIB} MB. Send a smaller copy."
    UNKNOWN = (
        "unknown",
        "files of its kind are not kept here. Choose a photo (JPEG, PNG), PDF, .docx, .xlsx, .odt or .txt.",
    )
    APPLE = "apple", "it is a photo in Apple’s own format (HEIC). Save it as JPEG, and choose that."
    MARKUP = "markup", "it is a web page or a drawing in which a program can hide. Print it to a PDF, and choose that."
    OLD_OFFICE = (
        "old_office",
        "it is an old Word or Excel file, or has a password. Save it as .docx or .xlsx without one, and choose that.",
    )
    LOCKED = "locked", "it has a password, so nobody can look for viruses in it. Save it without one."
    PROGRAM = (
        "program",
        "it carries a program or another file in it. Print it to a PDF, or save it without macros, and choose that.",
    )
    DISGUISED = "disguised", "it is two kinds of file in one. Open it, save it as a new file, and choose that."
    UNPACKS = "unpacks", "it unpacks to far more than it seems."
    DAMAGED = "damaged", "it is damaged or not complete. Open it, save it as a new file, and choose that."
    WIDE = "wide", "it has too many points. Save a smaller copy of the picture, and choose that."


class UnfitError(Exception):
    def __init__(self, why: Unfit) -> None:
        super().__init__(why.value)
        self.why = why
