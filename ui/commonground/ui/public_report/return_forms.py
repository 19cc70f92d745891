"""What somebody types who comes back with a return code."""

from __future__ import annotations

from typing import Any

from commonground.tenants.intake import types
from commonground.ui.shell.forms import Checkboxes, Choice, Form, Hidden, TextArea, TextField
from commonground.ui.shell.i18n import lazy


class KeptWords(Hidden):
    """What was typed when the code had run out; it goes along until the code is entered again."""

    lines = True

    def __init__(self, **more: Any) -> None:
        super().__init__(most=100_000, **more)


class CodeForm(Form):
    code = TextField(
        lazy("Enter your return code"),
        hint=lazy("20 letters and digits. Small letters, spaces and missing dashes are fine."),
        required=lazy("Type your return code"),
        most=80,
        width=30,
        size="l",
        heading=True,
    )
    news = KeptWords()
    asks = Hidden(most=3)
    why = KeptWords()


class NewsForm(Form):
    news = TextArea(
        lazy("Add something"),
        hint=lazy("What is new since you told us. If we asked you something, answer here."),
        required=lazy("Write what you want to add"),
        most=types.NEWS_LIMIT,
        rows=6,
        size="m",
    )
    asks = Checkboxes(
        lazy("Is it a question? (optional)"),
        (Choice("yes", lazy("I am asking you something. The answer will stand here.")),),
        size="s",
        small=True,
    )


class WithdrawForm(Form):
    why = TextArea(
        lazy("Why do you want to withdraw it? (optional)"),
        hint=lazy("For example: it was a mistake, or somebody might find out that it was you."),
        most=types.NEWS_LIMIT,
        rows=4,
        size="s",
        count=False,
    )
