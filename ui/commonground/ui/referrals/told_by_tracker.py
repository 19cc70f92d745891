"""What stood in the tracker that the council kept before: what of it may be shown, and where in it that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from commonground.platform.reference import SOURCES
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.tracker_import.models import ImportedRow
from commonground.ui.referrals import words as say
from commonground.ui.referrals.told_by_professional import shown
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext, lazy

HELD_BACK: Final = lazy("The words are held back until somebody has cleared them of names.")
_FREE: Final[Mapping[str, str]] = {
    "Comments": "comments",
    "Other cells": "tracker_words",
    "Who referred it": "referrer",
    "References of young people": "children_references",
}


def is_held_back(said: Said) -> bool:
    return isinstance(said, ImportedRow) and said.cleared_at is None


def imported_facts(row: ReferralRow, said: ImportedRow, look: bool) -> Iterator[tuple[str, str]]:
    """Only what may be shown: names of people are there for a look alone."""
    for term, column in _FREE.items():
        if words := shown(said, column, look):
            yield gettext(term), words
    source = say.label(SOURCES, row.source, row.source)
    yield gettext("Told by"), gettext("%(source)s. Came in %(day)s") % {"source": source, "day": day(row.received_at)}
    yield gettext("In the earlier tracker"), _where(said)


def _where(said: ImportedRow) -> str:
    where = gettext("Row %(row)s") % {"row": said.row_number}
    return f"{said.external_reference}, {where}" if said.external_reference else where
