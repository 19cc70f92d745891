"""Small numbers held back, so that nothing about a person can be got from a figure, nor by taking one from another.

As the Department for Education does it: 1 to 5 is not shown, zero is, and further figures are held back where a small
one could be worked out from the total. What is held back may always be anything from 1 to 5, as far as its reader can
work out: where that can't be had, the total is shown undivided. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SMALL: Final = 5


def is_small(count: int) -> bool:
    return 0 < count <= SMALL


@dataclass(frozen=True, slots=True)
class Split:
    """A total and its parts, by code; None is held back. `parts` is None where not even the division is shown."""

    total: int | None
    parts: Mapping[str, int | None] | None


def plain(counts: Mapping[str, int], total: int | None = None) -> Split:
    """Everything as it is: for the team whose work it is."""
    return Split(sum(counts.values()) if total is None else total, dict(counts))


def divided(counts: Mapping[str, int]) -> Split:
    """Parts that do not overlap and make up the total."""
    total = sum(counts.values())
    if is_small(total):
        return Split(None, None)
    return Split(total, _held_back(counts, {code for code, count in counts.items() if is_small(count)}))


def overlapping(counts: Mapping[str, int], total: int) -> Split:
    """Parts of which somebody may have several, as harms. Those who lack one count like those who have it; and as a
    reader may know that hardly anybody has two, the parts are treated as if nobody had."""
    if is_small(total):
        return Split(None, None)
    telling = {code for code, count in counts.items() if count and (is_small(count) or is_small(total - count))}
    return Split(total, _held_back(counts, telling))


def both(split: Split, other: Split) -> Split:
    """The first one, without what is held back in the other: the same division without those that somebody knows. Who
    takes what they know from what is left gets nothing that the other one does not show."""
    if split.total is None or other.total is None:
        return Split(None, None)
    if split.parts is None or other.parts is None:
        return Split(split.total, None)
    hidden = {code for code, count in other.parts.items() if count is None}
    return Split(split.total, {code: None if code in hidden else count for code, count in split.parts.items()})


def _held_back(counts: Mapping[str, int], hidden: set[str]) -> Mapping[str, int | None] | None:
    """The counts without the hidden ones, and without as many more, the smallest first, as it takes."""
    spare = sorted((count, code) for code, count in counts.items() if count and code not in hidden)
    while hidden and not _safe([counts[code] for code in hidden]):
        if not spare:
            return None
        hidden = hidden | {spare.pop(0)[1]}
    return {code: None if code in hidden else count for code, count in counts.items()}


def _safe(hidden: list[int]) -> bool:
    """Whoever knows their sum, and that none is zero, must think each of 1 to 5 possible for every one of them."""
    return len(hidden) > 1 and sum(hidden) - (len(hidden) - 1) >= SMALL
