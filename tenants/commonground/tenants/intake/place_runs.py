"""Which words of an answer to “where” are a place there: “Larch Road”, “Golden Spoon takeaway”, “Ysgol Glanwern”.

Only those may stay visible elsewhere. What can be a name as well, as in “Brooke Hall”, may do so beside the same word
alone: by itself it is somebody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from commonground.tenants.intake.looking import Look
from commonground.tenants.intake.shapes import OF_PLACES
from commonground.tenants.intake.standing import DWELLINGS, LOCATIVES, WELSH_PLACES


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FIRST: Final = WELSH_PLACES | {"st"}
_LINKS: Final = _set("y yr of the and")
_STOPS: Final = LOCATIVES | _set(
    """a an and or of his her my their our from to who is with by next off on round corner between where under over
    above below front back end top bottom side"""
)
_LONGEST: Final = 4


def excused_by(look: Look, hidden: frozenset[int]) -> Iterator[tuple[int, ...]]:
    """Each word, or pair of words side by side, by position. `hidden` are those that masking hides there."""
    for run in _runs(look, hidden):
        yield from ((position,) for position in run if not _may_be_somebody(look, position))
        yield from pairwise(run)
    for position in range(len(look.words)):
        if position not in hidden and _is_a_place_alone(look, position):
            yield (position,)


def _runs(look: Look, hidden: frozenset[int]) -> Iterator[list[int]]:
    for position, word in enumerate(look.words):
        if word.folded in look.lexicon.places and not _is_a_home(look, position) and position not in hidden:
            run = [position]
            while len(run) <= _LONGEST and _goes_before(look, run[0], word.capital) and run[0] - 1 not in hidden:
                run.insert(0, run[0] - 1)
            yield run
        if word.folded in _FIRST:
            yield [position, *_after(look, position, hidden)]


def _may_be_somebody(look: Look, position: int) -> bool:
    word, known = look.words[position], look.lexicon
    return word.folded in known.doubtful or word.folded in known.family or look.is_given(word)


def _is_a_home(look: Look, position: int) -> bool:
    word = look.words[position]
    return word.folded in DWELLINGS and not word.capital


def _goes_before(look: Look, position: int, capital: bool) -> bool:
    """Whether the word before that one belongs to the same place. Beside a kind of place in small letters, “shop”, a
    word with a capital does, and in an answer without capitals the one before it."""
    if position == 0 or look.words[position].gap.strip() not in ("", "&", "-") or "\n" in look.words[position].gap:
        return False
    before = look.words[position - 1]
    if before.folded in _STOPS or (before.folded in look.lexicon.common and not before.capital):
        return False
    return before.capital or not capital


def _after(look: Look, position: int, hidden: frozenset[int]) -> Iterator[int]:
    for ahead in range(position + 1, min(position + 1 + _LONGEST, len(look.words))):
        following = look.words[ahead]
        if not following.follows_closely or ahead in hidden or not (following.capital or following.folded in _LINKS):
            return
        yield ahead


def _is_a_place_alone(look: Look, position: int) -> bool:
    """“Larkmere” as the whole answer, or what ends as places do: “Northgate”, “Hillcrest”."""
    word = look.words[position]
    if word.possessive or _may_be_somebody(look, position) or not look.is_unknown(word):
        return False
    return len(look.words) == 1 or (word.capital and OF_PLACES.search(word.folded) is not None)
