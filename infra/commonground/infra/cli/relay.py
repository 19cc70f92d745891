"""`commonground relay`"""

from __future__ import annotations

import click

from commonground.workers.relay import main


@click.command()
def command() -> None:
    """Hand committed facts to the broker, and again until they are done. Several may run at once."""
    main()
