"""Which words of a file may be kept beyond it, so that the next one is read the same way. Pure.

A cell can say “told Kayden off”, and nobody looks at what is remembered as they look at records. So the rule errs
towards forgetting: a word that was forgotten costs somebody a choice, and a name that was kept is kept for years."""

from __future__ import annotations

from functools import cache
from typing import Final

from commonground.platform.words import fold, lexicon
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.tracker_import.columns import every_name, plain
from commonground.tenants.tracker_import.words import every_word

LONGEST: Final = 60
"""Characters: what is longer is a sentence."""
_MOST_DIGITS: Final = 3
"""More of them are a day, a number of somebody’s or a telephone’s."""
_VOWELS: Final = frozenset("aeiouy")


def may_be_remembered(words: str) -> bool:
    """Whether words can be kept, as `plain` writes them and not otherwise: not what we would mask, and of what no
    tracker is known to say only ordinary words and abbreviations that nobody could be called."""
    if words != plain(words) or len(words) > LONGEST:
        return False
    if sum(letter.isdigit() for letter in words) > _MOST_DIGITS:
        return False
    strange = [fold(word) for word in words.split() if word not in _of_trackers()]
    return not any(map(_may_be_name, strange)) and not (strange and mask_names(words).spans)


@cache
def _of_trackers() -> frozenset[str]:
    return frozenset(word for said in (*every_name(), *every_word()) for word in said.split())


def _may_be_name(word: str) -> bool:
    known = lexicon()
    if word in known.given or word in known.doubtful or word in known.family:
        return True
    return len(word) > 1 and known.is_unknown(word) and not _VOWELS.isdisjoint(word)
