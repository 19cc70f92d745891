"""The one form with everything that people state before their public form opens, made from the list of items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from commonground.platform.councils.evidence import Said
from commonground.platform.councils.gate import Ask, Item, Standing
from commonground.tenants.going_live.items import ITEMS
from commonground.ui.shell.forms import DateParts, Form, TextField

STATED: Final = tuple(item for item in ITEMS if item.is_stated)


def _field(item: Item, ask: Ask) -> Any:
    """Long words are refused by the service, which names the item too."""
    question = item.asks[ask]
    return DateParts(question) if ask is Ask.ON_DAY else TextField(question, most=400)


EvidenceForm: type[Form] = type(
    "EvidenceForm",
    (Form,),
    {f"{item.key}_{ask}": _field(item, ask) for item in STATED for ask in item.asks},
)
"""A field for each thing that is asked of each item: `agreement_who`."""


def filled(standings: Sequence[Standing]) -> Form:
    """With what was given last."""
    start = {
        f"{each.item.key}_{ask}": getattr(each.given.said, ask)
        for each in standings
        if each.given is not None and each.item.is_stated
        for ask in each.item.asks
    }
    return EvidenceForm(None, start)


def stated(form: Form, standings: Sequence[Standing]) -> Mapping[Item, Said]:
    """What is new in it: items that are wholly empty, or say what is known already, are left out."""
    known = {each.item.key: each.given.said for each in standings if each.given is not None}
    found = {item: _said(form, item) for item in STATED}
    return {item: said for item, said in found.items() if said != Said() and said != known.get(item.key)}


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
