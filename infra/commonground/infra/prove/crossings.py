"""Both sides of a crossing act in any order against the rules, and revoke and accept are fired together 1,000 times:
exactly one wins, both councils agree, and both hold the same receipt of it."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.infra.measures import Measure
from commonground.infra.prove._suite import run

RACES = 1_000
ENOUGH = 500


def measures() -> Iterator[Measure]:
    """How often both fired together, how many acts of both sides were done, and what did not hold."""
    ran = run("tests/platform/crossings/test_interleaved.py", CROSSINGS="whole")
    races, acts = ran.figure("withdrawals and acceptances at once"), ran.figure("acts of both sides that were done")
    yield Measure("crossing-races", races, "races", RACES, "higher")
    yield Measure("crossing-interleaved-acts", acts, "acts", ENOUGH, "higher")
    yield Measure("crossing-failures", ran.failed, "tests", 0, "lower")
