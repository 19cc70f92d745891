"""`commonground run`"""

from __future__ import annotations

import sys

import click

from commonground.infra.processes.everything import run_everything
from commonground.platform.settings import settings


@click.command()
def command() -> None:
    """Start everything: the database, its migrations, demonstration data, and the Procfile's processes.

    Ctrl-C stops all of it. What was written stays, and is there at the next start."""
    sys.exit(run_everything(settings()))
