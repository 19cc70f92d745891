"""The whole suite in two invocations, for `make test`. Each shares two processors between two workers, file by file, in
the order in which they stand, those with something slow first (`tests/support/order.py`): sorted by their number of
tests, the long sweeps would begin last and be waited for.

Browser tests stand apart: Playwright's synchronous interface leaves an event loop running, which breaks
`asyncio.run` in whatever test comes next in the same process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
JOURNEYS = ROOT / "tests" / "journeys"
# Says what was slowest too: whoever wants the suite quicker begins there.
SHARED = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--durations", "20")
_NOTHING_COLLECTED = 5


def main(chosen: list[str]) -> int:
    parts = {"everything but the browser": ["--ignore", str(JOURNEYS)]}
    if JOURNEYS.is_dir():
        parts["in the browser"] = [str(JOURNEYS)]
    ended = {name: _pytest([*SHARED, *arguments, *chosen]) for name, arguments in parts.items()}
    for name, (_, last_line) in ended.items():
        sys.stdout.write(f"{name}: {last_line}\n")
    # A choice by `-k` may leave one of the two empty.
    allowed = {0, _NOTHING_COLLECTED} if chosen else {0}
    return int(any(code not in allowed for code, _ in ended.values()))


def _pytest(arguments: list[str]) -> tuple[int, str]:
    """Run pytest, pass on what it prints, and keep its summary line to say again at the end."""
    last = "ended without a summary"
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        for line in run.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            last = line.strip() or last
    return run.returncode, last


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
