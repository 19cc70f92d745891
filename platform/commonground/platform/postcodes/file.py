"""The table in one read-only SQLite file. `commonground postcodes build` writes it, with what stands here."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Final

from commonground.platform.postcodes.types import Area, Located, Point, nearest_of
from commonground.platform.postcodes.written import parse_postcode, plain_area

SCHEMA: Final = """
create table about (name text primary key, words text not null) without rowid;
create table areas (id integer primary key, code text not null unique, name text not null, upper_code text not null,
                    upper_name text not null);
create table postcodes (id integer primary key, easting integer not null, northing integer not null,
                        area_id integer not null, in_use integer);
create index postcodes_by_place on postcodes (easting, northing, area_id, in_use);
"""
ATTRIBUTION: Final = (
    "Contains OS data © Crown copyright and database right. Contains Royal Mail data © Royal Mail copyright and "
    "database right. Source: Office for National Statistics licensed under the Open Government Licence v.3.0."
)
"""What the data's licence asks to be said wherever the data is used."""

_FIND: Final = """
select p.easting, p.northing, p.in_use, a.code, a.name, a.upper_code, a.upper_name
from postcodes p join areas a on a.id = p.area_id where p.id = ?
"""


def number_of(postcode: str) -> int:
    """A postcode as a number: letters and digits as one in base 36, five bytes of it."""
    return int(postcode.replace(" ", ""), 36)


_NEAR: Final = """
select p.easting, p.northing, a.code, a.name, a.upper_code, a.upper_name
from postcodes p join areas a on a.id = p.area_id
where p.easting between ? and ? and p.northing between ? and ? and p.in_use is not 0
"""
_HAS_INDEX: Final = "select count(*) from sqlite_master where name = 'postcodes_by_place'"


class PostcodeFile:
    """A built file. It is opened once and never changes under a reader: a newer one replaces it as a whole."""

    is_there = True

    def __init__(self, path: Path) -> None:
        # Handlers run in one thread; a worker's run in several, one after the other under SQLite's own lock.
        self._rows = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )

    def find(self, postcode: str) -> Located | None:
        written = parse_postcode(postcode)
        found = self._rows.execute(_FIND, (number_of(written),)).fetchone() if written else None
        if written is None or found is None:
            return None
        easting, northing, in_use, *area = found
        return Located(written, Point(easting, northing), Area(*area), None if in_use is None else bool(in_use))

    def near(self, point: Point, metres: int) -> Mapping[Area, float]:
        """Of a file that was built before it had an index of places, nothing: to read all of it takes too long."""
        if not self._knows_places:
            return {}
        box = (point.easting - metres, point.easting + metres, point.northing - metres, point.northing + metres)
        found = self._rows.execute(_NEAR, box)
        return nearest_of(point, ((Area(*area), Point(east, north)) for east, north, *area in found), metres)

    @cached_property
    def _knows_places(self) -> bool:
        return bool(self._rows.execute(_HAS_INDEX).fetchone()[0])

    def names_area(self, name: str) -> bool:
        return plain_area(name) in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        with closing(self._rows.execute("select name, upper_name from areas")) as rows:
            return frozenset(plain_area(name) for names in rows for name in names if name)

    def close(self) -> None:
        self._rows.close()
