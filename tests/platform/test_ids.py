"""Ids of rows: version 7, in the order in which they were made."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import RFC_4122

from commonground.platform.ids import lowest_id, made_at, uuid7, uuid7s


def test_each_is_greater_than_the_one_before() -> None:
    made = [uuid7() for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_they_are_of_version_seven_and_say_when() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= after + 1


def test_ids_made_together_rise_and_are_no_guess_of_each_other() -> None:
    before, made, after = uuid7(), uuid7s(1_000), uuid7()
    assert [before, *made, after] == sorted({before, *made, after})
    steps = {later.int - earlier.int for earlier, later in pairwise(made)}
    assert len(steps) > 990
    assert all(each.version == 7 and each.variant == RFC_4122 for each in made)


def test_no_ids_are_made_where_none_are_asked_for() -> None:
    assert uuid7s(0) == []


def test_an_id_says_when_it_was_made() -> None:
    before = datetime.now(UTC)
    made = made_at(uuid7())
    assert before - timedelta(milliseconds=1) <= made <= datetime.now(UTC) + timedelta(milliseconds=1)
    moment = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
    assert made_at(lowest_id(moment)) == moment
