"""Pages before sign-in stand in every language that we have, whichever council they are of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Request

from commonground.ui.shell.i18n import LANGUAGES, language_of
from commonground.ui.shell.view import put_shell, shell_of


async def speak(request: Request[Any, Any, Any]) -> None:
    """A handler's `before_request`: the page speaks the language that this visitor has chosen."""
    put_shell(request, replace(shell_of(request), lang=language_of(request, tuple(LANGUAGES))))
