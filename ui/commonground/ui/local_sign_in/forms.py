"""The forms before sign-in. Password managers are told what is what, and pasting is as good as typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from commonground.platform.identity.local.passwords import MOST, WeakPasswordError, check_password
from commonground.platform.identity.local.signing_in import ActsFor
from commonground.ui.local_sign_in.words import weak
from commonground.ui.shell.forms import Choice, Email, Form, Password, Radios, TextField
from commonground.ui.shell.i18n import gettext, lazy

NEW: Final = "new-password"


class PasswordForm(Form):
    email = Email(lazy("E-mail address"), required=lazy("Type your e-mail address"), autocomplete="username")
    password = Password(lazy("Password"), required=lazy("Type your password"))

    def refuse_both(self) -> None:
        """One sentence, whichever of the two was wrong: nobody learns here who has an account."""
        self.password.refuse(lazy("The e-mail address or the password is not right"))


class KnownForm(Form):
    """The password of an account that is known from the invitation."""

    password = Password(lazy("Your password"), required=lazy("Type your password"))


class CodeForm(Form):
    otp = TextField(
        lazy("Code"),
        hint=lazy("Six digits that your authenticator shows now. Or one of your recovery codes."),
        required=lazy("Type the code"),
        most=40,
        width=10,
        autocomplete="one-time-code",
    )

    def refuse_code(self) -> None:
        self.otp.refuse(lazy("That code is not right, or was used already. Wait for the next one and type that"))


class FirstCodeForm(CodeForm):
    otp = TextField(
        lazy("The code that it shows now"),
        hint=lazy("Six digits. They change every half minute."),
        required=lazy("Type the code"),
        most=40,
        width=10,
        autocomplete="one-time-code",
    )


class NewPasswordForm(Form):
    new_password = Password(
        lazy("Choose a password"),
        hint=lazy("12 characters or more. Three or four words that do not belong together do well."),
        required=lazy("Choose a password"),
        most=MOST,
        autocomplete=NEW,
    )

    def is_strong(self, own_words: Sequence[str]) -> bool:
        """Whether it is good enough; else it says why not."""
        return is_strong(self.new_password, own_words)


def is_strong(field: Password, own_words: Sequence[str]) -> bool:
    try:
        check_password(field.data or "", own_words)
    except WeakPasswordError as refused:
        field.refuse(gettext(weak(refused.why)))
        return False
    return True


class ForgottenForm(Form):
    email = Email(lazy("Your e-mail address"), required=lazy("Type your e-mail address"), autocomplete="username")


class ForWhomForm(Form):
    council = Radios(lazy("For whom do you act now?"), (), required=lazy("Choose for whom you act now"))

    def offer(self, councils: Sequence[ActsFor]) -> None:
        self.council.choices = [Choice(each.slug, each.name) for each in councils]
