"""Runs a part of the suite in its long form, and reads the figures that its tests report."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[4]
_FIGURE = re.compile(r"^(?P<name>[^\n:]+(?:: [^\n:]+)?): (?P<number>[\d,]+)$", re.MULTILINE)
_FAILED = re.compile(r"(\d+) (?:failed|errors?)\b")
_PASSED = re.compile(r"(\d+) passed")


@dataclass(frozen=True)
class Ran:
    """What came of it: figures by name, and how many tests did not pass."""

    figures: Mapping[str, int]
    failed: int

    def figure(self, name: str) -> int:
        """Raises `RuntimeError` for one that was not reported: then the long form did not run."""
        if name not in self.figures:
            raise RuntimeError(f"no {name!r} among {sorted(self.figures)}")
        return self.figures[name]


def run(*tests: str, processes: int = 2, **environment: str) -> Ran:
    """The tests, with these variables set. What fails is shown on standard error."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:logging", "-n", str(processes), *tests]
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if not _PASSED.search(ran.stdout):
        raise RuntimeError(f"nothing passed: {(ran.stdout + ran.stderr)[-2000:]}")
    failed = sum(int(number) for number in _FAILED.findall(ran.stdout.rpartition("\n=")[2] or ran.stdout))
    if failed:
        sys.stderr.write(ran.stdout[-6000:])
    return Ran(figures_in(ran.stdout), failed)


def figures_in(said: str) -> dict[str, int]:
    """Figures as `tests/support/figures.py` prints them."""
    _, _, section = said.partition(" figures ")
    return {found["name"]: int(found["number"].replace(",", "")) for found in _FIGURE.finditer(section)}
