"""Numbers of young people as people type them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.reference import CHILD_BANDS
from commonground.tenants.tracker_import.counts import Count, count_of
from commonground.tenants.tracker_import.sheets import Cell, When


@pytest.mark.parametrize(
    ("written", "count"),
    [
        (4.0, Count("3_5")),
        ("3", Count("3_5")),
        ("0", Count("none_known")),
        ("5-6", Count("6_10", about=True)),
        ("2/3", Count("3_5", about=True)),
        (When(datetime.combine(date(2026, 3, 2), time())), Count("3_5", about=True)),
        ("6+", Count("6_10", about=True)),
        ("more than 10", Count("over_10", about=True)),
        ("approx 10", Count("6_10", about=True)),
        ("10 boys", Count("6_10", about=True)),
        ("up to 4", Count("3_5", about=True)),
        ("several", Count("not_sure")),
        ("n/k", Count("not_sure")),
        ("?", Count("not_sure")),
        ("two", Count("1_2", about=True)),
    ],
)
def test_a_number_becomes_a_band(written: Cell, count: Count) -> None:
    assert count_of(written) == count


@pytest.mark.parametrize("written", ["see email", "M1234567", "2026", True])
def test_what_is_no_number_is_none(written: Cell) -> None:
    assert count_of(written) is None


@given(low=st.integers(0, 40), more=st.integers(0, 40))
def test_of_a_range_the_higher_end_counts(low: int, more: int) -> None:
    found = count_of(f"{low}-{low + more}")
    assert found is not None
    band = CHILD_BANDS[found.band]
    assert band.low is not None
    assert band.low <= low + more <= (band.high or 1_000)


@given(written=st.text(max_size=40))
def test_nothing_written_breaks_it(written: str) -> None:
    found = count_of(written)
    assert found is None or found.band in CHILD_BANDS
