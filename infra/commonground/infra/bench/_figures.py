"""Middles and ends of measured times."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def ratio_of_medians(these: Sequence[float], those: Sequence[float]) -> float:
    return statistics.median(these) / statistics.median(those)
