"""Suggests the field's own words while somebody writes. It never blocks and never changes a word by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from commonground.platform.reference.wording import PREFERRED_WORDS, Preferred


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase as it stands in the text and the word to use for it; `blames` when it blames a child."""

    start: int
    end: int
    phrase: str
    preferred: str
    why: str
    blames: bool


def _form(phrase: str) -> str:
    """One spelling of blanks, dashes and apostrophes."""
    return re.sub(r"[\s\-‑–]+", " ", phrase.lower().replace("’", "'"))


_BY_PHRASE: Final[dict[str, Preferred]] = {_form(phrase): word for word in PREFERRED_WORDS for phrase in word.seen}
_ANY: Final = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        re.escape(phrase).replace(r"\ ", r"[\s\-‑–]{1,3}").replace("'", "['’]")
        for phrase in sorted(_BY_PHRASE, key=len, reverse=True)
    )
    + r")s?(?!\w)",
    re.IGNORECASE,
)


def suggest_words(text: str) -> tuple[Suggestion, ...]:
    """Each phrase that has a better word, in the order in which it stands."""
    return tuple(_suggestion(found) for found in _ANY.finditer(text))


def _suggestion(found: re.Match[str]) -> Suggestion:
    phrase = _form(found[0])
    word = _BY_PHRASE.get(phrase) or _BY_PHRASE[phrase.removesuffix("s")]
    return Suggestion(*found.span(), found[0], word.preferred, word.why, word.blames)
