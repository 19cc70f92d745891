"""Whoever sends or accepts is killed a hundred times in the middle: both sides stand alike, nothing lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.infra.measures import Measure
from commonground.infra.prove._suite import run

KILLS = 100
SERVER_KILLS = 40


def measures() -> Iterator[Measure]:
    """How often somebody was killed, how often that undid what they did, and what did not hold."""
    ran = run("tests/platform/crossings/test_kills.py", CROSSINGS="whole", processes=1)
    yield Measure("crossing-kills", ran.figure("kills in mid-crossing"), "kills", KILLS, "higher")
    yield Measure("crossing-kills-that-undid", ran.figure("kills that undid something"), "kills", 1, "higher")
    served = ran.figure("kills of the web server in mid-crossing")
    yield Measure("crossing-kills-of-the-web-server", served, "kills", SERVER_KILLS, "higher")
    yield Measure("crossing-kills-failures", ran.failed, "tests", 0, "lower")
