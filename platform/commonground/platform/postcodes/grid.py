"""From the British National Grid to latitude and longitude.

By the formulas that Ordnance Survey publishes in “A guide to coordinate systems in Great Britain”, annexes B and C: the
projection undone on the Airy ellipsoid, then seven-parameter shift to WGS 84. The shift is right to about five metres,
which is less than a postcode's own size."""

from __future__ import annotations

from math import atan2, cos, degrees, radians, sin, sqrt, tan
from typing import Final

_AIRY: Final = (6377563.396, 6356256.909)
_WGS84: Final = (6378137.0, 6356752.314245)
_SCALE: Final = 0.9996012717
_TRUE_ORIGIN: Final = (radians(49), radians(-2))
_OFFSET: Final = (400_000.0, -100_000.0)

_SHIFT: Final = (446.448, -125.157, 542.060)
_TURN: Final = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
_STRETCH: Final = 1 - 20.4894e-6

_CLOSE: Final = 1e-5
_MOST_STEPS: Final = 20


def latitude_longitude(easting: float, northing: float) -> tuple[float, float]:
    """Degrees north and east (WGS 84)."""
    latitude, longitude = on_airy(easting, northing)
    latitude, longitude = _spherical(_shifted(_cartesian(latitude, longitude)))
    return degrees(latitude), degrees(longitude)


def _meridian(latitude: float) -> float:
    """Metres along the central meridian from the true origin."""
    a, b = _AIRY
    n = (a - b) / (a + b)
    less, more = latitude - _TRUE_ORIGIN[0], latitude + _TRUE_ORIGIN[0]
    return (
        b
        * _SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _foot(northing: float) -> float:
    """The latitude on the central meridian that is as far north."""
    latitude = _TRUE_ORIGIN[0]
    for _ in range(_MOST_STEPS):
        left = northing - _OFFSET[1] - _meridian(latitude)
        if abs(left) < _CLOSE:
            break
        latitude += left / (_AIRY[0] * _SCALE)
    return latitude


def on_airy(easting: float, northing: float) -> tuple[float, float]:
    """Radians on the ellipsoid that the grid is drawn on. The Roman numerals are those of the guide."""
    a, b = _AIRY
    e2 = 1 - b**2 / a**2
    foot = _foot(northing)
    bend = 1 - e2 * sin(foot) ** 2
    nu, rho = a * _SCALE / sqrt(bend), a * _SCALE * (1 - e2) / bend**1.5
    eta2, t, d = nu / rho - 1, tan(foot), easting - _OFFSET[0]
    vii = t / (2 * rho * nu)
    viii = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
    ix = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    secant = 1 / cos(foot)
    x = secant / nu
    xi = secant / (6 * nu**3) * (nu / rho + 2 * t**2)
    xii = secant / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    xiia = secant / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    latitude = foot - vii * d**2 + viii * d**4 - ix * d**6
    return latitude, _TRUE_ORIGIN[1] + x * d - xi * d**3 + xii * d**5 - xiia * d**7


def _cartesian(latitude: float, longitude: float) -> tuple[float, float, float]:
    a, b = _AIRY
    e2 = 1 - b**2 / a**2
    nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
    across = nu * cos(latitude)
    return across * cos(longitude), across * sin(longitude), (1 - e2) * nu * sin(latitude)


def _shifted(point: tuple[float, float, float]) -> tuple[float, float, float]:
    x, y, z = point
    (tx, ty, tz), (rx, ry, rz) = _SHIFT, _TURN
    return (
        tx + _STRETCH * x - rz * y + ry * z,
        ty + rz * x + _STRETCH * y - rx * z,
        tz - ry * x + rx * y + _STRETCH * z,
    )


def _spherical(point: tuple[float, float, float]) -> tuple[float, float]:
    x, y, z = point
    a, b = _WGS84
    e2 = 1 - b**2 / a**2
    across = sqrt(x**2 + y**2)
    latitude = atan2(z, across * (1 - e2))
    for _ in range(_MOST_STEPS):
        nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
        before, latitude = latitude, atan2(z + e2 * nu * sin(latitude), across)
        if abs(before - latitude) < 1e-12:
            break
    return latitude, atan2(y, x)
