"""`commonground web`"""

from __future__ import annotations

import ctypes
import sys

import click
from granian import Granian
from granian.constants import Interfaces

from commonground.platform.settings import settings

# From glibc's malloc.h: the number of stores of free memory, and how much may lie free at the end of one.
_M_ARENA_MAX, _M_TRIM_THRESHOLD = -8, -1


def _give_memory_back() -> None:
    """What was taken for a moment goes back to the machine, instead of lying in a store for each thread. The
    processes that the server forks keep to it. Only glibc has this; elsewhere nothing happens."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_TRIM_THRESHOLD, 128 * 1024)


def _leave_out() -> None:
    """structlog draws tracebacks in colour wherever it finds rich, which comes with Litestar. Our lines are JSON and
    hold no traceback; without it every process is three mebibytes smaller. What the server forks inherits it."""
    sys.modules["rich"] = None  # type: ignore[assignment]  # Python's own way to say that a module can't be imported


@click.command()
@click.option("--address", default="127.0.0.1", show_default=True, help="The address to listen on.")
def command(address: str) -> None:
    """Serve the pages, on COMMONGROUND_PORT, with COMMONGROUND_WEB_PROCESSES processes."""
    chosen = settings()
    _give_memory_back()
    _leave_out()
    server = Granian(
        "commonground.infra.processes.web:create_app",
        address=address,
        port=int(chosen.port),
        interface=Interfaces.ASGI,
        workers=int(chosen.web_processes),
        # One that dies is replaced, and the others serve on.
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        factory=True,
        websockets=False,
        log_access=False,
    )
    server.serve()
