"""On whose side of the border a postcode lies, for a council that serves some areas. Told, and never acted on: who
leads is decided by people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from commonground.platform.postcodes.tables import postcodes
from commonground.platform.postcodes.types import Area, Located, PostcodeTable
from commonground.platform.postcodes.written import plain_area


class Side(StrEnum):
    OWN = "own"
    NEIGHBOUR = "neighbour"
    UNSURE = "unsure"
    """The council calls its areas otherwise than the table does: the area can be named, but not whose it is."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is known of one postcode. `located` is empty where it is unknown; `is_asked` is False where there is no
    table at all, so that nobody takes “unknown” for “wrong”."""

    is_asked: bool = False
    located: Located | None = None
    side: Side = Side.UNSURE


def side_of(located: Located, areas: Iterable[str], table: PostcodeTable) -> Side:
    """Whether it lies in one of these areas. “Neighbour” is said only where every one of them is an area that the
    table knows: else a name written another way would make a council's own street a neighbour's."""
    served = [area for area in areas if area.strip()]
    if serves(served, located.area):
        return Side.OWN
    sure = bool(served) and bool(_names(located.area)) and all(table.names_area(area) for area in served)
    return Side.NEIGHBOUR if sure else Side.UNSURE


def serves(areas: Iterable[str], area: Area) -> bool:
    """Whether a council that calls its areas so serves this one: by the district's name, or its county's."""
    return any(plain_area(each) in _names(area) for each in areas)


def _names(area: Area) -> set[str]:
    return {plain_area(name) for name in (area.name, area.upper_name) if name}


def whereabouts(areas: Iterable[str], postcode: str) -> Whereabouts | None:
    """Of a postcode, for a council that serves these areas. None where no postcode was said."""
    if not postcode:
        return None
    table = postcodes()
    located = table.find(postcode)
    if located is None:
        return Whereabouts(table.is_there)
    return Whereabouts(is_asked=True, located=located, side=side_of(located, areas, table))
