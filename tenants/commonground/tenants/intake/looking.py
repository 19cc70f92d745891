"""One pass over one text: its words, what is known of them, and which were found to be names so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from commonground.tenants.intake.lexicon import Lexicon
from commonground.tenants.intake.reading import Word

_TRAILING_DIGITS: Final = re.compile(r"^([a-z]{3,})[0-9_]+$")


@dataclass(slots=True)
class Look:
    """`names` and `kept_places` grow from left to right."""

    words: tuple[Word, ...]
    lexicon: Lexicon
    places: frozenset[str]
    capitals: bool
    names: set[int] = field(default_factory=set)
    kept_places: set[int] = field(default_factory=set)

    def folded(self, position: int) -> str:
        """Of the word there, or nothing beyond either end."""
        return self.words[position].folded if 0 <= position < len(self.words) else ""

    def is_given(self, word: Word) -> bool:
        """A known name, alone, as half of a double name, or with figures after it."""
        given = self.lexicon.given
        if word.folded in given:
            return True
        if "-" in word.folded:
            return any(part in given for part in word.folded.split("-"))
        numbered = _TRAILING_DIGITS.match(word.folded)
        return numbered is not None and numbered[1] in given

    def is_unknown(self, word: Word) -> bool:
        return word.folded.isalpha() and len(word.folded) > 1 and self.lexicon.is_unknown(word.folded)
