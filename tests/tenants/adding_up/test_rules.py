"""Patterns are found by day, each contact counts once, and one that goes on is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.tenants.adding_up.rules import (
    day_of,
    fewest_children,
    once,
    patterns_met,
    proposed,
    touched_by,
    why,
    within,
)
from commonground.tenants.adding_up.types import OFF, Counted, Met, PatternKind, Patterns, Worry

BEGIN = datetime(2026, 1, 5, 12, tzinfo=UTC)
OFTEN = Patterns(rising_days=OFF, new_harm=False)
RISING = Patterns(often_count=OFF, new_harm=False)
NEW = Patterns(often_count=OFF, rising_days=OFF)


def contact(number: int, day: float, harms: Sequence[str] = (), joined: float | None = None) -> Counted:
    at, put = (BEGIN + timedelta(days=days) for days in (day, day if joined is None else joined))
    return Counted(UUID(int=number), at, put, frozenset(harms))


def on(*days: float) -> list[Counted]:
    return [contact(number, day) for number, day in enumerate(days)]


def found(contacts: Sequence[Counted], patterns: Patterns) -> list[tuple[int, set[int]]]:
    """(with which it began, those that count), by number."""
    return [(met.began.int, {each.int for each in met.contacts}) for met in patterns_met(contacts, patterns)]


CONTACTS = st.lists(
    st.builds(
        contact,
        st.integers(0, 40),
        st.integers(0, 400),
        st.sets(st.sampled_from(["cce", "cse", "weapons", "not_sure"])).map(sorted),
        st.integers(0, 500),
    ),
    max_size=25,
    unique_by=lambda each: each.id,
)
PATTERNS = st.builds(Patterns, st.sampled_from([OFF, 2, 3, 5]), st.sampled_from([7, 28]), st.sampled_from([OFF, 28]))


def test_so_many_in_so_many_days() -> None:
    assert found(on(0, 10), OFTEN) == []
    assert found(on(0, 10, 27), OFTEN) == [(2, {0, 1, 2})]
    assert found(on(0, 10, 28), OFTEN) == []


def test_a_pattern_that_goes_on_is_one_and_one_that_comes_again_is_another() -> None:
    assert found(on(0, 13, 26, 39, 52), OFTEN) == [(2, {0, 1, 2, 3, 4})]
    assert found(on(0, 1, 2, 200, 201, 202), OFTEN) == [(2, {0, 1, 2}), (5, {3, 4, 5})]


def test_it_rises_when_there_are_twice_as_many_and_three() -> None:
    assert found(on(0, 30, 31), RISING) == []
    assert found(on(0, 30, 31, 32), RISING) == [(3, {0, 1, 2, 3})]
    assert found(on(0, 1, 30, 31, 32), RISING) == []
    assert found(on(30, 31, 32), RISING) == []


def test_a_harm_is_new_to_those_who_know_the_context() -> None:
    first, same = contact(0, 0, ["cce"]), contact(1, 5, ["cce", "not_sure"])
    late = contact(2, -90, ["weapons"], joined=9)
    (met,) = patterns_met([first, same, late], NEW)
    assert (met.kind, met.began, met.harms) == (PatternKind.NEW_HARM, late.id, frozenset({"weapons"}))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-03-28T23:30+00:00", date(2026, 3, 28)),
        ("2026-03-29T22:59+00:00", date(2026, 3, 29)),
        ("2026-03-29T23:01+00:00", date(2026, 3, 30)),
        ("2026-10-25T00:30+00:00", date(2026, 10, 25)),
        ("2026-10-25T23:59+00:00", date(2026, 10, 25)),
        ("2026-12-31T23:59+00:00", date(2026, 12, 31)),
        ("2027-01-01T00:00+00:00", date(2027, 1, 1)),
    ],
)
def test_a_contact_counts_on_the_day_that_people_call_it(said: str, day: date) -> None:
    assert day_of(datetime.fromisoformat(said)) == day


@pytest.mark.parametrize("last", ["2026-03-30T22:30+00:00", "2026-10-26T23:30+00:00", "2027-01-01T12:00+00:00"])
def test_days_are_not_hours(last: str) -> None:
    """Over a change of the clocks and over the end of a year, three days are three days."""
    until = datetime.fromisoformat(last)
    day = day_of(until)
    contacts = [
        Counted(UUID(int=number), datetime.combine(day - timedelta(days=back), datetime.min.time(), UTC), until)
        for number, back in enumerate((3, 2, 1, 0))
    ]
    assert {each.id.int for each in within(contacts, day, 3)} == {1, 2, 3}


def test_children_are_not_added_up() -> None:
    low, high = (Counted(UUID(int=n), BEGIN, BEGIN, children=band) for n, band in ((1, "1_2"), (2, "3_5")))
    assert fewest_children([low, high]) == 3
    assert fewest_children([Counted(UUID(int=1), BEGIN, BEGIN)]) is None


@given(CONTACTS, PATTERNS)
def test_a_contact_is_never_counted_twice(contacts: list[Counted], patterns: Patterns) -> None:
    assert patterns_met(contacts * 2, patterns) == patterns_met(contacts, patterns)
    assert len(once(contacts * 2)) == len(contacts)


@given(CONTACTS, PATTERNS)
def test_the_order_in_which_they_are_read_says_nothing(contacts: list[Counted], patterns: Patterns) -> None:
    assert patterns_met(reversed(contacts), patterns) == patterns_met(contacts, patterns)


@given(CONTACTS, CONTACTS.filter(bool))
def test_one_more_contact_takes_no_pattern_away(contacts: list[Counted], more: list[Counted]) -> None:
    """What was met by count stays met, towards it count as many or more; children do not get fewer."""
    few, many = patterns_met(contacts, OFTEN), patterns_met([*more, *contacts], OFTEN)
    assert {each for met in few for each in met.contacts} <= {each for met in many for each in met.contacts}
    assert (fewest_children(contacts) or 0) <= (fewest_children([*more, *contacts]) or 0)


@given(CONTACTS, PATTERNS)
def test_a_contact_that_comes_later_begins_nothing_anew(contacts: list[Counted], patterns: Patterns) -> None:
    """So what was told with one contact is not told again with the next."""
    before = patterns_met(contacts, patterns)
    later = contact(999, 401, ["cce"], joined=501)
    after = {(met.kind, met.began) for met in patterns_met([*contacts, later], patterns)}
    assert {(met.kind, met.began) for met in before} <= after
    assert {began for _, began in after} - {met.began for met in before} <= {later.id}


@given(CONTACTS, PATTERNS)
def test_what_counts_towards_a_pattern_has_come_in(contacts: list[Counted], patterns: Patterns) -> None:
    known = {each.id for each in contacts}
    for met in patterns_met(contacts, patterns):
        assert met.began in met.contacts <= known
        assert met in touched_by([met], {met.began})


def test_what_is_off_is_never_met() -> None:
    contacts = [contact(number, number, [harm]) for number, harm in enumerate(("cce", "cse", "weapons"))]
    off: tuple[Met, ...] = patterns_met(contacts, Patterns(OFF, 28, OFF, new_harm=False))
    assert off == ()


def worry(number: int, contacts: int, lead: int | None, day: int = 0, *, is_context: bool = True) -> Worry:
    at, who, name = BEGIN + timedelta(days=day), UUID(int=lead) if lead else None, "Mill Lane"
    return Worry(f"CX-{number}", name, UUID(int=number), "Team", who, "Lead", contacts, at, is_context=is_context)


def test_whoever_leads_where_most_is_known_could_lead_all() -> None:
    few, many, unled = worry(1, 2, lead=1), worry(2, 5, lead=2), worry(3, 9, lead=None)
    assert proposed([few, many, unled]) is many
    older = worry(4, 5, lead=4, day=-1)
    assert proposed([many, older]) is older
    assert proposed([unled]) is None


def test_whoever_screens_a_referral_leads_only_where_no_context_has_a_lead() -> None:
    screened, led = worry(1, 1, lead=1, is_context=False), worry(2, 0, lead=2)
    assert proposed([screened, led]) is led
    assert proposed([screened, worry(3, 9, lead=None)]) is screened


def test_what_was_met_is_said_with_its_day_however_long_ago() -> None:
    contacts = [contact(number, day, ["cce"]) for number, day in enumerate((0, 1, 2, 200))]
    (once_met,) = why(contacts, OFTEN, day_of(BEGIN + timedelta(days=201)))
    assert (once_met.day, once_met.rise.lately, once_met.is_now) == (day_of(BEGIN + timedelta(days=2)), 3, False)
    (met,) = why(contacts[:3], OFTEN, day_of(BEGIN + timedelta(days=29)))
    assert met.is_now
    (over,) = why(contacts[:3], OFTEN, day_of(BEGIN + timedelta(days=30)))
    assert not over.is_now


def test_a_harm_is_new_on_the_day_on_which_the_contact_was_put_there() -> None:
    contacts = [contact(0, 0, ["cce"]), contact(1, -90, ["weapons"], joined=100)]
    (met,) = why(contacts, NEW, day_of(BEGIN + timedelta(days=101)))
    assert (met.day, met.is_now) == (day_of(BEGIN + timedelta(days=100)), True)
