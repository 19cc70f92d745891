"""Office documents: packages of parts. They are looked at from outside and never unpacked here, but for the short list
of what the parts are."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from itertools import pairwise
from typing import BinaryIO, Final

from commonground.platform.files.kinds import MIB, FileKind, Unfit, UnfitError

_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_LONGEST_TAIL: Final = _END_SIZE + 65_535
_MOST_PARTS: Final = 4_000
_LONGEST_LIST: Final = 1 * MIB
_UNPACKED: Final = 200 * MIB
_DENSEST: Final = 200
"""So many times as large may a part be unpacked; words and tables in XML come to twenty, a long column to a hundred."""
_READ: Final = 512 * 1024
_LOCKED: Final = 0x1
_KNOWN_WAYS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip  # what the library raises for a package that is none
_HEAD: Final = 30
_TYPES: Final = "[Content_Types].xml"
_MAINS: Final = {
    FileKind.DOCX: b"wordprocessingml.document.main+xml",
    FileKind.XLSX: b"spreadsheetml.sheet.main+xml",
}
_PROGRAMS: Final = re.compile(
    r"(?i)(^|/)(vbaproject\.bin|vbadata\.xml)$|macrosheets/|(^|/)activex/|oleobject[^/]*\.bin$|^(basic|scripts)/"
    r"|\.(exe|dll|com|scr|js|jse|vbs|vbe|wsf|bat|cmd|ps1|hta|jar|lnk|html?|docm|xlsm|dotm|xltm)$"
)
_FETCHED: Final = re.compile(rb"(?is)<relationship\b[^>]*/(?:attachedtemplate|oleobject|subdocument|frame)\"[^>]*>")


def kind_of_package(file: BinaryIO, size: int) -> FileKind:
    """Raises `UnfitError`."""
    _check_end(file, size)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            _check_parts(parts, size)
            return _kind(package, parts)
    except _BROKEN as error:
        raise UnfitError(Unfit.DAMAGED) from error


def _check_end(file: BinaryIO, size: int) -> None:
    """The list of parts is short, and stands where it must: nothing is before, behind or between. Asked of a few bytes
    before any list is read."""
    file.seek(max(0, size - _LONGEST_TAIL))
    tail = file.read(_LONGEST_TAIL)
    place = tail.rfind(_END)
    if place < 0 or place + _END_SIZE > len(tail):
        raise UnfitError(Unfit.DAMAGED)
    disk, list_disk, here, parts, length, offset, remark = struct.unpack("<4H2LH", tail[place + 4 : place + _END_SIZE])
    at = max(0, size - _LONGEST_TAIL) + place
    if remark or at + _END_SIZE != size or offset + length != at or disk or list_disk or here != parts:
        raise UnfitError(Unfit.DISGUISED)
    if parts > _MOST_PARTS or length > _LONGEST_LIST:
        raise UnfitError(Unfit.UNPACKS)


def _check_parts(parts: Sequence[zipfile.ZipInfo], size: int) -> None:
    names = [part.filename for part in parts]
    if not parts or len({name.casefold() for name in names}) != len(names) or any(map(_strays, names)):
        raise UnfitError(Unfit.DISGUISED)
    in_order = sorted(parts, key=lambda part: part.header_offset)
    if in_order[0].header_offset != 0:
        raise UnfitError(Unfit.DISGUISED)
    if any(part.flag_bits & _LOCKED for part in parts):
        raise UnfitError(Unfit.LOCKED)
    overlap = any(one.header_offset + _HEAD + one.compress_size > two.header_offset for one, two in pairwise(in_order))
    dense = any(part.file_size > MIB + _DENSEST * part.compress_size for part in parts)
    if overlap or dense or sum(part.file_size for part in parts) > _UNPACKED or in_order[-1].compress_size > size:
        raise UnfitError(Unfit.UNPACKS)
    if any(part.compress_type not in _KNOWN_WAYS for part in parts):
        raise UnfitError(Unfit.DAMAGED)
    if any(_PROGRAMS.search(name) for name in names):
        raise UnfitError(Unfit.PROGRAM)


def _strays(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _kind(package: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> FileKind:
    first = parts[0]
    if first.filename == "mimetype":
        said = _read(package, first)
        if said.strip() == b"application/vnd.oasis.opendocument.text" and "content.xml" in package.namelist():
            return FileKind.ODT
        raise UnfitError(Unfit.UNKNOWN)
    if _TYPES not in package.namelist():
        raise UnfitError(Unfit.UNKNOWN)
    types = _read(package, package.getinfo(_TYPES))
    if b"macroenabled" in types.lower():
        raise UnfitError(Unfit.PROGRAM)
    found = [kind for kind, main in _MAINS.items() if main in types]
    if len(found) != 1:
        raise UnfitError(Unfit.DISGUISED if found else Unfit.UNKNOWN)
    _check_fetched(package, parts)
    return found[0]


def _check_fetched(package: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    """A template or an object that is fetched from elsewhere when it is opened is a program that comes later."""
    for part in parts:
        if part.filename.endswith(".rels"):
            for each in _FETCHED.finditer(_read(package, part)):
                if b'"external"' in each.group().lower():
                    raise UnfitError(Unfit.PROGRAM)


def _read(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Of a part that says what the others are; a real one is short."""
    if part.file_size > _READ:
        raise UnfitError(Unfit.UNPACKS)
    with package.open(part) as opened:
        return opened.read(_READ)
