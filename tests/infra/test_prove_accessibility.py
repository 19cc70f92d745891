"""What the proof of accessibility says of what its tests counted."""

from __future__ import annotations

from commonground.infra.prove.accessibility import ENOUGH_PAGES, figures

SORTS = ("axe violations", "said in the console", "invalid HTML", "other faults")
CLEAN = {"pages: different pages": 900, "pages: looks with axe": 3600} | {f"pages: {sort}": 0 for sort in SORTS}


def held(found: dict[str, int], failed: int = 0) -> dict[str, bool]:
    return {measure.name: measure.holds for measure in figures(found, failed)}


def test_everything_holds_where_nothing_was_found() -> None:
    assert all(held(CLEAN).values())


def test_one_violation_of_each_sort_is_told() -> None:
    for sort in SORTS:
        missed = [name for name, holds in held(CLEAN | {f"pages: {sort}": 1}).items() if not holds]
        assert missed == [f"accessibility-{sort.lower().replace(' ', '-')}"]


def test_a_part_that_failed_is_told() -> None:
    assert not held(CLEAN, failed=1)["accessibility-failed-parts"]


def test_a_matrix_that_looked_at_too_little_is_told() -> None:
    assert not held(CLEAN | {"pages: different pages": ENOUGH_PAGES - 1})["accessibility-pages"]
