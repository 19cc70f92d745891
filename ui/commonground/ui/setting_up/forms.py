"""The forms of the tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final, Self

from litestar import Request
from litestar.datastructures import UploadFile

from commonground.platform.access.features import WORDS as FEATURE_WORDS
from commonground.platform.access.features import Feature
from commonground.platform.councils.logo import LARGEST_LOGO
from commonground.platform.councils.models import Council
from commonground.platform.councils.powers import powers_in
from commonground.platform.councils.types import LEGAL_POWER_LABELS, NAME_LIMIT, LegalPower, Nation
from commonground.platform.reference import TEAM_KINDS
from commonground.ui.setting_up.kinds import KINDS, NATIONS
from commonground.ui.setting_up.standing import StandingForm
from commonground.ui.shell.forms import (
    Checkboxes,
    Choice,
    CodeWords,
    Form,
    Hidden,
    Radios,
    Select,
    StopValidation,
    TextArea,
    TextField,
    Upload,
)
from commonground.ui.shell.i18n import lazy

TEXTS: Final = ("intro", "emergency", "privacy", "child_front_door")
_HOUR: Final = "%H:%M"
_DAY: Final = "%d/%m/%Y"
_FIRST_DAY: Final = date(2000, 1, 1)
"""An earlier one is mistyped."""


def lines_of(typed: str | None) -> list[str]:
    return [line.strip() for line in (typed or "").splitlines() if line.strip()]


def _hour(_: Form, field: TextField) -> None:
    if _as_hour(field.data) is None:
        raise StopValidation(lazy("Write an hour of the day like 08:30"))  # type: ignore[arg-type]  # shown in the reader's language


def _as_hour(typed: str | None) -> time | None:
    try:
        return datetime.strptime(typed or "", _HOUR).time()  # noqa: DTZ007  # an hour of the day
    except ValueError:
        return None


def _as_day(line: str) -> date | None:
    try:
        day = datetime.strptime(line, _DAY).date()  # noqa: DTZ007  # a day, wherever one is
        return day if day >= _FIRST_DAY else None
    except ValueError:
        return None


def _days(_: Form, field: TextArea) -> None:
    wrong = [line for line in lines_of(field.data) if _as_day(line) is None]
    if wrong:
        words = lazy("“%(line)s” is no day. Write each like 24/12/2026, one on a line", line=wrong[0][:40])
        raise StopValidation(words)  # type: ignore[arg-type]  # shown in the reader's language


class DetailsForm(StandingForm):
    name = TextField(lazy("Name"), required=lazy("Type its name"), most=NAME_LIMIT)
    name_cy = TextField(lazy("Welsh name"), hint=lazy("Leave it empty if there is none"), most=NAME_LIMIT)
    areas = TextArea(
        lazy("Areas it serves"),
        hint=lazy("One on each line"),
        required=lazy("Name at least one area"),
        rows=2,
        count=False,
    )
    front_door_phone = TextField(
        lazy("Telephone of the front door"), required=lazy("Type the front door’s number"), most=40, width=20
    )
    out_of_hours_phone = TextField(
        lazy("Telephone out of hours"), required=lazy("Type the out-of-hours number"), most=40, width=20
    )

    @classmethod
    def of(cls, council: Council) -> DetailsForm:
        start = {name: getattr(council, name) for name in ("name", "front_door_phone", "out_of_hours_phone")}
        return cls.filled(start | {"name_cy": council.name_cy or "", "areas": "\n".join(council.areas)})


class KindForm(StandingForm):
    kind = Select(lazy("What kind of body are you?"), KINDS, required=lazy("Choose what kind of body you are"))
    nation = Radios(lazy("In which nation?"), NATIONS, required=lazy("Choose a nation"), small=True)

    @classmethod
    def of(cls, council: Council) -> KindForm:
        return cls.filled({"kind": council.kind, "nation": council.nation})


class PowersForm(StandingForm):
    powers = Checkboxes(lazy("Under which legal powers does it act?"), (), small=True)

    def offer(self, council: Council) -> Self:
        there = powers_in(Nation(council.nation))
        self.powers.choices = [Choice(power.value, LEGAL_POWER_LABELS[power]) for power in there]
        return self

    @property
    def chosen(self) -> list[LegalPower]:
        return [LegalPower(code) for code in self.powers.data]

    @classmethod
    def of(cls, council: Council) -> PowersForm:
        known = {power.value for power in powers_in(Nation(council.nation))}
        return cls.filled({"powers": [code for code in council.legal_powers if code in known]}).offer(council)


class DaysForm(StandingForm):
    reads_from = TextField(
        lazy("Reports are read from"), required=lazy("Type an hour"), most=5, width=5, validators=(_hour,)
    )
    reads_until = TextField(lazy("until"), required=lazy("Type an hour"), most=5, width=5, validators=(_hour,))
    closures = TextArea(
        lazy("Days on which you are closed"),
        hint=lazy("Besides weekends and bank holidays. One on each line, like 24/12/2026"),
        rows=6,
        count=False,
        validators=(_days,),
    )

    @property
    def hours(self) -> tuple[time, time]:
        return _as_hour(self.reads_from.data) or time(), _as_hour(self.reads_until.data) or time()

    @property
    def days(self) -> list[date]:
        return [day for line in lines_of(self.closures.data) if (day := _as_day(line))]

    @classmethod
    def of(cls, council: Council) -> DaysForm:
        days = "\n".join(day.strftime(_DAY) for day in council.closures)
        hours = {"reads_from": council.reads_from.strftime(_HOUR), "reads_until": council.reads_until.strftime(_HOUR)}
        return cls.filled(hours | {"closures": days})


class WordsForm(StandingForm):
    languages = Checkboxes(
        lazy("In which languages do your public pages stand?"),
        (Choice("en", "English"), Choice("cy", "Cymraeg")),
        required=lazy("Choose at least one language"),
        small=True,
    )
    en_intro = TextArea(lazy("Under the title, in English"), most=600, rows=3)
    en_emergency = TextArea(lazy("Beside 999, in English"), most=300, rows=2)
    en_privacy = TextArea(lazy("What becomes of a report, in English"), most=1500, rows=5)
    en_child_front_door = TextArea(lazy("Where somebody is worried about one child, in English"), most=600, rows=3)
    cy_intro = TextArea(lazy("Under the title, in Welsh"), most=600, rows=3)
    cy_emergency = TextArea(lazy("Beside 999, in Welsh"), most=300, rows=2)
    cy_privacy = TextArea(lazy("What becomes of a report, in Welsh"), most=1500, rows=5)
    cy_child_front_door = TextArea(lazy("Where somebody is worried about one child, in Welsh"), most=600, rows=3)

    def texts(self) -> dict[str, dict[str, str]]:
        return {lang: {which: str(self[f"{lang}_{which}"].data or "") for which in TEXTS} for lang in ("en", "cy")}

    @classmethod
    def of(cls, council: Council) -> WordsForm:
        words = {
            f"{lang}_{which}": council.texts.get(lang, {}).get(which, "") for lang in ("en", "cy") for which in TEXTS
        }
        return cls.filled(words | {"languages": list(council.languages)})


class FeaturesForm(StandingForm):
    features = Checkboxes(
        lazy("What do you use?"),
        tuple(Choice(feature.value, *FEATURE_WORDS[feature]) for feature in Feature),
        small=True,
    )

    @property
    def chosen(self) -> list[Feature]:
        return [Feature(code) for code in self.features.data]

    @classmethod
    def of(cls, council: Council) -> FeaturesForm:
        return cls.filled({"features": [each.value for each in Feature if each.value not in council.switched_off]})


class BrandForm(StandingForm):
    colour = TextField(
        lazy("Colour"),
        hint=lazy("As # and six of 0–9 and a–f. White must be readable on it; we say so if it is not"),
        required=lazy("Type a colour"),
        most=7,
        width=10,
    )
    logo = Upload(
        lazy("Logo"),
        hint=lazy("A PNG of at most 200 KB, drawn for a dark ground. Empty: the one that is there stays"),
        accept="image/png",
    )
    logo_alt = TextField(lazy("What the logo shows"), hint=lazy("For people who can’t see it"), most=120)
    logo_from = Hidden(most=64)

    @classmethod
    async def read(cls, request: Request[Any, Any, Any], start: Mapping[str, Any] | None = None) -> Self:
        """With the picture that was sent along, if one was. Never more is read of it than one byte too many."""
        form, sent = await super().read(request, start), (await request.form()).get("logo")
        if isinstance(sent, UploadFile) and sent.filename:
            form.logo.sent = await sent.read(LARGEST_LOGO + 1)
        return form

    @classmethod
    def of(cls, council: Council) -> BrandForm:
        digest = council.logo_digest.hex() if council.logo_digest else ""
        return cls.filled({"colour": council.colour, "logo_alt": council.logo_alt or "", "logo_from": digest})

    def compare(self, council: Council) -> None:
        """A picture that was chosen does not come along: it is chosen again."""
        seen = self.logo_from.data
        super().compare(council)
        if self.logo_from.data != seen:
            self.logo.hint = lazy("Saved meanwhile: another logo. Choose yours again to put it in its place")


def _team(kind: str) -> CodeWords:
    return CodeWords(TEAM_KINDS.label, kind)


class TeamForm(Form):
    name = TextField(lazy("Name of the team"), required=lazy("Type a name"), most=NAME_LIMIT)
    kind = Select(
        lazy("What does it do?"),
        (
            Choice("front_door", lazy("%(kind)s: reads what comes in", kind=_team("front_door"))),
            Choice("specialist", lazy("%(kind)s: works with contexts in the whole council", kind=_team("specialist"))),
            Choice("locality", lazy("%(kind)s: works in a part of the council", kind=_team("locality"))),
        ),
        empty=lazy("Choose"),
        required=lazy("Choose what it does"),
    )
    area = TextField(lazy("In which part of the council?"), hint=lazy("For a locality"), most=NAME_LIMIT)

    def asked(self) -> dict[str, str]:
        return {"name": self.name.data or "", "kind": self.kind.data or "", "area": self.area.data or ""}


class ReadForm(Form):
    """“I have read this”: of the version that stood on the page."""

    version = Hidden()
