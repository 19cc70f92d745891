"""When a record is due: the day before, the day itself, and days that a month or a year does not have."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.calendar import LONDON
from commonground.platform.refusals import IncompleteError
from commonground.tenants.retention.rules import (
    DEFAULTS,
    Life,
    NotNowError,
    after,
    check_choice,
    check_hold,
    check_longer,
    check_why,
    due_of,
    due_on,
    earliest_start,
    is_due,
    may_be_proposed,
    start_of,
    triggers_of,
)
from commonground.tenants.retention.types import (
    CountedFrom,
    DisposalGround,
    Kept,
    KeptKind,
    Origin,
    Period,
    RecordType,
)

A_YEAR = DEFAULTS[RecordType.CONTEXT]
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))
PERIODS = st.builds(Period, years=st.integers(0, 80), months=st.integers(0, 30)).filter(lambda each: each.in_months > 0)


def kept(ended: datetime | None, **more: object) -> Kept:
    facts: dict[str, object] = {
        "kind": KeptKind.CONTEXT, "id": UUID(int=1), "reference": "CX-7K3F-29M", "record_type": RecordType.CONTEXT,
        "ended_at": ended, "changed_at": ended or datetime(2026, 1, 1, tzinfo=UTC),
    }  # fmt: skip  # one record's facts
    return Kept(**facts | more)  # type: ignore[arg-type]  # by name


def test_a_year_is_over_on_the_same_day_and_not_the_day_before() -> None:
    due = due_of(kept(datetime(2025, 11, 27, 12, tzinfo=UTC)), A_YEAR)
    assert due.on == date(2026, 11, 27)
    assert not is_due(due, date(2026, 11, 26))
    assert is_due(due, date(2026, 11, 27))
    assert is_due(due, date(2026, 11, 28))


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2024, 2, 29), Period(years=1), date(2025, 3, 1)),
        (date(2024, 2, 29), Period(years=4), date(2028, 2, 29)),
        (date(2023, 2, 28), Period(years=1), date(2024, 2, 28)),
        (date(2025, 8, 31), Period(months=6), date(2026, 3, 1)),
        (date(2023, 8, 31), Period(months=6), date(2024, 3, 1)),
        (date(2023, 8, 29), Period(months=6), date(2024, 2, 29)),
        (date(2025, 12, 31), Period(years=1, months=2), date(2027, 3, 1)),
        (date(2026, 10, 31), Period(months=1), date(2026, 12, 1)),
        (date(1951, 6, 30), Period(years=75), date(2026, 6, 30)),
    ],
)
def test_days_that_a_month_does_not_have(start: date, period: Period, end: date) -> None:
    """Never a day early."""
    assert after(start, period) == end


@given(DAYS, PERIODS)
def test_no_record_is_due_early_and_none_more_than_a_day_late(start: date, period: Period) -> None:
    end = after(start, period)
    months = (end.year - start.year) * 12 + end.month - start.month
    assert (months, end.day) in {(period.in_months, start.day), (period.in_months + 1, 1)}


@given(DAYS, PERIODS)
def test_whatever_is_due_began_before_the_moment_that_the_list_asks_for(today: date, period: Period) -> None:
    for back in range(3):
        start = earliest_start(period, today).date() - timedelta(days=back)
        if after(start, period) <= today:
            assert datetime.combine(start, time(), LONDON) < earliest_start(period, today)
    latest = earliest_start(period, today).date()
    assert after(latest, period) > today


def test_the_day_is_londons() -> None:
    """Half past eleven at night in June is the next day in London."""
    assert due_of(kept(datetime(2025, 6, 1, 23, 30, tzinfo=UTC)), A_YEAR).on == date(2026, 6, 2)
    assert due_of(kept(datetime(2025, 12, 1, 23, 30, tzinfo=UTC)), A_YEAR).on == date(2026, 12, 1)


def test_what_goes_on_is_never_due() -> None:
    due = due_of(kept(None), A_YEAR)
    assert due.on is None
    assert not is_due(due, date(2999, 1, 1))


def test_of_a_child() -> None:
    born, left = date(2008, 2, 29), date(2027, 5, 4)
    life = Life(born=born, changed=left, ended=left)
    assert due_on(DEFAULTS[RecordType.LOOKED_AFTER], life) == date(2083, 3, 1)
    assert due_on(DEFAULTS[RecordType.CHILD_IN_NEED], life) == date(2038, 3, 1)
    assert due_on(DEFAULTS[RecordType.CHILD_PROTECTION], life) == date(2062, 5, 4)
    assert due_on(DEFAULTS[RecordType.LOOKED_AFTER_DIED], life) is None
    assert due_on(DEFAULTS[RecordType.LOOKED_AFTER_DIED], Life(died=date(2024, 2, 29))) == date(2039, 3, 1)
    later = CountedFrom.EIGHTEEN_OR_LAST_CHANGE
    assert start_of(later, life) == left
    assert start_of(later, Life(born=born, changed=date(2020, 1, 1))) == date(2026, 3, 1)
    assert start_of(later, Life(born=born)) is None
    assert start_of(CountedFrom.LAST_CHANGE, Life(changed=left)) is None


def test_keeping_longer_moves_the_day_and_never_forward() -> None:
    ended = datetime(2025, 11, 27, 12, tzinfo=UTC)
    assert due_of(kept(ended, until=date(2027, 3, 1)), A_YEAR).on == date(2027, 3, 1)
    assert due_of(kept(ended, until=date(2026, 1, 1)), A_YEAR).on == date(2026, 11, 27)
    assert due_of(kept(ended, trial=True), A_YEAR).on == date(2025, 11, 27)


def test_what_the_law_says_can_be_lengthened_alone() -> None:
    for years, counted_from, fine in (
        (75, CountedFrom.BIRTH, True), (80, CountedFrom.BIRTH, True), (74, CountedFrom.BIRTH, False),
        (75, CountedFrom.ENDED, False),
    ):  # fmt: skip  # a table
        if fine:
            rule = check_choice(RecordType.LOOKED_AFTER, Period(years=years), counted_from, "Why")
            assert rule.origin is Origin.COUNCIL
        else:
            with pytest.raises(IncompleteError, match="The law says 75 years from birth"):
                check_choice(RecordType.LOOKED_AFTER, Period(years=years), counted_from, "Why")


@pytest.mark.parametrize(
    ("period", "counted_from", "reason"),
    [
        (Period(), CountedFrom.ENDED, "Why"),
        (Period(years=121), CountedFrom.ENDED, "Why"),
        (Period(years=1), CountedFrom.BIRTH, "Why"),
        (Period(years=1), CountedFrom.ENDED, " "),
        (Period(years=1), CountedFrom.ENDED, "x" * 1001),
    ],
)
def test_a_choice_that_nobody_means_is_refused(period: Period, counted_from: CountedFrom, reason: str) -> None:
    with pytest.raises(IncompleteError):
        check_choice(RecordType.CONTEXT, period, counted_from, reason)


def test_every_type_has_a_default_that_may_be_chosen() -> None:
    assert set(DEFAULTS) == set(RecordType)
    for kind, rule in DEFAULTS.items():
        assert rule.counted_from in triggers_of(kind)
        assert check_choice(kind, rule.period, rule.counted_from, "As it is").period == rule.period


def test_holds_and_longer_times_end_on_a_day_that_comes() -> None:
    today = date(2028, 2, 29)
    assert check_hold(" Why ", date(2029, 3, 1), today) == ("Why", date(2029, 3, 1))
    assert check_longer("Why", date(2028, 3, 1), today) == ("Why", date(2028, 3, 1))
    for day in (None, today, date(2029, 3, 2)):
        with pytest.raises(IncompleteError):
            check_hold("Why", day, today)
    for day in (None, today, date(2033, 3, 2)):
        with pytest.raises(IncompleteError):
            check_longer("Why", day, today)
    with pytest.raises(IncompleteError):
        check_hold("", date(2028, 3, 1), today)
    with pytest.raises(IncompleteError):
        check_why("  ")


def test_what_may_be_proposed() -> None:
    today, ended = date(2026, 11, 27), datetime(2025, 11, 27, 12, tzinfo=UTC)
    may_be_proposed(due_of(kept(ended), A_YEAR), today)
    for record, said in (
        (kept(ended, held=True), "held"),
        (kept(None), "goes on"),
        (kept(ended, decided=False), "goes on"),
        (kept(ended, joined=1), "Referrals belong"),
        (kept(ended, proposed=True), "proposed that already"),
        (kept(ended + timedelta(days=1)), "not up"),
    ):
        with pytest.raises(NotNowError, match=said):
            may_be_proposed(due_of(record, A_YEAR), today)
    early = kept(ended + timedelta(days=1))
    for ground in (DisposalGround.DUPLICATE, DisposalGround.SHOULD_NOT_BE_HERE):
        may_be_proposed(due_of(early, A_YEAR), today, ground)
        may_be_proposed(due_of(kept(None), A_YEAR), today, ground)
        with pytest.raises(NotNowError, match="goes on"):
            may_be_proposed(due_of(kept(None, decided=False), A_YEAR), today, ground)
        with pytest.raises(NotNowError, match="held"):
            may_be_proposed(due_of(kept(ended, held=True), A_YEAR), today, ground)


def test_periods_in_words() -> None:
    assert Period(years=1).words == "1 year"
    assert Period(years=2, months=6).words == "2 years and 6 months"
    assert Period(months=1).words == "1 month"
