"""Keeps a handful of processes running and ends them together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from types import FrameType

from commonground.infra.processes.watch import SUPERVISOR

# One that falls over this often is broken, not unlucky: saying so beats starting it for ever.
_FALLS, _WITHIN = 5, 60.0
_PAUSE = 1.0
_TURN = 0.2
_HURRY = 1.0
_GRACE = 15.0


@dataclass(frozen=True)
class Task:
    """What to run, and everything it may know."""

    name: str
    words: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass
class _Running:
    task: Task
    process: subprocess.Popen[bytes]
    falls: list[float] = field(default_factory=list)


class Supervisor:
    """Runs the tasks until it is told to stop. A task that ends by itself is started again.

    `also` is called now and then: it keeps running what is not a task."""

    def __init__(self, tasks: Sequence[Task], also: Callable[[], object] = lambda: None) -> None:
        self._tasks = tasks
        self._also = also
        self._running: list[_Running] = []
        # A plain attribute: signals come while a lock is held, and whoever waits for that in a handler waits for ever.
        self._asked_at: float | None = None
        self._width = max((len(task.name) for task in tasks), default=0)
        self._code = 0

    def run(self) -> int:
        """Blocks until Ctrl-C, SIGTERM or a task that cannot be kept running; then everything has ended. Its exit
        code."""
        before = {number: signal.signal(number, self._asked_to_stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for task in self._tasks:
                self._running.append(_Running(task, self._start(task)))
            while not self._asked_within(_TURN):
                for running in self._running:
                    if running.process.poll() is not None:
                        self._fell(running)
                self._also()
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)
        return self._code

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # signal's signature
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
        elif now - self._asked_at > _HURRY:  # asked again, and not by make passing the same on
            self._signal_all(signal.SIGKILL)

    def _asked_within(self, seconds: float) -> bool:
        """Waits for as long as that, or until somebody asks it to stop."""
        until = time.monotonic() + seconds
        while self._asked_at is None and (left := until - time.monotonic()) > 0:
            time.sleep(min(_TURN, left))
        return self._asked_at is not None

    def _start(self, task: Task) -> subprocess.Popen[bytes]:
        """In a session of its own, so that Ctrl-C reaches the supervisor alone and it can end things in order."""
        process = subprocess.Popen(
            task.words,
            env={**task.environment, SUPERVISOR: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        threading.Thread(target=self._pass_on, args=(task.name, process), daemon=True).start()
        return process

    def _fell(self, running: _Running) -> None:
        _signal(running.process, signal.SIGKILL)  # children that a killed parent left behind
        now = time.monotonic()
        running.falls = [at for at in running.falls if now - at < _WITHIN] + [now]
        name = running.task.name
        if len(running.falls) >= _FALLS:
            self._say(name, f"ended {_FALLS} times within a minute; stopping everything")
            self._code = 1
            self._asked_at = now
            return
        self._say(name, f"ended with {running.process.returncode}; starting it again")
        if not self._asked_within(_PAUSE):
            running.process = self._start(running.task)

    def _end_all(self) -> None:
        self._signal_all(signal.SIGTERM)
        until = time.monotonic() + _GRACE
        for running in self._running:
            with suppress(subprocess.TimeoutExpired):
                running.process.wait(timeout=max(0.0, until - time.monotonic()))
        self._signal_all(signal.SIGKILL)
        for running in self._running:
            running.process.wait()

    def _signal_all(self, number: signal.Signals) -> None:
        for running in reversed(self._running):
            _signal(running.process, number)

    def _pass_on(self, name: str, process: subprocess.Popen[bytes]) -> None:
        with process.stdout or BytesIO() as lines:
            for line in lines:
                self._say(name, line.decode(errors="replace").rstrip())

    def _say(self, name: str, line: str) -> None:
        sys.stdout.write(f"{name:<{self._width}} | {line}\n")
        sys.stdout.flush()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the process and to its children: it leads a group of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
