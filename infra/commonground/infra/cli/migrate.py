"""`commonground migrate`"""

from __future__ import annotations

import click

from commonground.infra.migrations.run import upgrade
from commonground.infra.processes.database import reachable_database
from commonground.platform.settings import settings


@click.command()
@click.option("--to", default="head", show_default=True, help="The migration to stop at.")
def command(to: str) -> None:
    """Bring the database to the newest version: COMMONGROUND_DATABASE_URL, or the embedded server."""
    with reachable_database(settings()) as reachable:
        left = upgrade(reachable.settings.database_url, to)
    for function in left:
        click.echo(
            f"Note: everybody may still call {function} here. Only the server's own administrator can change that: "
            f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC",
            err=True,
        )
    click.echo("The database is up to date." if to == "head" else f"The database is at {to}.")
