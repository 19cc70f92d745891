"""Which page is being made right now. Rendering is synchronous, so one variable per task is enough, and macros
that are imported without a context can still ask for the nonce."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from markupsafe import Markup

from commonground.ui.shell.csrf import FIELD
from commonground.ui.shell.i18n import speaking
from commonground.ui.shell.view import Shell

_shell: ContextVar[Shell | None] = ContextVar("shell", default=None)


_input: ContextVar[Callable[[], Markup]] = ContextVar("input")


@contextmanager
def rendering(shell: Shell, make_token: Callable[[], str] = str) -> Iterator[None]:
    """Templates rendered inside belong to `shell`'s page and speak its language. `make_token` is asked once, by
    the first form: a page without one needs no token, and then no cookie either."""
    before, input_before = _shell.set(shell), _input.set(cache(lambda: _hidden(make_token())))
    try:
        with speaking(shell.lang):
            yield
    finally:
        _shell.reset(before)
        _input.reset(input_before)


def current_shell() -> Shell:
    return _shell.get() or Shell()


def csp_nonce() -> str:
    return current_shell().csp_nonce


def csrf_input() -> Markup:
    """The hidden field that every posting form must hold."""
    return _input.get()()


def _hidden(token: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)


def can(*question: object) -> bool:
    """`can(Action.X, record)` for the person whose page this is."""
    return current_shell().can(*question)
