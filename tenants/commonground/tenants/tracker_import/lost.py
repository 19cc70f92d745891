"""What the library that reads a workbook passes over in silence: errors, formulas never worked out, comments.

Somebody must be told of these: a decision that is missing because a formula had no value looks like one never made."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from defusedxml.ElementTree import fromstring

_LOST_SHOWN: Final = 200
_CELL: Final = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"([^>]*)>(.*?)</c>', re.DOTALL)
_IS_ERROR: Final = re.compile(rb'\bt="e"')
_VALUE: Final = re.compile(rb"<(?:v|is)[ >]\s*[^<\s]|<is>")
_FORMULA: Final = re.compile(rb"<f[ >/]")
_REMARK: Final = re.compile(rb"<(?:comment|threadedComment)\b")
_NAMES: Final = MappingProxyType(
    {
        "main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "strict": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
_TIES: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


@dataclass(frozen=True, slots=True)
class Lost:
    """Of one sheet: addresses of cells without a value that should have one, and how many comments there are."""

    cells: tuple[str, ...] = ()
    remarks: int = 0


def lost_of(path: Path) -> Mapping[str, Lost]:
    """By the sheet's name. Only Excel's newer form tells; for the others the answer is empty."""
    with zipfile.ZipFile(path) as parts:
        if "xl/workbook.xml" not in parts.namelist():
            return {}
        return {name: _lost(parts, part) for name, part in _sheets(parts).items() if part in parts.namelist()}


def _sheets(parts: zipfile.ZipFile) -> dict[str, str]:
    """Each sheet's name and the part that holds it."""
    targets = _targets(parts, "xl/_rels/workbook.xml.rels", "xl")
    book = fromstring(parts.read("xl/workbook.xml"))
    found = [sheet for name in _NAMES.values() for sheet in book.iter(f"{{{name}}}sheet")]
    tied = {sheet.get("name", ""): next((sheet.get(tie) for tie in _TIES if sheet.get(tie)), None) for sheet in found}
    return {name: targets[tie] for name, tie in tied.items() if tie in targets}


def _targets(parts: zipfile.ZipFile, listed_in: str, folder: str) -> dict[str, str]:
    if listed_in not in parts.namelist():
        return {}
    ties = fromstring(parts.read(listed_in))
    return {tie.get("Id", ""): _inside(folder, tie.get("Target", "")) for tie in ties}


def _inside(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    while target.startswith("../"):
        folder, target = folder.rpartition("/")[0], target[3:]
    return f"{folder}/{target}"


def _lost(parts: zipfile.ZipFile, part: str) -> Lost:
    cells = (_address(found) for found in _CELL.finditer(parts.read(part)))
    lost = tuple(address for address in cells if address)
    folder, _, name = part.rpartition("/")
    beside = _targets(parts, f"{folder}/_rels/{name}.rels", folder).values()
    remarks = [
        len(_REMARK.findall(parts.read(each)))
        for each in beside
        if "omment" in each and each in parts.namelist() and each.endswith(".xml")
    ]
    return Lost(lost[:_LOST_SHOWN], max(remarks, default=0))


def _address(found: re.Match[bytes]) -> str:
    address, attributes, inside = found.groups()
    if _IS_ERROR.search(attributes):
        return address.decode()
    if _FORMULA.search(inside) and not _VALUE.search(inside):
        return address.decode()
    return ""
