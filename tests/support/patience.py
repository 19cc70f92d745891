"""A journey whose browser has stopped answering is ended and begun again, once, in a new browser. A pytest plugin.

Whatever a page or our server keeps waiting breaks off by itself: each of Playwright's waits has a limit. Some of its
calls have none (`evaluate`, `close`, a download's `path`), and stand still for ever when the browser loses one of them;
a run would stand with them until somebody ends it. Such a stall is no fault of the journey and none of ours, so it is
said at the end of the run rather than counted as one. A journey that stalls twice fails."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest
from _pytest.runner import runtestprotocol  # where plugins that run a test again take it from: it stands nowhere else

LIMIT_NAME = "JOURNEY_LIMIT"
# Seconds without a sign of life: a page that is opened, looked at or left. The longest journey takes a minute.
_LIMIT = 240.0
# Seconds that are left to it to break off once its browser is gone, before its process is ended.
_LAST = 60.0
_KEY = "stalled"
_alive = [0.0]


def sign_of_life() -> None:
    """A journey has come on: its time runs from here."""
    _alive[0] = monotonic()


class Watch:
    """Ends the browsers of this process when nothing has come on for too long."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.stalled = False
        self._over = Event()
        self._thread = Thread(target=self._wait, daemon=True)

    def __enter__(self) -> Watch:
        sign_of_life()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _wait(self) -> None:
        while (left := _alive[0] + self.limit - monotonic()) > 0:
            if self._over.wait(left):
                return
        self.stalled = True
        end_browsers()
        if not self._over.wait(_LAST):
            # The controller counts the journey as failed, says that its worker is gone, and goes on with another.
            faulthandler.dump_traceback(sys.__stderr__ or 2)
            os._exit(1)


def end_browsers() -> None:
    """Kill the browsers that this process has started, and no others."""
    for process in descendants(os.getpid()):
        if b"--remote-debugging-pipe" in _read(process, "cmdline"):
            os.kill(process, signal.SIGKILL)


def descendants(of: int) -> Iterator[int]:
    """Every process that this one has started, directly or not."""
    for thread in Path(f"/proc/{of}/task").glob("*"):
        for child in map(int, _read(of, f"task/{thread.name}/children").split()):
            yield child
            yield from descendants(child)


def _read(process: int, what: str) -> bytes:
    """Nothing where the process has ended meanwhile."""
    try:
        return Path(f"/proc/{process}/{what}").read_bytes()
    except OSError:
        return b""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    if not item.get_closest_marker("browser"):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports, stalled = _watched(item, nextitem)
    if stalled:
        item.user_properties.append((_KEY, item.nodeid))
        reports, _ = _watched(item, nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _watched(item: pytest.Item, nextitem: pytest.Item | None) -> tuple[list[pytest.TestReport], bool]:
    with Watch(float(os.environ.get(LIMIT_NAME, _LIMIT))) as watch:
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    return reports, watch.stalled


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    ended = {
        str(name)
        for reports in terminalreporter.stats.values()
        for report in reports
        for key, name in getattr(report, "user_properties", ())
        if key == _KEY
    }
    for name in sorted(ended):
        terminalreporter.write_line(f"begun again, as its browser had stopped answering: {name}")
