"""A council's one colour, as a stylesheet of one property."""

from __future__ import annotations

import re

COLOUR = re.compile(r"[0-9a-f]{6}")


def stylesheet(colour: str) -> str:
    """The stylesheet that dresses pages in `colour` (`#24478f`). Raises `ValueError` for anything else."""
    if not COLOUR.fullmatch(colour.removeprefix("#")):
        raise ValueError(f"{colour!r} is not a colour like #24478f.")
    return f":root{{--cg-council:#{colour.removeprefix('#')}}}\n"


def stylesheet_address(colour: str) -> str:
    """Where that stylesheet is served. The address holds the colour itself, so it may be kept for ever, and it
    tells nothing about a council that its pages do not."""
    return f"/static/colour-{colour.removeprefix('#').lower()}.css"
