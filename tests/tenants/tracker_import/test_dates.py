"""Dates as people type them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.tenants.tracker_import.dates import EARLIEST, Day, day_of
from commonground.tenants.tracker_import.sheets import When

TODAY = date(2026, 11, 28)
HABITS = ("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%-d-%b-%Y", "%a %d %b %Y")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("21/11/2026", date(2026, 11, 21)),
        ("21.11.26", date(2026, 11, 21)),
        ("3-4-2026", date(2026, 4, 3)),
        ("2026-11-21", date(2026, 11, 21)),
        ("21st Nov 2026", date(2026, 11, 21)),
        ("21 Sept 26", date(2026, 9, 21)),
        ("21-Nov-26", date(2026, 11, 21)),
        ("Sat 21 November 2026", date(2026, 11, 21)),
        ("November 21, 2026", date(2026, 11, 21)),
        ("21/11/2026 14:30", date(2026, 11, 21)),
        ("21 Tachwedd 2026", date(2026, 11, 21)),
        ("9/23/2026", date(2026, 9, 23)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_a_day_said_plainly(written: str, day: date) -> None:
    assert day_of(written, today=TODAY) == Day(day)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("early September 25", date(2025, 9, 5)),
        ("mid-March 2026", date(2026, 3, 15)),
        ("end of Jan 26", date(2026, 1, 25)),
        ("Sept 2025", date(2025, 9, 15)),
        ("04/2025", date(2025, 4, 15)),
        ("4.2025", date(2025, 4, 15)),
        ("early 12/2025", date(2025, 12, 5)),
        ("w/c 16/10/2025", date(2025, 10, 16)),
        ("approx 21/11/2025", date(2025, 11, 21)),
        ("21/11/2025?", date(2025, 11, 21)),
    ],
)
def test_a_day_said_roughly_is_marked(written: str, day: date) -> None:
    assert day_of(written, today=TODAY) == Day(day, about=True)


@pytest.mark.parametrize(
    "written",
    ["", "tbc", "?", "31/02/2026", "40/13/2026", "may", "yes", "1", "12 boys", "32/1", "13/2025", "00/2025", "12345",
     "99999", "457500", "early 13/2025"],
)  # fmt: skip  # one list
def test_what_is_no_day_is_none(written: str) -> None:
    assert day_of(written, today=TODAY) is None


def test_a_day_without_a_year_takes_that_of_the_row_above() -> None:
    assert day_of("16/12", today=TODAY, near=date(2025, 12, 10)) == Day(date(2025, 12, 16), about=True)
    assert day_of("05/01", today=TODAY, near=date(2025, 12, 28)) == Day(date(2026, 1, 5), about=True)
    assert day_of("16 Dec", today=TODAY) == Day(date(2025, 12, 16), about=True)


def test_what_the_workbook_holds_as_a_date_or_its_number() -> None:
    assert day_of(When(datetime.combine(date(2026, 2, 3), time(9, 30)), timed=True), today=TODAY) == Day(
        date(2026, 2, 3)
    )
    assert day_of(45_991.0, today=TODAY) == Day(date(2025, 11, 30))
    assert day_of("45750", today=TODAY) == day_of(45_750.0, today=TODAY) == Day(date(2025, 4, 3))
    assert day_of("45750.5", today=TODAY) == Day(date(2025, 4, 3)), "with a time of day"
    assert day_of(8.0, today=TODAY) is None
    assert day_of(When(datetime.combine(date(1905, 7, 4), time())), today=TODAY) is None


@given(day=st.dates(min_value=EARLIEST, max_value=TODAY), habit=st.sampled_from(HABITS))
def test_every_day_in_every_habit(day: date, habit: str) -> None:
    assert day_of(f" {day.strftime(habit)} ", today=TODAY) == Day(day)


@given(written=st.text(max_size=60))
def test_nothing_written_breaks_it(written: str) -> None:
    found = day_of(written, today=TODAY, near=TODAY)
    assert found is None or found.day >= EARLIEST
