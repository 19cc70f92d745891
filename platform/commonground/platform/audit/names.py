"""Whether somebody searches for a name like their own."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SHORTEST: Final = 3
"""Shorter ones are in every second search."""
_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^]]*\]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def is_own_name(words: str, name: str) -> bool:
    """Whether one of the words is the last name in `name`, or a half of one with a hyphen; accents do not count."""
    own = _last_names(name)
    wanted = {part for last in own for part in (last, *re.split("['’-]", last)) if len(part) >= SHORTEST}
    typed = _words(words)
    return bool(wanted & {part for word in typed for part in (word, *re.split("['’-]", word))})


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
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))
