"""Who still needs the server: the last one out switches it off."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Lease:
    """A shared lock for as long as this process uses the server.

    The kernel gives it back when the process dies, however it dies, so a killed user never counts."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: int | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Start and stop one at a time."""
        lock = os.open(self._file.with_suffix(".busy"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def take(self) -> None:
        if self._held is None:
            self._held = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._held, fcntl.LOCK_SH)

    def give_back(self) -> bool:
        """Whether nobody else holds one now. Call it inside `alone()`, so that nobody joins in between."""
        if self._held is None:
            return False
        held, self._held = self._held, None
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(held)
