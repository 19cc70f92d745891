"""The whole accessibility matrix: whatever every role of three councils sees, and the public pages of two in both
languages, each at 1280 and 320 pixels, with scripts and without."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from commonground.infra.measures import Measure

_ROOT = Path(__file__).parents[4]
_FIGURE = re.compile(r"^pages: ([\w -]+): ([\d,]+)$", re.MULTILINE)
_ENDED = re.compile(r"(\d+) (failed|error)")
# What there was when this was written, less a little: a matrix that looks at nothing finds nothing.
ENOUGH_PAGES = 500
NONE_ALLOWED = {
    "axe violations": "violations",
    "said in the console": "messages",
    "invalid HTML": "faults",
    "other faults": "faults",
}


def measures() -> Iterator[Measure]:
    """How many different pages were looked at and how often, and what was found of each sort."""
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "load"),
        *("tests/journeys/test_every_page.py", "tests/journeys/test_resident_pages.py"),
    ]
    whole = {**os.environ, "PAGES": "whole"}
    ran = subprocess.run(command, cwd=_ROOT, env=whole, capture_output=True, text=True, check=False)
    found = {name: int(number.replace(",", "")) for name, number in _FIGURE.findall(ran.stdout)}
    if "different pages" not in found:
        raise RuntimeError(f"the matrix did not run: {ran.stdout[-400:]}")
    ended = sum(int(number) for number, _ in _ENDED.findall(ran.stdout.splitlines()[-1]))
    if ended:
        sys.stderr.write(ran.stdout[-20_000:])
    yield from figures(found, ended)


def figures(found: dict[str, int], failed: int) -> list[Measure]:
    return [
        Measure("accessibility-pages", found["different pages"], "pages", ENOUGH_PAGES, "higher"),
        Measure("accessibility-looks-with-axe", found["looks with axe"], "looks", 4 * ENOUGH_PAGES, "higher"),
        *(
            Measure(f"accessibility-{name.lower().replace(' ', '-')}", found.get(name, 0), unit, 0, "lower")
            for name, unit in NONE_ALLOWED.items()
        ),
        Measure("accessibility-failed-parts", failed, "parts", 0, "lower"),
    ]
