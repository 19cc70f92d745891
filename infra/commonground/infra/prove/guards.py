"""Every condition, filter and refusal in the code that guards records is weakened, one at a time: its tests fail."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from commonground.infra.measures import Measure
from commonground.infra.prove._suite import ROOT

GOAL = 98
ENOUGH = 500


def measures(*chosen: str) -> Iterator[Measure]:
    """How many mutants there were, and how many of a hundred were noticed; survivors go to standard error.

    `chosen` is passed on: `--only access.decide`, `--most 100 --seed 7`."""
    command = [sys.executable, "tests/support/guard_run.py", *chosen]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    said: dict[str, int] = json.loads(ran.stdout.splitlines()[-1])
    yield Measure("guard-mutants", said["mutants"], "mutants", ENOUGH, "higher")
    yield Measure("guard-mutants-killed", 100 * said["killed"] / said["mutants"], "%", GOAL, "higher")
    yield Measure("guard-mutants-equivalent", said["equivalent"], "mutants", said["mutants"] / 10, "lower")
