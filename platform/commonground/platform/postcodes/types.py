"""What is known of a postcode."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import hypot
from typing import Protocol

from commonground.platform.postcodes.grid import latitude_longitude


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the British National Grid, in metres. A postcode's point is one of its houses: never nearer than that
    to where something happened."""

    easting: int
    northing: int

    def metres_to(self, other: Point) -> float:
        return hypot(self.easting - other.easting, self.northing - other.northing)

    def latitude_longitude(self) -> tuple[float, float]:
        """In degrees (WGS 84), within about five metres."""
        return latitude_longitude(self.easting, self.northing)


@dataclass(frozen=True, slots=True)
class Area:
    """A council's area by its national code. `upper`: the county around a district, whose council has the children's
    services there; of any other area it is the area itself. No name where the table was built without names."""

    code: str
    name: str
    upper_code: str
    upper_name: str

    @property
    def words(self) -> str:
        """“Hallowdene”; “Hallow Vale, Hallowdene” of a district; the code where nobody knows a name."""
        names = dict.fromkeys(name for name in (self.name, self.upper_name) if name)
        return ", ".join(names) or self.code


def nearest_of(point: Point, places: Iterable[tuple[Area, Point]], metres: int) -> dict[Area, float]:
    """Of each area how far its nearest place is, as far as one is within so many metres."""
    found: dict[Area, float] = {}
    for area, place in places:
        away = point.metres_to(place)
        if away <= min(found.get(area, away), metres):
            found[area] = away
    return found


@dataclass(frozen=True, slots=True)
class Located:
    """A postcode that the table knows. `in_use` is None where the table was built from data that does not say."""

    postcode: str
    point: Point
    area: Area
    in_use: bool | None = None


class PostcodeTable(Protocol):
    """A table of postcodes. Asking it takes far less than a millisecond and leaves this machine never."""

    @property
    def is_there(self) -> bool:
        """Whether there is a table at all: without one, “not found” means nothing."""

    def find(self, postcode: str) -> Located | None:
        """Of a postcode however it is written; None where it is unknown or no postcode."""

    def near(self, point: Point, metres: int) -> Mapping[Area, float]:
        """The areas that have a postcode within so many metres of a point, with how far the nearest one is."""

    def names_area(self, name: str) -> bool:
        """Whether some area is called so, whatever the council's style: “Larkmere”, “London Borough of Larkmere”."""
