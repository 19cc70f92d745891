"""The one form with everything that people state before their public form opens, made from the list of items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from commonground.platform.councils.evidence import Said
from commonground.platform.councils.gate import Ask, GateClosedError, Item, Standing
from commonground.platform.refusals import ChangedMeanwhileError, RefusedError
from commonground.tenants.going_live.items import ITEMS
from commonground.ui.setting_up.standing import mark_of
from commonground.ui.shell.dates import day
from commonground.ui.shell.forms import DateParts, Field, Form, Hidden, TextField
from commonground.ui.shell.forms.base import Problem
from commonground.ui.shell.i18n import gettext, lazy

STATED: Final = tuple(item for item in ITEMS if item.is_stated)
_SECTIONS: Final = frozenset(item.key for item in ITEMS if not item.is_stated)
EMPTIED: Final = "%(title)s: what was given stays, and can’t be emptied. Type it again, or what is true now."


class GateForm(Form):
    """`sections`: what is wrong with items that have no field here, by their keys. `stays_closed`: opening was
    refused."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.sections: dict[str, str] = {}
        self.stays_closed = False

    @property
    def errors(self) -> Any:
        return super().errors | self.sections

    def refuse(self, error: RefusedError) -> None:
        """Beside the question, at the section, or above them all."""
        self.stays_closed = isinstance(error, GateClosedError)
        self.sections = {problem.field: problem.sentence for problem in error.problems if problem.field in _SECTIONS}
        rest = tuple(problem for problem in error.problems if problem.field not in _SECTIONS)
        if rest or not self.sections:
            super().refuse(RefusedError(error.sentence, rest))

    def refuse_emptied(self, standings: Sequence[Standing]) -> bool:
        """Evidence is never taken back: an item that was given and is wholly empty now is refused. Whether one is."""
        given = {each.item.key for each in standings if each.given is not None}
        emptied = [
            item for item in STATED if item.key in given and _said(self, item) == Said() and self.filled_from(item)
        ]
        for item in emptied:
            words = gettext(EMPTIED) % {"title": item.title}
            self[item.place].errors = [*self[item.place].errors, words]
        return bool(emptied)

    def filled_from(self, item: Item) -> str:
        """The mark of what its fields held when the form was opened; empty where nobody had said anything."""
        return str(self[f"{item.key}_from"].data or "")

    def compare(self, standings: Sequence[Standing]) -> None:
        """Beside what was typed of each thing, what somebody has said of it meanwhile; saved again, it takes that one's
        place. What was not touched stays as it is."""
        for item, known in _known(standings).items():
            said = _said(self, item)
            if _mark(said) == self.filled_from(item) or _mark(known) == self.filled_from(item):
                continue
            self[f"{item.key}_from"].data = _mark(known)
            for ask in item.asks:
                field, saved = self[f"{item.key}_{ask}"], getattr(known, ask)
                if isinstance(field, Field) and saved != getattr(said, ask):
                    words = day(saved) if isinstance(saved, date) else f"“{saved}”"
                    field.hint = lazy("Saved meanwhile: %(words)s", words=words)

    @property
    def problems(self) -> list[Problem]:
        return [*super().problems, *(Problem(words, f"#{key}") for key, words in self.sections.items())]


def _field(item: Item, ask: Ask) -> Any:
    """Long words are refused by the service, which names the item too."""
    question = item.asks[ask]
    return DateParts(question) if ask is Ask.ON_DAY else TextField(question, most=400)


EvidenceForm: type[GateForm] = type(
    "EvidenceForm",
    (GateForm,),
    {f"{item.key}_{ask}": _field(item, ask) for item in STATED for ask in item.asks}
    | {f"{item.key}_from": Hidden(most=64) for item in STATED},
)
"""A field for each thing that is asked of each item, `agreement_who`, and what they were filled from,
`agreement_from`."""


def filled(standings: Sequence[Standing]) -> GateForm:
    """With what was given last."""
    start = {
        f"{each.item.key}_{ask}": getattr(each.given.said, ask)
        for each in standings
        if each.given is not None and each.item.is_stated
        for ask in each.item.asks
    }
    marks = {f"{item.key}_from": _mark(said) for item, said in _known(standings).items()}
    return EvidenceForm(None, start | marks)


def stated(form: GateForm, standings: Sequence[Standing]) -> Mapping[Item, Said]:
    """What is new in it: items that say what they were filled from or what is known already, or that nobody has begun,
    are left out. Raises `ChangedMeanwhileError` for one that somebody else has replaced since."""
    known = _known(standings)
    found = {item: said for item in STATED if (said := _said(form, item)) not in (Said(), known.get(item))}
    changed = {item: said for item, said in found.items() if _mark(said) != form.filled_from(item)}
    if any(_mark(known.get(item, Said())) != form.filled_from(item) for item in changed):
        raise ChangedMeanwhileError
    return changed


def _known(standings: Sequence[Standing]) -> dict[Item, Said]:
    return {each.item: each.given.said for each in standings if each.given is not None and each.item.is_stated}


def _mark(said: Said) -> str:
    """Tells two sayings apart; empty for nothing."""
    return "" if said == Said() else mark_of(said)


def _said(form: Form, item: Item) -> Said:
    values = {str(ask): form[f"{item.key}_{ask}"].data for ask in item.asks}
    return Said(**{name: value for name, value in values.items() if value})


def example() -> dict[str, str]:
    return {
        "agreement_who": "Iris Marsh, director of children’s services",
        "agreement_on_day-day": "2",
        "agreement_on_day-month": "11",
        "agreement_on_day-year": "2026",
        "agreement_version": "1.2",
    }
