"""Long proofs read the figures that the suite prints."""

from __future__ import annotations

import pytest

from commonground.infra.prove._suite import Ran, figures_in

SAID = """
..                                                                       [100%]
=================================== figures ====================================
raw SQL attempts: 51,204
mutants: not noticed: 0
=========================== short test summary info ============================
2 failed, 9 passed in 3.21s
"""


def test_figures_are_read_by_their_whole_name() -> None:
    assert figures_in(SAID) == {"raw SQL attempts": 51204, "mutants: not noticed": 0}


def test_a_figure_that_nobody_reported_is_no_zero() -> None:
    ran = Ran(figures_in(SAID), failed=2)
    assert ran.figure("raw SQL attempts") == 51204
    with pytest.raises(RuntimeError, match="raw SQL leaks"):
        ran.figure("raw SQL leaks")
