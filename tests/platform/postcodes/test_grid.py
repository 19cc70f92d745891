"""The formulas against points that others published."""

from __future__ import annotations

from math import degrees

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.postcodes import Point
from commonground.platform.postcodes.grid import latitude_longitude, on_airy


def test_the_guides_own_example() -> None:
    """Ordnance Survey works it out step by step: 52° 39′ 27.2531″ N, 1° 43′ 4.5177″ E on the grid's own ellipsoid."""
    latitude, longitude = on_airy(651_409.903, 313_177.270)
    assert degrees(latitude) == pytest.approx(52 + 39 / 60 + 27.2531 / 3600, abs=1e-8)
    assert degrees(longitude) == pytest.approx(1 + 43 / 60 + 4.5177 / 3600, abs=1e-8)


@pytest.mark.parametrize(
    ("easting", "northing", "latitude", "longitude"),
    [(651_409, 313_177, 52.65798, 1.71605), (530_047, 180_422, 51.50777, -0.12753)],
    ids=["Caister water tower", "Charing Cross"],
)
def test_known_places_within_ten_metres(easting: int, northing: int, latitude: float, longitude: float) -> None:
    north, east = latitude_longitude(easting, northing)
    assert north == pytest.approx(latitude, abs=1e-4)
    assert east == pytest.approx(longitude, abs=1.5e-4)


_METRES = st.integers(min_value=100_000, max_value=650_000)


@given(_METRES, st.integers(min_value=10_000, max_value=1_200_000), st.integers(1, 500), st.integers(1, 500))
def test_distances_are_the_same_both_ways_and_the_globe_agrees(east: int, north: int, right: int, up: int) -> None:
    here, there = Point(east, north), Point(east + right, north + up)
    assert here.metres_to(there) == there.metres_to(here) > 0
    (lat, long), (other_lat, other_long) = here.latitude_longitude(), there.latitude_longitude()
    assert other_lat != lat
    assert other_long > long - 0.001
    assert abs(other_lat - lat) < 0.012
