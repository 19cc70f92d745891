"""The form about a desk or a team that a council lists for other councils."""

from __future__ import annotations

from commonground.platform.directory.types import (
    ABOUT_LIMIT,
    CONTACT_LABELS,
    NAME_LIMIT,
    REACH_LIMIT,
    Contact,
    ContactInput,
)
from commonground.ui.shell.forms import Choice, Email, Radios, Telephone, TextArea, TextField, VersionForm
from commonground.ui.shell.i18n import lazy


class ContactForm(VersionForm):
    kind = Radios(
        lazy("What is it?"),
        tuple(Choice(kind.value, words) for kind, words in CONTACT_LABELS.items()),
        required=lazy("Choose what it is"),
        size="s",
        small=True,
    )
    name = TextField(
        lazy("What is it called?"),
        hint=lazy("The name of a desk, a post or a team: never somebody in person"),
        required=lazy("Say what the desk or the team is called"),
        most=NAME_LIMIT,
        size="s",
    )
    about = TextArea(lazy("What is it for?"), hint=lazy("Or which area it has"), most=ABOUT_LIMIT, rows=2, size="s")
    phone = Telephone(
        lazy("Its telephone"),
        hint=lazy("The desk’s number. Nobody’s own is asked for"),
        most=REACH_LIMIT,
        services=True,
        size="s",
    )
    email = Email(lazy("Its e-mail address"), most=REACH_LIMIT, size="s")
    hours = TextField(
        lazy("When is it there?"), hint=lazy("For example: weekdays 9am to 5pm"), most=NAME_LIMIT, size="s"
    )

    @classmethod
    def of(cls, kept: Contact) -> ContactForm:
        names = ("kind", "name", "about", "phone", "email", "hours")
        return cls(None, {name: str(getattr(kept, name)) for name in names} | {"version": str(kept.version)})

    def typed(self) -> ContactInput:
        return ContactInput(
            kind=self.kind.data or "",
            name=self.name.data or "",
            about=self.about.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            hours=self.hours.data or "",
        )
