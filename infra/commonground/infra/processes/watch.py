"""A process started by `commonground run` does not outlive it, even if that is killed without a chance to say so."""

from __future__ import annotations

import os
import signal
import threading
import time

SUPERVISOR = "SUPERVISED_BY"
_GRACE = 10.0


def end_with_the_supervisor() -> None:
    """Watch the parent, if that is the supervisor; a command that a person started is left alone."""
    if os.environ.get(SUPERVISOR) == str(os.getppid()):
        end_with_the_parent()


def end_with_the_parent() -> None:
    """Ask this process to stop once its parent is gone, and stop it after a while if it does not."""
    threading.Thread(target=_watch, args=(os.getppid(),), name="watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)
