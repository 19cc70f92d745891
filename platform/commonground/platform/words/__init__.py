"""Lists of words, folded to one form. They are facts: names, ordinary words, kinds of place."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_UNDECOMPOSED: Final = str.maketrans(
    {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "ə": "e", "ð": "d", "þ": "th", "œ": "oe"}
)


def fold(word: str) -> str:
    """Small letters without accents: “Siôn” and “SION” are one name."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_UNDECOMPOSED))
    return "".join(character for character in plain if not unicodedata.combining(character))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`given` are names wherever they stand; `doubtful` ones are words as well; `kept` is never a name by itself."""

    given: frozenset[str]
    doubtful: frozenset[str]
    family: frozenset[str]
    common: frozenset[str]
    kept: frozenset[str]
    places: frozenset[str]

    def is_unknown(self, word: str) -> bool:
        """A word that is neither ordinary nor kept nor a kind of place: with a capital it is most likely a name."""
        return word not in self.common and word not in self.kept and word not in self.places


def _words(name: str) -> frozenset[str]:
    text = files("commonground.platform.words").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@cache
def lexicon() -> Lexicon:
    """Read once a process, about half a megabyte."""
    return Lexicon(
        given=_words("given"),
        doubtful=_words("doubtful"),
        family=_words("family"),
        common=_words("common"),
        kept=_words("kept"),
        places=_words("places"),
    )
