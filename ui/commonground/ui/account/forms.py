"""The forms of one's own account."""

from __future__ import annotations

from typing import Final

from commonground.platform.identity.local.passwords import MOST
from commonground.ui.local_sign_in.forms import NEW, CodeForm, FirstCodeForm, is_strong
from commonground.ui.shell.forms import Choice, Email, Form, Password, Radios
from commonground.ui.shell.i18n import lazy

__all__ = [
    "ChangePasswordForm",
    "ConfirmForm",
    "EmailForm",
    "FirstCodeForm",
    "LanguageForm",
    "is_strong",
]

_LANGUAGES: Final = (Choice("en", "English"), Choice("cy", "Cymraeg"))


class ConfirmForm(CodeForm):
    """A code of the second factor, once more."""


class ChangePasswordForm(Form):
    password = Password(lazy("Your present password"), required=lazy("Type your present password"))
    new_password = Password(
        lazy("Your new password"),
        hint=lazy("12 characters or more. Three or four words that do not belong together do well."),
        required=lazy("Choose a new password"),
        most=MOST,
        autocomplete=NEW,
    )


class EmailForm(Form):
    email = Email(
        lazy("Your new e-mail address"),
        hint=lazy("We send a link to it. Your present address stays until you have opened that link."),
        required=lazy("Type your new e-mail address"),
        autocomplete="email",
    )


class LanguageForm(Form):
    language = Radios(
        lazy("In which language do we write to you?"), _LANGUAGES, required=lazy("Choose a language"), inline=True
    )
