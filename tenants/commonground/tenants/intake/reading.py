"""A text, as it is seen (`seeing`), as masking reads it: its words in order, with what stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from commonground.platform.words import fold

_WORD: Final = re.compile(r"[^\W_][\w'’-]*")
_POSSESSIVE: Final = re.compile(r"['’][sS]?$")
_TRAILING: Final = "'’-‑_"
_SENTENCE_END: Final = frozenset('.!?:;\n•“"(–—|/')
_MOST: Final = 0.7
_FEW_LETTERS: Final = 20


@dataclass(slots=True)
class Word:
    """`folded` is the word without “’s”; `core_length` as many characters as it takes in the text."""

    start: int
    text: str
    folded: str
    core_length: int
    capital: bool
    begins_sentence: bool
    gap: str

    @property
    def possessive(self) -> bool:
        return self.core_length < len(self.text) and self.text[self.core_length] in "'’"

    @property
    def follows_closely(self) -> bool:
        """Nothing but a space or a dash before it."""
        return self.gap in (" ", "-", "\u00a0", "  ")


@dataclass(frozen=True, slots=True)
class Text:
    """`capitals_tell` is false where everything, or nearly every word, has a capital letter anyway."""

    words: tuple[Word, ...]
    capitals_tell: bool


def read(text: str) -> Text:
    words: list[Word] = []
    end = 0
    for found in _WORD.finditer(text):
        words.append(_word(found.start(), found[0], text[end : found.start()], first=not words))
        end = found.end()
    return Text(tuple(words), _capitals_tell(words))


def _word(start: int, text: str, gap: str, *, first: bool) -> Word:
    core = _POSSESSIVE.sub("", text).rstrip(_TRAILING) or text
    return Word(
        start=start,
        text=text,
        folded=fold(core),
        core_length=len(core),
        capital=text[0].isupper(),
        begins_sentence=first or not _SENTENCE_END.isdisjoint(gap),
        gap=gap,
    )


def _capitals_tell(words: list[Word]) -> bool:
    alphabetic = [word for word in words if word.text[0].isalpha()]
    letters = sum(len(word.text) for word in alphabetic)
    if letters < _FEW_LETTERS:
        return True
    shouted = sum(len(word.text) for word in alphabetic if word.text.isupper())
    titled = sum(word.capital for word in alphabetic)
    return shouted < _MOST * letters and titled < _MOST * len(alphabetic)
