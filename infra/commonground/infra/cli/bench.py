"""`commonground bench`"""

from __future__ import annotations

import sys

import click

from commonground.infra import bench
from commonground.infra.measures import report


@click.command()
@click.argument("only", default="")
def command(only: str) -> None:
    """Benchmarks, one JSON line each on standard output; ONLY names one of them.

    Ends with 0 whether the goals hold or not, and with 1 if one of them broke."""
    sys.exit(0 if report(bench, only) else 1)
