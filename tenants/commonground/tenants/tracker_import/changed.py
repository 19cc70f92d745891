"""Rows that were brought in before and read otherwise now: they add nothing, and whoever may look at their
words is told which they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from commonground.platform import audit
from commonground.platform.calendar import LONDON
from commonground.tenants.tracker_import.becoming import OTHER_CELLS, other_cells
from commonground.tenants.tracker_import.columns import Field
from commonground.tenants.tracker_import.entries import Entry
from commonground.tenants.tracker_import.known_again import Planned
from commonground.tenants.tracker_import.queries import Here

_SAID: Final[Mapping[Field, tuple[str, str]]] = MappingProxyType(
    {
        Field.SUBJECT: ("subject", "where_said"),
        Field.ADDRESS: ("address", "address"),
        Field.POSTCODE: ("postcode", "postcode"),
        Field.CONCERN: ("concern", "what_said"),
        Field.REFERRER: ("referrer", "referrer"),
        Field.CHILDREN_REFERENCES: ("children_references", "children_references"),
        Field.COMMENTS: ("comments", "comments"),
    }
)
"""Where each stands in an entry, and in what was kept of it."""
_TURNS: Final = tuple(Field)


@dataclass(frozen=True, slots=True)
class Changed:
    """`fields` read otherwise than they did when the row was brought in and became `referral`. Who is told so has
    learned something of words that are held back."""

    row: Planned
    fields: tuple[Field, ...]
    referral: audit.Subject


def changed(row: Planned, here: Here) -> Changed | None:
    """None where it says what it said."""
    found = tuple(sorted(set(_fields(row.entry, here)), key=_TURNS.index))
    return Changed(row, found, here.referral) if found else None


def _fields(entry: Entry, here: Here) -> Iterator[Field]:
    if entry.received and entry.received.day != here.sent_at.astimezone(LONDON).date():
        yield Field.RECEIVED
    for field, (now, before) in _SAID.items():
        if getattr(entry, now) != getattr(here, before):
            yield field
    lines = set(filter(None, here.tracker_words.split("\n"))) ^ set(other_cells(entry))
    for field, name in OTHER_CELLS.items():
        if any(line.startswith(f"{name}: ") for line in lines):
            yield field
