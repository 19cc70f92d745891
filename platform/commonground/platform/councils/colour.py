"""A council's one colour: refused when white words on it would be hard to read (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

import re
from typing import Final

from commonground.platform.councils.types import CouncilRefusedError

LEAST_CONTRAST: Final = 4.5
_HEX: Final = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")

Rgb = tuple[int, int, int]
_WHITE: Final[Rgb] = (255, 255, 255)


class ColourRefusedError(CouncilRefusedError):
    """The colour is too pale, or none at all; `suggestion` is the nearest darker one that passes."""

    def __init__(self, sentence: str, suggestion: str | None = None) -> None:
        super().__init__("colour", sentence)
        self.suggestion = suggestion


def parse_hex(text: str) -> Rgb:
    found = _HEX.fullmatch(text.strip())
    if found is None:
        raise ColourRefusedError("Write the colour as # and six of 0–9 and a–f, for example #24478f.")
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    red, green, blue = (int(digits[start : start + 2], 16) for start in (0, 2, 4))
    return red, green, blue


def as_hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: Rgb) -> float:
    """Relative luminance as WCAG defines it, 0 for black to 1 for white."""
    red, green, blue = (_linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb = _WHITE) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _darkened(colour: Rgb, keep: int) -> Rgb:
    red, green, blue = (channel * keep // 1000 for channel in colour)
    return red, green, blue


def nearest_darker(colour: Rgb) -> Rgb:
    """The same hue, only as much darker as it takes to pass."""
    passes, fails = 0, 1001
    while fails - passes > 1:
        middle = (passes + fails) // 2
        if contrast(_darkened(colour, middle)) >= LEAST_CONTRAST:
            passes = middle
        else:
            fails = middle
    return _darkened(colour, passes)


def check_council_colour(text: str) -> str:
    """The colour as `#24478f`, or `ColourRefusedError` with a sentence and a darker one that would do."""
    colour = parse_hex(text)
    ratio = contrast(colour)
    if ratio >= LEAST_CONTRAST:
        return as_hex(colour)
    suggestion = as_hex(nearest_darker(colour))
    # Rounded down: 4.49 must not read as the 4.5 that is asked for.
    shown = int(ratio * 10) / 10
    raise ColourRefusedError(
        f"{as_hex(colour)} is too pale: white on it has a contrast of {shown:.1f}, and reading needs "
        f"{LEAST_CONTRAST}. {suggestion} is the nearest darker colour that does.",
        suggestion,
    )
