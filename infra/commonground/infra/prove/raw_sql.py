"""Raw SQL of every sort on every table, and every function with hostile arguments, from every role and pass."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.infra.measures import Measure
from commonground.infra.prove._suite import run

ENOUGH = 50_000


def measures() -> Iterator[Measure]:
    """How much was tried, and what of the other council was read or changed."""
    ran = run("tests/isolation/test_raw_sql.py", RAW_SQL="whole")
    yield Measure("raw-sql-attempts", ran.figure("raw SQL attempts"), "attempts", ENOUGH, "higher")
    yield Measure("raw-sql-leaks", ran.figure("raw SQL leaks"), "leaks", 0, "lower")
    yield Measure("raw-sql-failures", ran.failed, "stands", 0, "lower")
