"""The `commonground` command. Each module here is one sub-command; see `commands.FolderGroup`."""

from __future__ import annotations

from pathlib import Path

import click

from commonground.infra.commands import FolderGroup
from commonground.infra.postgres.errors import ServerError
from commonground.infra.processes.watch import end_with_the_supervisor
from commonground.platform.settings import SettingsError


class _Main(FolderGroup):
    def invoke(self, ctx: click.Context) -> object:
        """What a person can mend is told in a sentence, without a traceback."""
        try:
            return super().invoke(ctx)
        except (SettingsError, ServerError) as error:
            raise click.ClickException(str(error)) from error


main = _Main(
    __name__,
    Path(__file__).parent,
    name="commonground",
    says="Runs, prepares and checks Commonground. The README lists the COMMONGROUND_ variables that it reads.",
    begin=end_with_the_supervisor,
)
