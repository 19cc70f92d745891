"""`commonground demo`"""

from __future__ import annotations

import asyncio
import time

import click

from commonground.infra.demo.bulk import fill
from commonground.infra.demo.tell import tell_stories
from commonground.infra.processes.database import reachable_database
from commonground.platform.settings import SettingsError, settings


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when the demonstration is there already.")
@click.option("--tenants", type=click.IntRange(1, 900), help="Instead: make this many councils, for benchmarks.")
@click.option("--rows", type=click.IntRange(1, 1_000_000), default=3_000, show_default=True, help="Referrals of each.")
def command(if_empty: bool, tenants: int | None, rows: int) -> None:
    """Fill the database with the demonstration: three invented councils and three months of their work."""
    chosen = settings()
    if not chosen.is_demo:
        raise SettingsError("The demonstration is refused with COMMONGROUND_MODE=production.")
    started = time.monotonic()
    with reachable_database(chosen) as reachable:
        if tenants is not None:
            asyncio.run(fill(reachable.settings.database_url, tenants, rows, click.echo))
        else:
            click.echo(asyncio.run(tell_stories(reachable.settings, only_if_empty=if_empty)))
    click.echo(f"Took {time.monotonic() - started:.1f} s.")
