"""`commonground database prepare`"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import click

from commonground.infra.postgres import Cluster, ServerError
from commonground.infra.processes.database import prepare_server
from commonground.platform.settings import settings


@click.group("database")
def command() -> None:
    """A PostgreSQL server of your own, 17.6 or newer, in the place of the embedded one."""


@command.command()
def prepare() -> None:
    """Make the roles, or set their passwords again, on the server that COMMONGROUND_DATABASE_URL names.

    That address must belong to somebody who may create roles. Each role's password is the one in its own address
    (COMMONGROUND_DATABASE_APP_URL and so on). Afterwards run `commonground migrate`."""
    chosen = settings()
    if not chosen.database_url:
        raise ServerError("COMMONGROUND_DATABASE_URL is not set; the embedded server prepares itself.")
    asyncio.run(prepare_server(chosen))
    click.echo("The roles are ready. Next: commonground migrate")


@command.command()
@click.confirmation_option(prompt="Remove the embedded server and everything written in it?")
def remove() -> None:
    """Stop the embedded server and remove its files, to begin anew, with the files on records that lie beside it. A
    server or a store of your own is never touched."""
    chosen = settings()
    Cluster(Path(chosen.state_dir), pg_bin=chosen.pg_bin).destroy()
    shutil.rmtree(Path(chosen.state_dir) / "files", ignore_errors=True)
    click.echo("Removed.")
