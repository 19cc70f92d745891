"""The forms for people."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from commonground.platform.access import ROLES, STAFF_ROLES, Role
from commonground.platform.councils.invitations import NewInvitation
from commonground.platform.councils.teams import REASON_LIMIT
from commonground.ui.shell.forms import Checkboxes, Choice, Email, Form, Hidden, Radios, TextField
from commonground.ui.shell.i18n import lazy

_ROLES = tuple(Choice(role.value, ROLES[role].name, ROLES[role].sentence) for role in STAFF_ROLES)
_WHY = lazy("Say why: the record of who did what keeps it")


class InviteForm(Form):
    name = TextField(lazy("Name"), required=lazy("Type their name"), most=120)
    email = Email(
        lazy("E-mail address"),
        hint=lazy("The link goes there, and works for seven days."),
        required=lazy("Type their e-mail address"),
    )
    roles = Checkboxes(lazy("To act as"), _ROLES, required=lazy("Choose at least one role"), small=True)
    teams = Checkboxes(lazy("In which teams?"), (), small=True)
    back = Hidden(most=20)
    language = Radios(
        lazy("In which language do we write to them?"),
        (Choice("en", "English"), Choice("cy", "Cymraeg")),
        default="en",
        required=lazy("Choose a language"),
        inline=True,
    )

    def offer(self, teams: Sequence[tuple[UUID, str]]) -> None:
        self.teams.choices = [Choice(str(team), name) for team, name in teams]

    def asked(self) -> NewInvitation:
        return NewInvitation(
            name=self.name.data or "",
            email=self.email.data or "",
            roles=tuple(Role(code) for code in self.roles.data),
            teams=tuple(UUID(team) for team in self.teams.data),
            lang=self.language.data or "en",
        )


class RolesForm(Form):
    roles = Checkboxes(lazy("To act as"), _ROLES, required=lazy("Choose at least one role"), small=True)
    reason = TextField(lazy("Why?"), required=_WHY, most=REASON_LIMIT)

    @property
    def chosen(self) -> list[Role]:
        return [Role(code) for code in self.roles.data]


class EndForm(Form):
    because = TextField(lazy("Why?"), required=_WHY, most=REASON_LIMIT)


class ReturnForm(EndForm):
    """Somebody works here again."""
