"""What a file is, by what is in it: never by its name, and never by what a browser says of it.

Seven kinds are known by their own marks, and everything else is refused; so no table of all formats is needed, in which
something dangerous might be called harmless."""

from __future__ import annotations

import mmap
import re
from pathlib import Path
from typing import BinaryIO, Final

from commonground.platform.files.kinds import LARGEST_TEXT, FileKind, Unfit, UnfitError
from commonground.platform.files.packed import kind_of_package

_JPEG: Final = b"\xff\xd8\xff"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PDF: Final = re.compile(rb"%PDF-[12]\.\d")
_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_APPLE: Final = frozenset((b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif"))
_START: Final = 4096
_TAIL: Final = 66_000
# What a PDF does by itself or carries along. Streams hide more of it: that is what the scanner is for.
_ACTIVE: Final = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm)\b")
_SPELT: Final = re.compile(rb"/[A-Za-z]*#[0-9A-Fa-f]{2}[A-Za-z#0-9]{0,40}")
_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_TAG: Final = re.compile(
    r"<\s*[/!?]?\s*(?:doctype|xml|html|head|body|script|svg|math|iframe|frame|object|embed|applet|meta|link|style|base"
    r"|form|img|image|video|audio|a|div|p|span|table|input|button|template|marquee|details)\b",
    re.IGNORECASE,
)
_OTHER_PROGRAMS: Final = ("%!", "{\\rtf", "#!", "MZ")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def recognise(path: Path) -> FileKind:
    """Raises `UnfitError`. A picture is recognised by its beginning alone: it is drawn anew before it is kept."""
    size = path.stat().st_size
    if not size:
        raise UnfitError(Unfit.EMPTY)
    with path.open("rb") as file:
        start = file.read(_START)
        if start.startswith(_JPEG):
            return FileKind.JPEG
        if start.startswith(_PNG):
            return FileKind.PNG
        if _PDF.match(start):
            _check_pdf(file, start)
            return FileKind.PDF
        if start.startswith(_ZIP):
            return kind_of_package(file, size)
    _check_foreign(start)
    _check_text(path, size)
    return FileKind.TXT


def _check_foreign(start: bytes) -> None:
    if start.startswith(_OLD_OFFICE):
        raise UnfitError(Unfit.OLD_OFFICE)
    if start[4:8] == b"ftyp" and start[8:12] in _APPLE:
        raise UnfitError(Unfit.APPLE)


def _check_pdf(file: BinaryIO, start: bytes) -> None:
    if _TAG.search(start.decode("latin-1")):
        raise UnfitError(Unfit.DISGUISED)
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        if whole.rfind(b"%%EOF", max(0, len(whole) - 2048)) < 0:
            raise UnfitError(Unfit.DAMAGED)
        if whole.rfind(b"PK\x05\x06", max(0, len(whole) - _TAIL)) >= 0:
            raise UnfitError(Unfit.DISGUISED)
        if _ACTIVE.search(whole) or any(_ACTIVE.match(_plain(each.group())) for each in _SPELT.finditer(whole)):
            raise UnfitError(Unfit.PROGRAM)


def _plain(spelt: bytes) -> bytes:
    """A name in which letters were written as numbers."""
    return _HEX.sub(lambda each: bytes([int(each.group(1), 16)]), spelt)


def _check_text(path: Path, size: int) -> None:
    if size > LARGEST_TEXT:
        raise UnfitError(Unfit.UNKNOWN)
    words = text_of(path.read_bytes())
    if words is None or _CONTROLS.search(words) or words.startswith(_OTHER_PROGRAMS):
        raise UnfitError(Unfit.UNKNOWN)
    if _TAG.search(words):
        raise UnfitError(Unfit.MARKUP)
    if not words.strip():
        raise UnfitError(Unfit.EMPTY)


def text_of(raw: bytes) -> str | None:
    """Its words, in one of the ways in which people's programs write them; None where it is none."""
    encodings = ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
