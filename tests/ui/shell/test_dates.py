"""Dates as people write them, on London's clock, in two languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from commonground.ui.shell import dates
from commonground.ui.shell.i18n import speaking

WINTER = datetime(2026, 11, 18, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("style", "english", "welsh"),
    [
        ("day", "18 November 2026", "18 Tachwedd 2026"),
        ("short_day", "18 Nov", "18 Tach"),
        ("long_day", "Wednesday 18 November 2026", "Dydd Mercher 18 Tachwedd 2026"),
        ("weekday_day", "Wednesday 18 November", "Dydd Mercher 18 Tachwedd"),
        ("clock_time", "9:12pm", "9:12yp"),
        ("moment", "18 November 2026, 9:12pm", "18 Tachwedd 2026, 9:12yp"),
        ("short_moment", "18 Nov, 9:12pm", "18 Tach, 9:12yp"),
        ("machine", "2026-11-18T21:12", "2026-11-18T21:12"),
    ],
)
def test_each_style_in_both_languages(style: str, english: str, welsh: str) -> None:
    assert dates.FILTERS[style](WINTER) == english
    with speaking("cy"):
        assert dates.FILTERS[style](WINTER) == welsh


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(16, 0, "4pm"), (8, 30, "8:30am"), (12, 0, "midday"), (0, 0, "midnight"), (12, 5, "12:05pm"), (0, 5, "12:05am")],
)
def test_times_of_day(hour: int, minute: int, words: str) -> None:
    assert dates.clock_time(datetime(2026, 1, 5, hour, minute, tzinfo=UTC)) == words


def test_summer_is_an_hour_later() -> None:
    assert dates.moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026, 12:30am"


def test_other_zones_are_brought_to_london() -> None:
    assert dates.moment(datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=5)))) == "31 December 2025, 8pm"


def test_short_months_have_three_letters() -> None:
    assert {len(dates.short_month(date(2026, month, 1))) for month in range(1, 13)} == {3}


def test_a_plain_date_stays_the_day_it_is() -> None:
    assert dates.day(date(2026, 7, 1)) == "1 July 2026"
    assert dates.machine(date(2026, 7, 1)) == "2026-07-01"
    with pytest.raises(TypeError):
        dates.clock_time(date(2026, 7, 1))  # type: ignore[arg-type]  # a wrong kind on purpose, or a protocol that fits
