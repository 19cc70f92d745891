"""Ids of rows: version 7, in the order in which they were made."""

from __future__ import annotations

import time

from commonground.platform.ids import uuid7


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
