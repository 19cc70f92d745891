"""The forms with which a council comes on."""

from __future__ import annotations

from datetime import time

from commonground.platform.access.features import START_SIMPLE
from commonground.platform.councils.founding import COLOUR, FirstAdmin
from commonground.platform.councils.onboard import NewCouncil
from commonground.platform.councils.types import NAME_LIMIT, SHORT_NAME_LIMIT
from commonground.ui.setting_up.kinds import KINDS, NATIONS
from commonground.ui.shell.forms import Choice, Email, Form, Radios, Select, TextArea, TextField
from commonground.ui.shell.i18n import lazy

LANGUAGE = (Choice("en", "English"), Choice("cy", "Cymraeg"))


class AdminForm(Form):
    admin_name = TextField(lazy("Name"), required=lazy("Type their name"), most=NAME_LIMIT)
    email = Email(
        lazy("E-mail address"),
        hint=lazy("A link goes there, and works for seven days."),
        required=lazy("Type their e-mail address"),
    )
    language = Radios(
        lazy("In which language do we write to them?"),
        LANGUAGE,
        default="en",
        required=lazy("Choose a language"),
        inline=True,
    )

    def admin(self) -> FirstAdmin:
        return FirstAdmin(self.admin_name.data or "", self.email.data or "", self.language.data or "en")


class CouncilForm(AdminForm):
    name = TextField(lazy("Name"), hint=lazy("As people know it"), required=lazy("Type its name"), most=NAME_LIMIT)
    short_name = TextField(
        lazy("Short name"),
        hint=lazy("Stands in its addresses and never changes: small letters and dashes, for example “larkmere”"),
        required=lazy("Type a short name"),
        most=SHORT_NAME_LIMIT,
        width=20,
    )
    kind = Select(
        lazy("What kind of body is it?"),
        KINDS,
        empty=lazy("Choose"),
        required=lazy("Choose what kind of body it is"),
    )
    nation = Radios(lazy("In which nation?"), NATIONS, default="england", required=lazy("Choose a nation"), small=True)
    areas = TextArea(
        lazy("Which areas does it serve?"),
        hint=lazy("One on each line. Leave it empty for a council that serves its own"),
        rows=2,
        count=False,
    )
    front_door_phone = TextField(
        lazy("Telephone of its front door"),
        hint=lazy("Stands on its public page from the first minute"),
        required=lazy("Type the front door’s number"),
        most=40,
        width=20,
    )
    out_of_hours_phone = TextField(
        lazy("Telephone out of hours"), required=lazy("Type the out-of-hours number"), most=40, width=20
    )

    def council(self) -> NewCouncil:
        name = self.name.data or ""
        areas = tuple(line for line in (self.areas.data or "").splitlines() if line.strip())
        nation = self.nation.data or ""
        return NewCouncil(
            slug=self.short_name.data or "",
            name=name,
            kind=self.kind.data or "",
            nation=nation,
            legal_powers=(),
            areas=areas or (name,),
            colour=COLOUR,
            front_door_phone=self.front_door_phone.data or "",
            out_of_hours_phone=self.out_of_hours_phone.data or "",
            reads_from=time(8, 30),
            reads_until=time(17, 0),
            switched_off=START_SIMPLE,
        )


def example_council() -> dict[str, str]:
    return {
        "name": "Brackwater Council",
        "short_name": "brackwater",
        "kind": "unitary",
        "nation": "england",
        "areas": "",
        "front_door_phone": "01632 960170",
        "out_of_hours_phone": "01632 960171",
    } | example_admin()


def example_admin() -> dict[str, str]:
    return {"admin_name": "Ana Brook", "email": "ana.brook@brackwater.example", "language": "en"}
