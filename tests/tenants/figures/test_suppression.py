"""Small numbers: whatever the figures are, nobody works one out by taking others from the total."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from commonground.tenants.figures.suppression import SMALL, Split, divided, is_small, overlapping

CODES = [f"code-{number}" for number in range(8)]
COUNTS = st.dictionaries(st.sampled_from(CODES), st.integers(0, 14), max_size=8)


def _possible(split: Split, known: int) -> dict[str, set[int]]:
    """What a reader of a division can think of each hidden part: none is zero, and together they make up the rest."""
    assert split.parts is not None
    hidden = [code for code, count in split.parts.items() if count is None]
    rest = known - sum(count for count in split.parts.values() if count is not None)
    sums = _reachable(len(hidden) - 1, rest)
    return {code: {count for count in range(1, rest + 1) if rest - count in sums} for code in hidden}


def _reachable(parts: int, most: int) -> set[int]:
    """Every sum that so many parts of at least one can make."""
    sums = {0}
    for _ in range(parts):
        sums = {so_far + count for so_far in sums for count in range(1, most + 1) if so_far + count <= most}
    return sums


@given(COUNTS)
def test_no_small_part_is_shown_or_can_be_worked_out(counts: Mapping[str, int]) -> None:
    split = divided(counts)
    total = sum(counts.values())
    assert split.total == (None if is_small(total) else total)
    if split.parts is None:
        return
    assert all(count is None or count == counts[code] for code, count in split.parts.items())
    assert not any(is_small(count) for count in split.parts.values() if count is not None)
    for thinkable in _possible(split, total).values():
        assert set(range(1, SMALL + 1)) <= thinkable


@given(COUNTS)
def test_zero_is_shown_and_nothing_is_held_back_without_need(counts: Mapping[str, int]) -> None:
    split = divided(counts)
    if split.parts is None:
        return
    assert all(split.parts[code] == 0 for code, count in counts.items() if count == 0)
    if not any(is_small(count) for count in counts.values()):
        assert dict(split.parts) == dict(counts)


@given(COUNTS, st.integers(0, 20))
def test_neither_those_with_a_harm_nor_those_without_are_few(counts: Mapping[str, int], beside: int) -> None:
    total = max(counts.values(), default=0) + beside
    split = overlapping(counts, total)
    assert split.total == (None if is_small(total) else total)
    if split.parts is None:
        return
    for count in split.parts.values():
        assert count is None or not (count and (is_small(count) or is_small(total - count)))
    for thinkable in _possible(split, sum(counts.values())).values():
        assert set(range(1, SMALL + 1)) <= thinkable


def test_a_total_that_is_small_says_nothing_of_its_parts() -> None:
    assert divided({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}) == Split(None, None)


def test_six_single_ones_are_not_divided() -> None:
    """Six parts held back that make six would all be one."""
    assert divided(dict.fromkeys(CODES[:6], 1)) == Split(6, None)


def test_a_single_small_part_takes_the_next_smallest_with_it() -> None:
    assert divided({"a": 3, "b": 9, "c": 7, "d": 0}) == Split(19, {"a": None, "b": 9, "c": None, "d": 0})
