"""How many young people: “5-6”, “6+”, “approx 10”, “several”, “2/3”, and what Excel makes of the last."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from commonground.platform.reference import CHILD_BANDS
from commonground.tenants.tracker_import.sheets import Cell, When, text_of

_COUNTED: Final = (
    "no one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905  # read as one counts
)
_NUMBERS: Final = {name: place for place, name in enumerate(_COUNTED)} | {
    "none": 0,
    "nil": 0,
    "couple": 2,
    "pair": 2,
    "dozen": 12,
}
_RANGE: Final = re.compile(r"(\d{1,3})\s*(?:-|–|/|to|or)\s*(\d{1,3})")
_FROM: Final = re.compile(r"(\d{1,3})\s*(?:\+|plus|or more)|(?:at least|min\.?|minimum|>=)\s*(\d{1,3})")
_OVER: Final = re.compile(r"(?:more than|over|>)\s*(\d{1,3})")
_UP_TO: Final = re.compile(r"(?:up to|max\.?|maximum|<|<=|under)\s*(\d{1,3})")
_ONE: Final = re.compile(r"(\d{1,3})")
_ABOUT: Final = re.compile(
    r"\b(?:approx(?:imately)?|about|around|circa|c|ca|roughly|est|estimated|a|x|young people|yp|children|kids|of"
    r"|males?|females?|boys|girls)\b\.?|[~?()]"
)
_UNKNOWN: Final = frozenset(
    [
        "several",
        "many",
        "various",
        "multiple",
        "some",
        "few",
        "a few",
        "group",
        "groups",
        "lots",
        "numerous",
        "unknown",
        "not known",
        "n/k",
        "nk",
        "tbc",
        "?",
        "??",
        "n/a",
        "not sure",
        "unsure",
        "-",
    ]
)


@dataclass(frozen=True, slots=True)
class Count:
    """A band of `reference.CHILD_BANDS`; `about`: the sheet said something wider or otherwise than the band."""

    band: str
    about: bool = False


def count_of(cell: Cell) -> Count | None:
    """The band for a cell; None where it can't be read. Of a range the higher end counts: a place is not made to look
    safer than somebody said."""
    if isinstance(cell, When):
        # “2/3” typed into a cell becomes the second of March.
        return Count(_band(cell.at.day, max(cell.at.day, cell.at.month)), about=True)
    if isinstance(cell, bool):
        return None
    words = text_of(cell).casefold().strip()
    if words in _UNKNOWN or not words:
        return Count("not_sure")
    return _of_words(words)


def _of_words(words: str) -> Count | None:
    plain = " ".join(_ABOUT.sub(" ", words).split())
    plain = " ".join(str(_NUMBERS.get(word, word)) for word in plain.split())
    about = plain != words
    if not plain or plain in _UNKNOWN:
        return Count("not_sure")
    if found := _RANGE.fullmatch(plain):
        return Count(_band(*sorted((int(found[1]), int(found[2])))), about=True)
    if found := _FROM.fullmatch(plain):
        return Count(_band(int(found[1] or found[2]), None), about=True)
    if found := _OVER.fullmatch(plain):
        return Count(_band(int(found[1]) + 1, None), about=True)
    if found := _UP_TO.fullmatch(plain):
        return Count(_band(0, int(found[1])), about=True)
    return Count(_band(int(plain), int(plain)), about) if _ONE.fullmatch(plain) else None


def _band(low: int, high: int | None) -> str:
    """The band in which the highest number said stands."""
    counted = low if high is None else high
    bands = (band for band in CHILD_BANDS if band.low is not None)
    return next(band.code for band in bands if band.high is None or counted <= band.high)
