"""Commands that are found, not registered: each module of a folder is one command."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from pkgutil import iter_modules
from typing import cast

import click


class FolderGroup(click.Group):
    """A group whose sub-commands are the modules of a package.

    `mail_sink.py` is the command `mail-sink`, and offers it under the name `command`; `import_.py` is `import`, which
    is a word of Python's own. A module that starts with an underscore is none. Modules are imported only when asked
    for, so that a web process carries no migrations."""

    def __init__(
        self, package: str, folder: Path, *, name: str, says: str, begin: Callable[[], None] | None = None
    ) -> None:
        super().__init__(name=name, help=says, callback=begin)
        self.package = package
        self.folder = folder

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        found = (module.name for module in iter_modules([str(self.folder)]))
        return sorted(name.rstrip("_").replace("_", "-") for name in found if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        module = import_module(f"{self.package}.{name}")
        return cast("click.Command", module.command)
