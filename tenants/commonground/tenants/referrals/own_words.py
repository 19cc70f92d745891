"""What of a reply is somebody's own, beyond the ready words: only that has to be looked at before it is sent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from commonground.tenants.referrals.safe_replies import THANKS, ready_replies

_SENTENCE: Final = re.compile(r"[^.!?\n]*[^.!?\s][^.!?\n]*[.!?]*")


def own_words(words: str, ready: Collection[str] = ()) -> str:
    """The sentences that are none of ours, as they were typed; nothing where the ready words stand alone. `ready`:
    `sentences` of the council's own ready words."""
    mine = (
        words[start:end] for start, end, ours in _sentences(words) if not ours and _plain(words[start:end]) not in ready
    )
    return " ".join(each.strip() for each in mine)


def sentences(words: str) -> Iterator[str]:
    """Each as it is known again, however its spaces and apostrophes are typed."""
    for found in _SENTENCE.finditer(words):
        yield _plain(found[0])


def without_ready(words: str) -> str:
    """As long as the text, with blanks for our own sentences: they pass as they are."""
    kept = list(words)
    for start, end, ours in _sentences(words):
        if ours:
            kept[start : end - 1] = " " * (end - 1 - start)
            kept[end - 1] = "."
    return "".join(kept)


def _sentences(words: str) -> Iterator[tuple[int, int, bool]]:
    for found in _SENTENCE.finditer(words):
        yield found.start(), found.end(), _plain(found[0]) in _READY


def _plain(sentence: str) -> str:
    return " ".join(sentence.replace("’", "'").split()).rstrip(".!?")


_READY: Final = frozenset(each for text in (*ready_replies(), *THANKS) for each in sentences(text))
