"""`commonground mail-sink`"""

from __future__ import annotations

import click

from commonground.infra.mail_sink.server import serve, sink_port
from commonground.platform.settings import settings


@click.command()
def command() -> None:
    """Receive mail and keep it as files, to be read on a page of the demonstration. Refused in production."""
    chosen = settings()
    click.echo(f"Mail to 127.0.0.1:{sink_port(chosen)} is kept, not sent.")
    serve(chosen)
