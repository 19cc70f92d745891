"""The whole route sweep: every route, method, persona, place of an id and malformed value, as the wrong council."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from commonground.infra.measures import Measure

_ROOT = Path(__file__).parents[4]
_TRIED = re.compile(r"HTTP attempts across councils: ([\d,]+)")
_FAILED = re.compile(r"(\d+) failed")
ENOUGH = 50_000


def measures() -> Iterator[Measure]:
    """How many attempts were made, and in how many personas' sweeps something leaked, broke or told foreign from
    missing."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:logging", "-n", "2", "tests/isolation/test_routes.py"]
    whole = {**os.environ, "ROUTE_SWEEP": "whole"}
    ran = subprocess.run(command, cwd=_ROOT, env=whole, capture_output=True, text=True, check=False)
    tried, failed = _TRIED.search(ran.stdout), _FAILED.search(ran.stdout)
    if tried is None:
        raise RuntimeError(f"the sweep did not run: {ran.stdout[-400:]}")
    if failed is not None:
        sys.stderr.write(ran.stdout[-4000:])
    yield Measure("route-sweep-attempts", int(tried.group(1).replace(",", "")), "attempts", ENOUGH, "higher")
    yield Measure("route-sweep-failures", int(failed.group(1)) if failed else 0, "personas", 0, "lower")
