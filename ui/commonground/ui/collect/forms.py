"""What somebody types who fetches something."""

from __future__ import annotations

from commonground.tenants.outside.types import NAME_LIMIT
from commonground.ui.shell.forms import Form, TextField
from commonground.ui.shell.i18n import lazy

OPENS_NOTHING = lazy(
    "Nothing opens with that. Check each letter and digit. It opens once, until its day is over, and not after five"
    " wrong codes: then ring the person who told you the code"
)


class CollectForm(Form):
    code = TextField(
        lazy("The code that you were told by telephone"),
        hint=lazy("12 letters and digits. Small letters, spaces and missing dashes are fine."),
        required=lazy("Type the code"),
        most=60,
        width=20,
        size="s",
    )
    name = TextField(
        lazy("Your name"),
        hint=lazy("It stands in the record of who opened this, and when."),
        required=lazy("Type your name"),
        most=NAME_LIMIT,
        width=30,
        autocomplete="name",
        size="s",
    )
