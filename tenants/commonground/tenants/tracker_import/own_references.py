"""What stands in a column of references: a reference, or a name that somebody put there.

A reference is shown to everybody who may open the record, before anybody has cleared it, so that what may say who is
held back. The rule can be said in a sentence: a reference has a number, and beside it only capitals or words that stand
before numbers, none of which is a name; with nothing but an age beside it, a long word that nobody knows is one too."""

from __future__ import annotations

import re
from typing import Final

from commonground.platform.words import fold, lexicon

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_DAY: Final = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_NUMBER: Final = re.compile(r"\d+")
_AGE: Final = re.compile(
    r"(?:^|[\s,(])(?:aged? ?)?(?:[1-9]|1\d|2[0-5])(?: ?(?:y|yr|yrs|yo|y/o|years?(?: old)?))?(?:$|[\s,);:])"
)
_SHORT: Final = 3
"""Letters: so short a name is a code as well, unless an age stands beside it."""
_LONG: Final = 5
"""Letters: few abbreviations are so long, and those that are stand below."""
_VOWELS: Final = frozenset("aeiouwy")
_ABBREVIATIONS: Final = "camhs marac mappa mosaic liquidlogic channel"
_BEFORE_NUMBERS: Final = (
    "ref refs reference case casefile file log entry item row no num number id contact referral record panel enquiry"
    " cyf cyfeirnod rhif concern incident location context assessment intel strat"
)
_NEVER_NAMES: Final = frozenset(f"{_BEFORE_NUMBERS} {_ABBREVIATIONS}".split())


def is_reference(words: str) -> bool:
    """Whether it may be shown as one. A name with an age is none, nor one with a birth date."""
    return has_number(words) and not _DAY.search(words) and not _names_somebody(words)


def has_number(words: str) -> bool:
    return any(letter.isdigit() for letter in words)


def _names_somebody(words: str) -> bool:
    with_age = len(_NUMBER.findall(words)) == 1 and bool(_AGE.search(words.casefold()))
    return any(_is_name(word, with_age=with_age) for word in _WORD.findall(words))


def _is_name(word: str, *, with_age: bool) -> bool:
    known, asked = lexicon(), fold(word)
    if asked in _NEVER_NAMES:
        return False
    if not word.isupper():
        # Small letters are words, but for two that nobody could say: “Cs 17” is a code, “Jo 14” is none.
        return len(word) >= _SHORT or (with_age and not _VOWELS.isdisjoint(asked))
    if with_age and (asked in known.given or asked in known.doubtful):
        return True
    family = asked in known.family and known.is_unknown(asked) and asked not in known.doubtful
    if len(word) > _SHORT and (asked in known.given or family):
        return True
    return with_age and len(word) >= _LONG and known.is_unknown(asked)
