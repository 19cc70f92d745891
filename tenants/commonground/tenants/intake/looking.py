"""One pass over one text: its words, what is known of them, and which were found to be names so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from commonground.platform.words import Lexicon, fold
from commonground.tenants.intake.reading import Word

_HUMPS: Final = re.compile(r"(?<=[^\W\d_A-ZÀ-Þ])(?=[A-ZÀ-Þ])|['’_-]")
_LEAST, _LONGEST = 4, 40
_TRAILING_DIGITS: Final = re.compile(r"^([a-z]{3,})[0-9_]+$")


@dataclass(slots=True)
class Look:
    """`names` and `kept_places` grow from left to right."""

    words: tuple[Word, ...]
    lexicon: Lexicon
    places: frozenset[str]
    capitals: bool
    """Whether a capital makes a name of a word that nobody knows."""
    capitals_tell: bool = True
    names: set[int] = field(default_factory=set)
    kept_places: set[int] = field(default_factory=set)
    at_home: set[int] = field(default_factory=set)

    def folded(self, position: int) -> str:
        """Of the word there, or nothing beyond either end."""
        return self.words[position].folded if 0 <= position < len(self.words) else ""

    def is_excused(self, position: int) -> bool:
        """Whether the report's place is called so: by this word, or by this word and the one beside it."""
        if not self.places:
            return False
        if self.words[position].folded in self.places:
            return True
        return self._pair(position - 1) in self.places or self._pair(position) in self.places

    def _pair(self, position: int) -> str:
        if not 0 <= position < len(self.words) - 1 or self.words[position + 1].gap.strip() not in ("", "&", "-"):
            return ""
        return f"{self.words[position].folded} {self.words[position + 1].folded}"

    def is_given(self, word: Word) -> bool:
        """A known name, alone, as half of a double name, with figures after it, or grown together with another."""
        given = self.lexicon.given
        if word.folded in given:
            return True
        if "-" in word.folded:
            return any(part in given for part in word.folded.split("-"))
        numbered = _TRAILING_DIGITS.match(word.folded)
        if numbered is not None and numbered[1] in given:
            return True
        return self._is_grown_together(word, numbered[1] if numbered else word.folded)

    def _is_grown_together(self, word: Word, letters: str) -> bool:
        """“KayleighJones”, “MrKayden”, “kayleighjones”."""
        if len(letters) > _LONGEST or not self.lexicon.is_unknown(letters) or letters in self.lexicon.family:
            return False
        parts = _HUMPS.split(word.text.strip("'’-_0123456789"))
        if len(parts) > 1 and any(fold(part) in self.lexicon.given for part in parts):
            return True
        halves = ((letters[:place], letters[place:]) for place in range(_LEAST, len(letters) - _LEAST + 1))
        return any(first in self.lexicon.given and last in self.lexicon.family for first, last in halves)

    def is_unknown(self, word: Word) -> bool:
        return word.folded.isalpha() and len(word.folded) > 1 and self.lexicon.is_unknown(word.folded)
