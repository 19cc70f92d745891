"""A council's one colour, as a stylesheet of one property."""

from __future__ import annotations

import re

COLOUR = re.compile(r"[0-9a-f]{6}")
LEAST_CONTRAST = 4.5


def stylesheet(colour: str) -> str:
    """The stylesheet that dresses pages in `colour` (`#24478f`). Raises `ValueError` for anything else."""
    if not COLOUR.fullmatch(colour.removeprefix("#")):
        raise ValueError(f"{colour!r} is not a colour like #24478f.")
    return f":root{{--cg-council:#{colour.removeprefix('#')}}}\n"


def stylesheet_address(colour: str) -> str:
    """Where that stylesheet is served. The address holds the colour itself, so it may be kept for ever, and it
    tells nothing about a council that its pages do not."""
    return f"/static/colour-{colour.removeprefix('#').lower()}.css"


def contrast_with_white(colour: str) -> float:
    """WCAG contrast of `colour` with white, 1 to 21; councils' colours need `LEAST_CONTRAST`."""
    parts = (int(colour.removeprefix("#")[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
