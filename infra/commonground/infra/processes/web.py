"""The application as a web process loads it."""

from __future__ import annotations

from litestar import Litestar

from commonground.infra.processes.watch import end_with_the_parent
from commonground.platform.logs import configure_logs
from commonground.ui import app


def create_app() -> Litestar:
    """One for each of the server's processes, which does not outlive the server: an orphan would hold the port."""
    end_with_the_parent()
    configure_logs()
    return app.create_app()
