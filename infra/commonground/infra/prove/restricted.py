"""Everything that a colleague can reach, asked for by everybody for everything that a restricted record is known by."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.infra.measures import Measure
from commonground.infra.prove._suite import run

ENOUGH = 2_000


def measures() -> Iterator[Measure]:
    """How many requests were compared before there was such a record and after, and what differed."""
    ran = run("tests/isolation/test_restricted.py", RESTRICTED="whole")
    compared = ran.figure("requests compared before and after a restricted record")
    yield Measure("restricted-requests-compared", compared, "requests", ENOUGH, "higher")
    yield Measure("restricted-failures", ran.failed, "tests", 0, "lower")
