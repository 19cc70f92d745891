"""Contacts add up alike on any day of the year: over its end, and over both changes of the clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.calendar import LONDON
from commonground.tenants.adding_up.rules import day_of, is_rising, patterns_met, rise_until, touched_by, why, within
from commonground.tenants.adding_up.types import OFF, Counted, PatternKind, Patterns

QUIET = date(2026, 2, 1)
"""No clock changes and no year ends in the three weeks after it."""
BUSY = (date(2026, 3, 20), date(2026, 10, 16), date(2026, 12, 22), date(2027, 12, 22), date(2028, 2, 20))
SPRING, AUTUMN = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)

Said = tuple[int, int, int, frozenset[str]]
SAID = st.lists(
    st.tuples(
        st.integers(0, 20),
        # The hour that is missing in spring and there twice in autumn would put two of one day in another order.
        st.sampled_from([0, *range(3, 24)]),
        st.integers(0, 59),
        st.frozensets(st.sampled_from(["cce", "cse", "weapons", "not_sure"])),
    ),
    max_size=14,
)
PATTERNS = st.builds(
    Patterns, st.sampled_from([OFF, 2, 3, 4]), st.sampled_from([1, 2, 7]), st.sampled_from([OFF, 3, 7]), st.booleans()
)
AROUND = st.builds(
    lambda first, minutes: datetime.combine(first, time(), UTC) + timedelta(minutes=minutes),
    st.sampled_from([date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 29)]),
    st.integers(0, 5 * 24 * 60 - 1),
)


def from_day(first: date, said: Sequence[Said]) -> list[Counted]:
    found = []
    for number, (day, hour, minute, harms) in enumerate(said):
        at = datetime.combine(first + timedelta(days=day), time(hour, minute), LONDON).astimezone(UTC)
        found.append(Counted(UUID(int=number), at, at, harms))
    return found


def counted(moments: Sequence[datetime]) -> list[Counted]:
    return [Counted(UUID(int=number), at, at, frozenset({"cce"})) for number, at in enumerate(moments)]


def by_hand(moment: datetime) -> date:
    """The day on the wall in 2026 and the first days of 2027, without any table of time zones."""
    return (moment + timedelta(hours=1 if SPRING <= moment < AUTUMN else 0)).date()


@given(SAID, PATTERNS, st.sampled_from(BUSY))
def test_the_same_days_add_up_alike_anywhere_in_the_year(said: Sequence[Said], patterns: Patterns, first: date) -> None:
    assert patterns_met(from_day(first, said), patterns) == patterns_met(from_day(QUIET, said), patterns)
    whys = [why(from_day(each, said), patterns, each + timedelta(days=20)) for each in (first, QUIET)]
    ago = [[(each.kind, start + timedelta(days=20) - each.day, each.rise, each.is_now) for each in found]
           for start, found in zip((first, QUIET), whys, strict=True)]  # fmt: skip  # two to compare
    assert ago[0] == ago[1]


@given(st.lists(AROUND, max_size=12), AROUND, st.integers(1, 5))
def test_a_span_of_days_holds_what_came_in_on_them(moments: list[datetime], until: datetime, days: int) -> None:
    last = by_hand(until)
    expected = {n for n, at in enumerate(moments) if last - timedelta(days=days - 1) <= by_hand(at) <= last}
    assert {each.id.int for each in within(counted(moments), last, days)} == expected
    earlier = {n for n, at in enumerate(moments) if timedelta(days) <= last - by_hand(at) < timedelta(2 * days)}
    assert rise_until(counted(moments), last, days).before == len(earlier)


@given(st.lists(AROUND, max_size=12), st.integers(1, 7), st.integers(2, 4), st.integers(0, 9))
def test_so_many_in_the_last_days_is_always_said(moments: list[datetime], days: int, count: int, later: int) -> None:
    """And what is not there is never said."""
    patterns = Patterns(count, days, OFF, new_harm=False)
    contacts = counted(moments)
    today = max((by_hand(at) for at in moments), default=QUIET) + timedelta(days=later)
    now = [each for each in why(contacts, patterns, today) if each.is_now]
    if len(within(contacts, today, days)) >= count:
        assert now
    for each in now:
        assert today - timedelta(days=days) < each.day <= today
        assert each.rise.lately == len(within(contacts, each.day, days)) >= count


@given(st.lists(AROUND, min_size=1, max_size=12), PATTERNS, st.data())
def test_whoever_is_told_with_a_contact_finds_why(
    moments: list[datetime], patterns: Patterns, data: st.DataObject
) -> None:
    contacts = counted(moments)
    joined = data.draw(st.sampled_from(contacts))
    told = touched_by(patterns_met(contacts, patterns), {joined.id})
    said = why(contacts, patterns, day_of(max(moments)))
    assert {met.kind for met in told} <= {each.kind for each in said}
    for each in said:
        if each.kind is PatternKind.RISING:
            assert is_rising(each.rise)
