"""An area without an address: a cell of the H3 grid (Uber, 2018), in the precision that the council's policy allows."""

from __future__ import annotations

import re
from typing import Final

import h3

PRECISIONS: Final = (7, 6, 5)
"""Resolutions that may cross before anybody has accepted, the finest first. At 7 a cell is about 5 square kilometres: a
part of a town, with several schools and some thousand homes. At 8 it would be one estate; beside an age band and a kind
of harm, that can be one young person."""
DEFAULT_PRECISION: Final = 7
ABOUT_KM: Final = {7: 3, 6: 7, 5: 18}
"""About how far across such a cell is, in kilometres."""

_WRITTEN: Final = re.compile(r"8[567][0-9a-f]{13}")


def cell_of(latitude: float, longitude: float, precision: int = DEFAULT_PRECISION) -> str:
    """The cell in which a point in degrees (WGS 84) lies. Raises `ValueError` for a precision that is too fine."""
    if precision not in PRECISIONS:
        raise ValueError(precision)
    return str(h3.latlng_to_cell(latitude, longitude, precision))


def is_area(cell: str) -> bool:
    """Whether this is a cell no finer than may be offered, written as rows have it: the grid's own library reads more
    than it writes."""
    return bool(_WRITTEN.fullmatch(cell) and h3.is_valid_cell(cell)) and precision_of(cell) in PRECISIONS


def precision_of(cell: str) -> int:
    return int(h3.get_resolution(cell))


def coarsened(cell: str, precision: int) -> str:
    """The cell around it where it is finer than `precision`; else as it is."""
    return str(h3.cell_to_parent(cell, precision)) if precision_of(cell) > precision else cell


def middle_of(cell: str) -> tuple[float, float]:
    """Latitude and longitude of its middle, in degrees; not of what is in it."""
    latitude, longitude = h3.cell_to_latlng(cell)
    return float(latitude), float(longitude)


def across_km(cell: str) -> int:
    return ABOUT_KM[precision_of(cell)]
