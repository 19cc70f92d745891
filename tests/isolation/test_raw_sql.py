"""Arbitrary SQL from every role and with every sort of pass: on every table, and through every function. Nothing of
the other council is read or changed. Statements: `tests/support/raw_sql.py` and `raw_calls.py`; passes: `stands.py`.
`RAW_SQL=whole` is the long form, for `make prove ONLY=raw-sql`."""

from __future__ import annotations

import os

import pytest

from figures import Figure
from raw_calls import call_everything
from stands import JOB, STANDS, Scene, Stand
from sweeping import Tally, sweep

WHOLE = os.environ.get("RAW_SQL") == "whole"
CALLS = 1000 if WHOLE else 40
# What may be done to a table itself depends on the role, not on the pass.
ONCE = {"no pass", "own session", JOB.name}


@pytest.mark.parametrize("stand", STANDS, ids=str)
async def test_no_statement_reaches_the_other_council(scene: Scene, stand: Stand, figure: Figure) -> None:
    tally = await sweep(stand, scene, definitions=WHOLE or stand.name in ONCE)
    count(figure, tally)
    assert tally.leaks == []
    assert tally.tried > 800


@pytest.mark.parametrize("stand", STANDS, ids=str)
async def test_no_function_reaches_the_other_council(scene: Scene, stand: Stand, figure: Figure) -> None:
    tally = await call_everything(stand, scene, most=CALLS)
    count(figure, tally)
    assert tally.leaks == []


def count(figure: Figure, tally: Tally) -> None:
    figure("raw SQL attempts", tally.tried)
    figure("raw SQL attempts refused outright", tally.refused)
    figure("raw SQL leaks", len(tally.leaks))
