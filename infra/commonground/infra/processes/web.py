"""The application as a web process loads it."""

from __future__ import annotations

import gc

from litestar import Litestar

from commonground.infra.processes.watch import end_with_the_parent
from commonground.platform.logs import configure_logs
from commonground.ui import app


def create_app() -> Litestar:
    """One for each of the server's processes, which does not outlive the server: an orphan would hold the port."""
    end_with_the_parent()
    configure_logs()
    made = app.create_app()
    # All this stays as long as the process does: to look through it for garbage again and again would hold every
    # page up for a third of a second.
    gc.collect()
    gc.freeze()
    return made
