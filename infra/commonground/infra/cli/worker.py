"""`commonground worker`"""

from __future__ import annotations

import click

from commonground.workers.run import main


@click.command()
def command() -> None:
    """Do what the relay announces: notifications, clocks, mail. Several may run at once."""
    main()
