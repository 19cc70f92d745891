"""How benchmarks and long proofs report: one JSON line each, and whether the goal holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Literal


@dataclass(frozen=True)
class Measure:
    """One figure. `goal` is the value that still holds; `better` says on which side of it."""

    name: str
    value: float
    unit: str
    goal: float
    better: Literal["higher", "lower"]

    @property
    def holds(self) -> bool:
        return self.value >= self.goal if self.better == "higher" else self.value <= self.goal

    def line(self) -> str:
        return json.dumps(
            {
                "name": self.name,
                "value": round(self.value, 4),
                "unit": self.unit,
                "goal": self.goal,
                "better": self.better,
                "holds": self.holds,
            }
        )


def report(package: ModuleType, only: str = "") -> bool:
    """Print every measure of the package's modules, or those of the module `only`; progress goes to standard error.

    Each module has `measures()`, which yields them as they are known. False if a module of that name does not exist
    or one of them broke; a goal that does not hold is no failure."""
    names = sorted(module.name for module in iter_modules(package.__path__) if not module.name.startswith("_"))
    chosen = [name for name in names if name.replace("_", "-") == only.replace("_", "-")] if only else names
    if only and not chosen:
        sys.stderr.write(f"There is no {only}. There are: {', '.join(names) or 'none yet'}.\n")
        return False
    worked = [_report_one(package, name) for name in chosen]
    return all(worked)


def _report_one(package: ModuleType, name: str) -> bool:
    sys.stderr.write(f"{name} ...\n")
    try:
        found: Iterator[Measure] = import_module(f"{package.__name__}.{name}").measures()
        for measure in found:
            sys.stdout.write(measure.line() + "\n")
            sys.stdout.flush()
    except Exception as error:  # noqa: BLE001  # one that breaks must not hide the others' figures
        sys.stderr.write(f"{name} broke: {type(error).__name__}: {error}\n")
        return False
    return True
