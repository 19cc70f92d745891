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
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "teardown":  # by then a test has counted everything
                sums.update(_counted(report))
    if sums:
        terminalreporter.section("figures")
        for name, number in sums.items():
            terminalreporter.write_line(f"{name}: {number:,}")


def _counted(report: pytest.TestReport) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, said in report.user_properties:
        if key == _KEY:
            name, _, number = str(said).rpartition("=")
            found[name] += int(number)
    return found
