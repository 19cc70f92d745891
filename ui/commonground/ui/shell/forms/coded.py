"""Answers that are codes of the reference data, in the words of the council whose page it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from commonground.ui.shell.forms.fields import Choice
from commonground.ui.shell.i18n import LazyText


class CodeWords(LazyText):
    """How a code is called at the moment when it is shown: a form is made once, and shown to every council."""

    __slots__ = ("say",)

    def __init__(self, say: Callable[[str], str], code: str) -> None:
        super().__init__(code)
        self.say = say

    def __str__(self) -> str:
        return self.say(self.source)


def coded(say: Callable[[str], str], codes: Iterable[str]) -> tuple[Choice, ...]:
    """`coded(HARMS.label, HARMS.codes)`."""
    return tuple(Choice(str(code), CodeWords(say, str(code))) for code in codes)
