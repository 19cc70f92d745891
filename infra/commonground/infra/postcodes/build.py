"""Writes the table: beside the one that stands, which it replaces when it is whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from commonground.infra.postcodes.entries import Entry, NoPostcodesError
from commonground.platform.postcodes import Area
from commonground.platform.postcodes.file import ATTRIBUTION, SCHEMA, number_of

_READ_ONLY: Final = 0o444
_ADD: Final = "insert or replace into postcodes (id, easting, northing, area_id, in_use) values (?, ?, ?, ?, ?)"


@dataclass
class _Areas:
    """Areas get a short number as they turn up."""

    names: Mapping[str, Area]
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, code: str) -> int:
        return self.numbers.setdefault(code, len(self.numbers) + 1)

    def rows(self) -> Iterator[tuple[int, str, str, str, str]]:
        for code, number in self.numbers.items():
            area = self.names.get(code) or Area(code, "", code, "")
            yield number, area.code, area.name, area.upper_code, area.upper_name


@dataclass(frozen=True, slots=True)
class Built:
    postcodes: int
    areas: int
    unnamed: int
    """How many of the areas have no name."""
    size: int


def build(path: Path, entries: Iterable[Entry], names: Mapping[str, Area]) -> Built:
    """Whoever reads the old file reads on until the new one stands whole. Raises `NoPostcodesError` and leaves
    everything as it was where there is nothing in what was given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f"{path.name}.making-{os.getpid()}")
    try:
        with closing(sqlite3.connect(making, isolation_level=None)) as rows:
            counted = _fill(rows, entries, _Areas(names))
        making.chmod(_READ_ONLY)
        size = making.stat().st_size
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
    return Built(*counted, size)


def _fill(rows: sqlite3.Connection, entries: Iterable[Entry], areas: _Areas) -> tuple[int, int, int]:
    """Postcodes, areas, and areas without a name. What fails is thrown away as a whole: no journal is needed."""
    rows.execute("pragma journal_mode = off")
    rows.execute("pragma synchronous = off")
    rows.executescript(SCHEMA)
    rows.execute("begin")
    rows.executemany(_ADD, (_row(entry, areas) for entry in entries))
    rows.executemany("insert into areas values (?, ?, ?, ?, ?)", areas.rows())
    rows.execute("insert into about values ('attribution', ?)", (ATTRIBUTION,))
    rows.execute("commit")
    count = int(rows.execute("select count(*) from postcodes").fetchone()[0])
    if not count:
        raise NoPostcodesError("It holds no postcode that has a point and a council.")
    # They came in the order of their letters, not of their numbers: packed anew, the file is two thirds of it.
    rows.execute("vacuum")
    unnamed = rows.execute("select count(*) from areas where name = ''").fetchone()[0]
    return count, len(areas.numbers), int(unnamed)


def _row(entry: Entry, areas: _Areas) -> tuple[int, int, int, int, bool | None]:
    return number_of(entry.postcode), entry.easting, entry.northing, areas.number(entry.area), entry.in_use
