"""Hundreds of hostile files, each chosen as a council's earlier tracker and read in the reader's own process: made by
hand to eat memory or time, or real ones that were changed. And twenty messy ones, compared with what they say."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.infra.measures import Measure
from commonground.infra.prove._suite import run

BROKEN = 240
_HOSTILE = "tests/tenants/tracker_import/test_hostile.py"
_MESSY = "tests/tenants/tracker_import/test_round_trip.py"


def measures(broken: int = BROKEN) -> Iterator[Measure]:
    """How many, how many of them ended in no sentence of ours, and the worst of their times and memories."""
    ran = run(_HOSTILE, HOSTILE_WORKBOOKS=str(broken))
    yield Measure("hostile-workbooks", ran.figure("hostile workbooks"), "files", 200, "higher")
    unsaid = ran.figure("hostile workbooks that ended in no sentence")
    yield Measure("hostile-workbooks-without-a-sentence", unsaid, "files", 0, "lower")
    longest = ran.figure("milliseconds of the longest hostile workbook") / 1000
    yield Measure("hostile-workbooks-longest", longest, "s", 10, "lower")
    largest = ran.figure("kibibytes of memory of the largest hostile workbook") / 1024
    yield Measure("hostile-workbooks-largest", largest, "MiB", 256, "lower")
    yield Measure("hostile-workbooks-failures", ran.failed, "tests", 0, "lower")
    messy = run(_MESSY)
    yield Measure("messy-workbooks", messy.figure("messy workbooks"), "files", 20, "higher")
    yield Measure("messy-workbooks-cells", messy.figure("cells of messy workbooks"), "cells", 10_000, "higher")
    yield Measure("messy-workbooks-cells-otherwise", messy.figure("cells read otherwise"), "cells", 0, "lower")
    yield Measure("messy-workbooks-failures", messy.failed, "tests", 0, "lower")
