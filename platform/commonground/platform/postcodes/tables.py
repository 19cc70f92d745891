"""Which table is asked: the built file; in the demonstration the invented postcodes first; else none."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import structlog

from commonground.platform.postcodes.file import ATTRIBUTION, PostcodeFile
from commonground.platform.postcodes.types import Area, Located, Point, PostcodeTable, nearest_of
from commonground.platform.postcodes.written import parse_postcode, plain_area
from commonground.platform.settings import settings

log = structlog.get_logger()

INVENTED: Final = Path(__file__).with_name("invented.csv")


class Invented:
    """The few postcodes of councils that are not there, from a list in the repository."""

    is_there = True

    def __init__(self, path: Path = INVENTED) -> None:
        with path.open(encoding="utf-8", newline="") as lines:
            self._known = {row["postcode"]: _located(row) for row in csv.DictReader(lines)}
        areas = {each.area for each in self._known.values()}
        self._names = {plain_area(name) for area in areas for name in (area.name, area.upper_name)}

    def find(self, postcode: str) -> Located | None:
        return self._known.get(parse_postcode(postcode) or "")

    def near(self, point: Point, metres: int) -> Mapping[Area, float]:
        places = ((each.area, each.point) for each in self._known.values() if each.in_use)
        return nearest_of(point, places, metres)

    def names_area(self, name: str) -> bool:
        return plain_area(name) in self._names


def _located(row: dict[str, str]) -> Located:
    area = Area(row["area_code"], row["area"], row["upper_code"], row["upper"])
    point = Point(int(row["easting"]), int(row["northing"]))
    return Located(row["postcode"], point, area, in_use=row["in_use"] == "yes")


class Several:
    """One table after the other. Of none: nothing is known, and nothing fails."""

    def __init__(self, tables: Sequence[PostcodeTable]) -> None:
        self._tables = tables

    @property
    def is_there(self) -> bool:
        return bool(self._tables)

    def find(self, postcode: str) -> Located | None:
        return next((found for table in self._tables if (found := table.find(postcode))), None)

    def near(self, point: Point, metres: int) -> Mapping[Area, float]:
        found: dict[Area, float] = {}
        for table in self._tables:
            for area, away in table.near(point, metres).items():
                found[area] = min(found.get(area, away), away)
        return found

    def names_area(self, name: str) -> bool:
        return any(table.names_area(name) for table in self._tables)


def postcodes() -> PostcodeTable:
    """This process's table. A file that has been built anew counts at once, without a restart."""
    chosen = settings()
    own, built = [invented()] if chosen.is_demo else [], _built(chosen.postcodes_file)
    return Several([*own, built] if built else own)


@cache
def invented() -> Invented:
    return Invented()


def _built(path: Path) -> PostcodeFile | None:
    try:
        stands = path.stat()
    except OSError:
        return None
    return _opened(path, (stands.st_ino, stands.st_mtime_ns))


@lru_cache(maxsize=2)
def _opened(path: Path, which: tuple[int, int]) -> PostcodeFile | None:  # noqa: ARG001  # keeps files apart
    """One that cannot be read is as none, and said once: a referral is never stopped by it."""
    try:
        table = PostcodeFile(path)
        table.names_area("")
        table.find("ZZ99 9ZZ")
    except sqlite3.Error as error:
        log.warning("postcodes_unreadable", error=type(error).__name__)
        return None
    return table


def attribution() -> str:
    """What is said of whose data is used here, wherever it is used; nothing where nobody else's is."""
    return ATTRIBUTION if _built(settings().postcodes_file) else ""


def point_of(postcode: str) -> Point | None:
    """Where a postcode lies, if anybody knows."""
    found = postcodes().find(postcode) if postcode else None
    return found.point if found else None
