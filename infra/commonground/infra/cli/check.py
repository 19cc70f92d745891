"""`commonground check`, and `commonground check NAME` for one."""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import click

from commonground.infra import checks


class _Checks(click.Group):
    """Each module of `infra/checks` is a check: its `check()` returns what is wrong, a line each.

    A module that says `ONLY_WHEN_ASKED = True` takes too long for every day; one that has to be told more than its name
    offers a `command` of its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return sorted(module.name for module in iter_modules(checks.__path__) if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        own = getattr(_module(cmd_name), "command", None)
        if isinstance(own, click.Command):
            return own
        return click.Command(cmd_name, help=_module(cmd_name).__doc__, callback=partial(_run, [cmd_name]))


@click.group("check", cls=_Checks, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """What the project's own checks say; without a name, all of them. Ends with 1 if anything is wrong."""
    if ctx.invoked_subcommand is None:
        assert isinstance(ctx.command, _Checks)  # noqa: S101  # for mypy: this function serves no other group
        names = ctx.command.list_commands(ctx)
        _run([name for name in names if not getattr(_module(name), "ONLY_WHEN_ASKED", False)])


def _run(names: list[str]) -> None:
    wrong = False
    for name in names:
        found: list[str] = _module(name).check()
        wrong = wrong or bool(found)
        click.echo(f"{name}: {f'{len(found)} found' if found else 'nothing found'}")
        for line in found:
            click.echo(f"  {line}")
    if wrong:
        sys.exit(1)


def _module(name: str) -> ModuleType:
    return import_module(f"commonground.infra.checks.{name}")
