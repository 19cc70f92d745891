"""Which page is being made right now. Rendering is synchronous, so one variable per task is enough, and macros
that are imported without a context can still ask for the nonce."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from markupsafe import Markup

from commonground.ui.shell.csrf import FIELD
from commonground.ui.shell.i18n import speaking
from commonground.ui.shell.view import Shell

_shell: ContextVar[Shell | None] = ContextVar("shell", default=None)


@contextmanager
def rendering(shell: Shell) -> Iterator[None]:
    """Templates rendered inside belong to `shell`'s page and speak its language."""
    before = _shell.set(shell)
    try:
        with speaking(shell.lang):
            yield
    finally:
        _shell.reset(before)


def current_shell() -> Shell:
    return _shell.get() or Shell()


def csp_nonce() -> str:
    return current_shell().csp_nonce


def csrf_input() -> Markup:
    """The hidden field that every posting form must hold."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, current_shell().csrf_token)


def can(*question: object) -> bool:
    """`can(Action.X, record)` for the person whose page this is."""
    return current_shell().can(*question)
