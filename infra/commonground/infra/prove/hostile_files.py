"""Ten thousand hostile files, each sent through a form: of a context, a referral, and what a professional or a partner
referred; crafted ones, and real ones that were changed."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.infra.measures import Measure
from commonground.infra.prove._suite import run

FILES = 10_000
_HOSTILE = "tests/ui/attachments/test_hostile.py"
_SHOWN = "tests/journeys/test_hostile_files_run_nothing.py"


def measures(files: int = FILES) -> Iterator[Measure]:
    """How many were sent, how many were answered by an error of ours, and whether anything ran in a browser."""
    ran = run(_HOSTILE, HOSTILE_FILES=str(files))
    yield Measure("hostile-uploads", ran.figure("hostile uploads"), "files", files, "higher")
    yield Measure("hostile-uploads-broken", ran.figure("hostile uploads answered by 5xx"), "files", 0, "lower")
    yield Measure(
        "hostile-uploads-kept-as-a-partner", ran.figure("hostile uploads kept as a partner"), "files", 1, "higher"
    )
    yield Measure("hostile-uploads-failures", ran.failed, "tests", 0, "lower")
    shown = run(_SHOWN, processes=0, HOSTILE_FILES=str(files // 20))
    yield Measure("hostile-uploads-opened", shown.figure("hostile uploads opened in a browser"), "files", files // 125,
                  "higher")  # fmt: skip
    yield Measure("hostile-uploads-executed", shown.figure("hostile uploads that ran something"), "files", 0, "lower")
    yield Measure("hostile-uploads-shown-failures", shown.failed, "tests", 0, "lower")
