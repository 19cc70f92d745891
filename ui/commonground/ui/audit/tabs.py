"""The parts of the audit record, as tabs on each of its pages."""

from __future__ import annotations

from typing import Final

from commonground.ui.audit.words import DENIED, TAKEN_OUT
from commonground.ui.shell.i18n import gettext

EVERYTHING: Final = "/audit"
REFUSED: Final = f"/audit?did={DENIED}"
EXPORTS: Final = f"/audit?did={TAKEN_OUT}"
PEOPLE: Final = "/audit/people"
UNUSUAL: Final = "/audit/unusual"
TAKE_OUT: Final = "/audit/take-out"
ISOLATION: Final = "/audit/isolation"

Tabs = tuple[tuple[str, str, int | None], ...]


def tabs() -> Tabs:
    return (
        (gettext("Everything"), EVERYTHING, None),
        (gettext("Unusual use"), UNUSUAL, None),
        (gettext("Refused attempts"), REFUSED, None),
        (gettext("Taken out"), EXPORTS, None),
        (gettext("People"), PEOPLE, None),
        (gettext("For an inspector"), TAKE_OUT, None),
        (gettext("Isolation"), ISOLATION, None),
    )
