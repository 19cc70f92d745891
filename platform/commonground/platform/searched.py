"""What somebody types to find something, taken apart. Signs that people add or leave out hide nothing."""

from __future__ import annotations

import re
from typing import Final

APOSTROPHES: Final = "'’‘`ʼ"
"""As `database/sql/042_contexts.sql` takes them out."""
USUAL_APOSTROPHES: Final = "'’"
_APOSTROPHE: Final = re.compile(f"[{APOSTROPHES}]")
_SIGNS: Final = re.compile(r"\W+")


def words_typed(typed: str, *, most: int) -> list[str]:
    """The first so many. A sign that stands alone, “King’s Head - Mill Lane”, is no word beside others."""
    words = typed.split()
    return ([word for word in words if pieces_of(word)] or words)[:most]


def pieces_of(word: str) -> list[str]:
    """“King’s” is “Kings”, and “Head/Lane,” is two words; nothing of a word that is signs alone. What online names are
    made of, “fox_99”, stays in one."""
    return _SIGNS.sub(" ", _APOSTROPHE.sub("", word)).split()
