"""Whether somebody searches for a name like their own."""

from __future__ import annotations

import re
from typing import Final

from commonground.platform.words import fold, lexicon

SHORTEST: Final = 3
"""Shorter ones are in every second search."""
_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^]]*\]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def is_own_name(words: str, name: str) -> bool:
    """Whether one of the words is the last name in `name`, or a half of one with a hyphen; accents do not count. A last
    name that is an ordinary word (“Park”, “Young”) counts beside a first name alone: everybody looks for parks."""
    if not words:
        return False
    last, typed = _last_names(name), _words(words)
    wanted = {part for each in last for part in (each, *_halves(each)) if len(part) >= SHORTEST}
    found = wanted & {part for word in typed for part in (word, *_halves(word))}
    if all(_is_ordinary(each) for each in found):
        own = _words(_BRACKETS.sub(" ", name))
        return bool(found) and any(word in own or _is_first_name(word) for word in set(typed) - wanted)
    return True


def _halves(word: str) -> list[str]:
    return re.split("['’-]", word)


def _is_ordinary(word: str) -> bool:
    return not lexicon().is_unknown(word)


def _is_first_name(word: str) -> bool:
    known = lexicon()
    return word in known.given or (word in known.doubtful and not _is_ordinary(word))


def _last_names(name: str) -> list[str]:
    """Of “Amara Nwosu”, “Nwosu, Amara”, “NWOSU Amara” and any of these with the employer behind it in brackets: as
    providers write people."""
    bare = _BRACKETS.sub(" ", name)
    before, comma, _ = bare.partition(",")
    if comma:
        return _words(before)
    shouted = [word for word in bare.split() if len(word) >= SHORTEST and word.isupper()]
    some_shout = shouted and not bare.isupper()
    return _words(" ".join(shouted)) if some_shout else _words(bare)[-1:]


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))
