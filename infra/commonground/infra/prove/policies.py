"""Every policy, grant, switch of row security and check of a pass function is weakened, one at a time: each is noticed.

By behaviour: a row is read or changed, a legitimate use is refused, or something is let in that must be refused
outright. By drift alone: `commonground check database` finds it, and no row shows it; each of those is listed with its
reason in `tests/support/equivalent_mutants.py`."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.infra.measures import Measure
from commonground.infra.prove._suite import run

ENOUGH = 1_000
_BEHAVIOUR = (
    "a row was read or changed",
    "a legitimate use was refused",
    "a promise of a function is broken",
    "what must be refused outright was let in",
)


def measures() -> Iterator[Measure]:
    """How many mutants there were, how each was noticed, and how many were not."""
    ran = run("tests/isolation/test_mutation.py", MUTANTS="whole")
    total, written = ran.figure("mutants of the isolation"), ran.figure("mutants that can be made")
    seen = [ran.figure(f"mutants: {outcome}") for outcome in _BEHAVIOUR]
    drift = ran.figure("mutants: the catalogue differs from the declarations")
    listed = ran.figure("mutants listed as equivalent")
    # A part that ended early ran fewer than there are.
    yield Measure("policy-mutants", total, "mutants", max(ENOUGH, written), "higher")
    yield Measure("policy-mutants-killed-by-behaviour", sum(seen), "mutants", total - listed, "higher")
    yield Measure("policy-mutants-let-in-only", seen[-1], "mutants", total, "lower")
    yield Measure("policy-mutants-found-by-drift-alone", drift, "mutants", listed, "lower")
    yield Measure("policy-mutants-not-noticed", ran.figure("mutants: not noticed"), "mutants", 0, "lower")
    yield Measure("policy-mutants-failures", ran.failed, "tests", 0, "lower")
