"""Figures that tests report: summed over the run, under xdist too, and printed at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

Figure = Callable[[str, int], None]
_KEY = "figure"


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Count towards a figure: `figure("raw SQL attempts", 940)`."""

    def count(name: str, number: int) -> None:
        request.node.user_properties.append((_KEY, f"{name}={number}"))

    return count


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    sums: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for key, said in getattr(report, "user_properties", ()):
                if key == _KEY:
                    name, _, number = said.rpartition("=")
                    sums[name] += int(number)
    if sums:
        terminalreporter.section("figures")
        for name, number in sums.items():
            terminalreporter.write_line(f"{name}: {number:,}")
