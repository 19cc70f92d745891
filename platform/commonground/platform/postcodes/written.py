"""Postcodes and names of areas as people write them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_POSTCODE: Final = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_GIRO: Final = "GIR0AA"
_STYLES: Final = frozenset(
    {"council", "county", "city", "borough", "district", "london", "royal", "metropolitan", "of", "the", "cyngor"}
)


def parse_postcode(text: str) -> str | None:
    """A full postcode as the post office writes it (“SW1A 1AA”), or None. Forgives a missing space, small letters, and
    the letters O and I where only a digit can stand."""
    bare = re.sub(r"[\s\-.]", "", text[:20]).upper()
    if not 5 <= len(bare) <= 7:
        return None
    bare = bare[:-3] + bare[-3].replace("O", "0").replace("I", "1") + bare[-2:]
    found = _POSTCODE.fullmatch(bare)
    if found is None and bare != _GIRO:
        return None
    return f"{bare[:-3]} {bare[-3:]}"


def plain_area(name: str) -> str:
    """A name without the council's style, to compare with: “Larkmere” of “London Borough of Larkmere”."""
    decomposed = unicodedata.normalize("NFKD", name.replace("&", " and "))
    small = "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()
    words = re.findall(r"[^\W_]+", re.sub(r"['’]", "", small))
    return " ".join(word for word in words if word not in _STYLES) or " ".join(words)
