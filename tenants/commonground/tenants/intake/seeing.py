"""A text as people see it, for whoever looks for names in it: nothing in it that is invisible, and every blank a space.

Characters without a shape stand in many texts by accident, and between the letters of a name they would hide it from a
list of names, while everybody still reads it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_BLANK: Final = " "
_FORMATS: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
_MARKS: Final = frozenset({"Mn", "Me"})
_FILLERS: Final = "\u115f\u1160\u2800\u3164\uffa0"
_SHAPELESS: Final = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks of which nothing is seen either."""


@dataclass(frozen=True, slots=True)
class Seen:
    """`text` may be read; its character number n stands in the original at `places[n]`, and so does its end."""

    text: str
    places: tuple[int, ...] | range

    def in_original(self, start: int, end: int) -> tuple[int, int]:
        """With whatever unseen hangs on the last character: it must not stay behind."""
        return self.places[start], self.places[end]


def ways_to_read(text: str) -> Iterator[Seen]:
    """Once without what cannot be seen; and, where that may part two words, once more with a space in its stead."""
    if text.isascii() and text.isprintable():
        yield Seen(text, range(len(text) + 1))
        return
    kinds = [_kind(character) for character in text]
    yield _read(text, kinds, joined=True)
    if "?" in kinds:
        yield _read(text, kinds, joined=False)


def _kind(character: str) -> str:
    """A full stop for a character that is seen, a space for a blank, `?` for nothing at all, `^` for a mark on the one
    before."""
    if character == "\n" or (character.isalnum() and character not in _FILLERS):
        return "."
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return _BLANK
    if category in _FORMATS or character in _FILLERS or _SHAPELESS.match(character):
        return "?"
    return "^" if category in _MARKS else "."


def _read(text: str, kinds: list[str], *, joined: bool) -> Seen:
    kept = [place for place, kind in enumerate(kinds) if kind in ". " or (kind == "?" and not joined)]
    read = "".join(text[place] if kinds[place] == "." else _BLANK for place in kept)
    return Seen(read, (*kept, len(text)))
