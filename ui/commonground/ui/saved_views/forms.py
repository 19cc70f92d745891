"""What a view is called, and with whom it is shared."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from commonground.platform.ids import uuid_of
from commonground.tenants.views.queries import Saved
from commonground.tenants.views.service import MOST_ASKED, MOST_NAME, Asked
from commonground.ui.shell.forms import Choice, Form, Hidden, Radios, TextField
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.tracker import address

ALONE = "me"


class ViewForm(Form):
    """`offer` must have been called: the teams are the reader's own."""

    name = TextField(
        lazy("What is this view called?"),
        hint=lazy("Say what it shows, and name no person: others may read it. For example: Late at the station"),
        most=MOST_NAME,
        required=lazy("Give the view a name"),
    )
    team = Radios(
        lazy("Who is it for?"),
        hint=lazy("Your team sees that it is yours. Each of them sees only the records that they may open"),
        required=lazy("Say for whom it is"),
    )
    asked = Hidden(most=MOST_ASKED)

    def offer(self, teams: Mapping[UUID, str]) -> None:
        shared = [Choice(str(key), gettext("Me and %(team)s") % {"team": name}) for key, name in teams.items()]
        self.team.choices = [Choice(ALONE, gettext("Only me")), *shared]

    @classmethod
    def fresh(cls, asked: str) -> ViewForm:
        return cls(None, {"asked": asked, "team": ALONE})

    @classmethod
    def of(cls, view: Saved) -> ViewForm:
        return cls(None, {"name": view.name, "asked": view.asked, "team": str(view.team_id or ALONE)})

    @property
    def wanted(self) -> Asked:
        """What is asked is read and written once more: a hidden field is as little trusted as an address."""
        asked = address.to_keep(address.kept(self.asked.data or ""))
        return Asked((self.name.data or "").strip(), asked, uuid_of(self.team.data))
