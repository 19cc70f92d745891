"""`commonground web`"""

from __future__ import annotations

import click
from granian import Granian
from granian.constants import Interfaces

from commonground.platform.settings import settings


@click.command()
@click.option("--address", default="127.0.0.1", show_default=True, help="The address to listen on.")
def command(address: str) -> None:
    """Serve the pages, on COMMONGROUND_PORT, with COMMONGROUND_WEB_PROCESSES processes."""
    chosen = settings()
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
