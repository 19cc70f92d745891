"""`commonground provider`"""

from __future__ import annotations

import sys

import click

from commonground.infra.demo_provider.__main__ import main


@click.command()
def command() -> None:
    """Serve the demonstration's identity provider, one port above the pages. Refused in production."""
    sys.exit(main())
