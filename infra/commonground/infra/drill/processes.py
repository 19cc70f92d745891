"""Relay and worker as processes of their own, started, killed and ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from commonground.infra.processes.watch import SUPERVISOR

NAMES = ("relay", "worker")
_GRACE = 15.0


class Process:
    """One of our processes. What it writes goes into a file of the drill's folder."""

    def __init__(self, name: str, environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        # Should the drill itself be killed, they end with it.
        self._environment = {**_bare(os.environ), **environment, SUPERVISOR: str(os.getpid())}
        self._log = log
        self._process = self._start()

    def kill(self) -> None:
        """SIGKILL: it learns nothing of it."""
        self._process.kill()
        self._process.wait()

    def start_again(self) -> None:
        self._process = self._start()

    def end(self) -> int:
        """SIGTERM, and its exit code."""
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self.kill()
            return -int(signal.SIGKILL)

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [Path(sys.executable).with_name("commonground"), self.name],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )


@contextmanager
def relay_and_worker(environment: Mapping[str, str], folder: Path) -> Iterator[dict[str, Process]]:
    """Both, running; ended at the end."""
    running = {name: Process(name, environment, folder / f"{name}.log") for name in NAMES}
    try:
        yield running
    finally:
        for process in running.values():
            process.end()


def _bare(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith("COMMONGROUND_")}
