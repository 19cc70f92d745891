"""Another council's words as quotes for a record of one's own: whole, however long they are. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from commonground.tenants.intake.types import WHAT_LIMIT

_ROOM_FOR_HEAD: Final = 250
"""For who wrote it and which part it is."""
_SENTENCE: Final = re.compile(r"(?:[.!?…]\s+|\n)")
_WORD: Final = re.compile(r"\s")


def quotes(said: str, pieces: Iterable[str], *, longest: int = WHAT_LIMIT) -> list[str]:
    """As many quotes as it takes, each with whose they are in front (`said`), and none longer than a referral's own
    words may be. A piece that fits into a quote stands in one: it is cut only where it alone is longer."""
    parts = list(_filled(pieces, longest - _ROOM_FOR_HEAD))
    if len(parts) == 1:
        return [f"{said}:\n{parts[0]}"]
    return [f"{said} ({no} of {len(parts)}):\n{part}" for no, part in enumerate(parts, start=1)]


def _filled(pieces: Iterable[str], room: int) -> Iterator[str]:
    part = ""
    for piece in (each for whole in pieces for each in cut(whole, room)):
        if part and len(part) + 1 + len(piece) > room:
            yield part
            part = ""
        part = f"{part}\n{piece}" if part else piece
    yield part


def cut(words: str, room: int) -> Sequence[str]:
    """In pieces that fit, one after the other the very same words: between sentences, else between words, and inside of
    one only where nothing else is left."""
    found: list[str] = []
    while len(words) > room:
        at = _last(_SENTENCE, words, room) or _last(_WORD, words, room) or room
        found.append(words[:at])
        words = words[at:]
    return [*found, words]


def _last(gap: re.Pattern[str], words: str, room: int) -> int:
    """Where the last such gap ends in the second half of what fits; 0 where there is none."""
    ends = (each.end() for each in gap.finditer(words, 0, room))
    return max((end for end in ends if end > room // 2), default=0)
