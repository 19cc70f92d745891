"""The forms of the tasks about how people sign in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from commonground.platform.access import ROLES, STAFF_ROLES, Role
from commonground.platform.councils.own_sign_in import OwnProvider
from commonground.ui.shell.forms import Checkboxes, Choice, Form, Password, Select, TextField
from commonground.ui.shell.i18n import lazy


class ProviderForm(Form):
    issuer = TextField(
        lazy("Address of your provider (issuer)"),
        hint=lazy("Begins with https://"),
        required=lazy("Type the address"),
        most=500,
    )
    client_id = TextField(lazy("Client id"), required=lazy("Type the client id"), most=200)
    secret = Password(
        lazy("Client secret"), hint=lazy("Empty: the one that is there stays"), most=500, autocomplete="off"
    )
    known = Checkboxes(
        lazy("If you change the address or the client id"),
        (Choice("yes", lazy("I know: whoever signs in by your provider now may be let in no more")),),
        small=True,
    )

    @classmethod
    def of(cls, provider: OwnProvider | None) -> ProviderForm:
        return cls(None, {"issuer": provider.issuer, "client_id": provider.client_id} if provider else {})

    @property
    def is_known(self) -> bool:
        return "yes" in self.known.data

    def provider(self) -> OwnProvider:
        return OwnProvider((self.issuer.data or "").strip(), (self.client_id.data or "").strip())


class WithoutForm(Form):
    """Asked where the public form closes by it."""

    form_may_close = Checkboxes(
        lazy("Your public form closes"),
        (Choice("yes", lazy("It may: the public is told whom to ring until somebody reads again")),),
        small=True,
    )

    @property
    def agreed(self) -> bool:
        return "yes" in self.form_may_close.data


class GroupForm(Form):
    group = TextField(
        lazy("Group"), hint=lazy("As your provider names it"), required=lazy("Type the group’s name"), most=200
    )
    role = Select(
        lazy("Whoever is in it acts as"),
        tuple(Choice(role.value, ROLES[role].name) for role in STAFF_ROLES),
        empty=lazy("No role by itself"),
    )
    team = Select(lazy("and is in the team"), (), empty=lazy("No team by itself"))

    def offer(self, teams: Sequence[tuple[UUID, str]]) -> GroupForm:
        self.team.choices = [Choice(str(team), name) for team, name in teams]
        return self

    @property
    def given(self) -> tuple[Role | None, UUID | None]:
        """What whoever is in the group gets. Of a form that is valid."""
        role, team = self.role.data, self.team.data
        return Role(role) if role else None, UUID(team) if team else None
