"""The tasks that change the council's own row: for each its form, and what saving it changes. Their pages are made from
this list, and the command line does the same by it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from commonground.platform.councils import settling
from commonground.platform.councils.models import Council
from commonground.platform.councils.types import CouncilKind, Nation
from commonground.platform.work import Work
from commonground.ui.declare import Body
from commonground.ui.setting_up.forms import (
    BrandForm,
    DaysForm,
    DetailsForm,
    FeaturesForm,
    KindForm,
    PowersForm,
    WordsForm,
    lines_of,
)
from commonground.ui.setting_up.standing import StandingForm
from commonground.ui.shell.i18n import LazyText, lazy


async def _details(work: Work, council: Council, form: DetailsForm) -> None:
    phones = (form.front_door_phone.data or "", form.out_of_hours_phone.data or "")
    names = {"name": form.name.data or "", "name_cy": form.name_cy.data or ""}
    await settling.change_details(work, council, **names, areas=lines_of(form.areas.data), phones=phones)


async def _kind(work: Work, council: Council, form: KindForm) -> None:
    await settling.change_kind(work, council, CouncilKind(form.kind.data or ""), Nation(form.nation.data or ""))


async def _powers(work: Work, council: Council, form: PowersForm) -> None:
    await settling.change_powers(work, council, form.chosen)


async def _days(work: Work, council: Council, form: DaysForm) -> None:
    opens, closes = form.hours
    await settling.change_days(work, council, opens=opens, closes=closes, closures=form.days)


async def _words(work: Work, council: Council, form: WordsForm) -> None:
    await settling.change_words(work, council, languages=form.languages.data, texts=form.texts())


async def _brand(work: Work, council: Council, form: BrandForm) -> None:
    colour, alt = form.colour.data or "", form.logo_alt.data or ""
    await settling.change_brand(work, council, colour=colour, logo=form.logo.sent, logo_alt=alt)


async def _features(work: Work, council: Council, form: FeaturesForm) -> None:
    await settling.change_features(work, council, form.chosen)


_SAVED: Final = lazy("Saved.")


@dataclass(frozen=True, slots=True)
class Settled:
    """`save` gets a form that is valid, and refuses what can't stand. `example`: a form that would be accepted. `said`
    once it is saved."""

    key: str
    form: type[StandingForm]
    save: Callable[[Work, Council, Any], Awaitable[None]]
    example: Body
    said: LazyText = _SAVED


_MOVING: Final = lazy("Saved. If the days or hours changed, the clocks that are running are being counted again now.")
_DETAILS: Final = {
    "name": "Larkmere Council", "name_cy": "", "areas": "Larkmere",
    "front_door_phone": "020 7946 0142", "out_of_hours_phone": "020 7946 0143",
}  # fmt: skip  # one form
SETTLED: Final = (
    Settled("details", DetailsForm, _details, lambda: _DETAILS),
    Settled("kind", KindForm, _kind, lambda: {"kind": "unitary", "nation": "england"}),
    Settled("powers", PowersForm, _powers, lambda: {"powers": ["ca1989_s17", "ca1989_s47"]}),
    Settled("days", DaysForm, _days,
            lambda: {"reads_from": "08:30", "reads_until": "17:00", "closures": "24/12/2026"}, _MOVING),
    Settled("words", WordsForm, _words,
            lambda: {"languages": ["en", "cy"], "en_intro": "Tell us.", "cy_intro": "Dywedwch wrthym."}),
    Settled("brand", BrandForm, _brand, lambda: {"colour": "#24478f", "logo_alt": "A bridge"}),
    Settled("features", FeaturesForm, _features,
            lambda: {"features": ["break_glass", "warning_flags", "tracker_file"]}),
)  # fmt: skip  # one task to a row
