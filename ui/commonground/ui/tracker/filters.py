"""What the list can be narrowed to and which columns it can have, and how that is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from commonground.platform.reference import HARMS, KINDS
from commonground.tenants.referrals.rules import STOPPED_STATES
from commonground.tenants.referrals.tracker import ME, NOBODY, Column, Received, Sort, View, Wanted
from commonground.tenants.referrals.types import ReferralState
from commonground.tenants.referrals.words import STATE_LABELS
from commonground.ui.shell.i18n import LazyText, gettext, lazy

COLUMNS: Final[Mapping[Column, LazyText]] = {
    Column.TYPE: lazy("Type"),
    Column.HARM: lazy("Harm"),
    Column.FROM: lazy("From"),
    Column.RECEIVED: lazy("Received"),
    Column.CONTACTS: lazy("Contacts"),
    Column.DUE: lazy("Decision due"),
    Column.STATE: lazy("State"),
    Column.OUTCOME: lazy("Outcome"),
    Column.DECIDED: lazy("Decided"),
    Column.CHANGED: lazy("Changed"),
    Column.WITH: lazy("With"),
}
VIEWS: dict[View, LazyText] = {
    View.OPEN: lazy("Open referrals"),
    View.MINE: lazy("Mine"),
    View.OVERDUE: lazy("Overdue"),
    View.NOBODY: lazy("Nobody yet"),
    View.AGAIN: lazy("Came up again"),
    View.CLOSED: lazy("Decided"),
    View.ALL: lazy("Open and decided"),
}
SORTS: dict[Sort, LazyText] = {
    Sort.RECEIVED: lazy("in the order in which they came"),
    Sort.CONTACTS: lazy("by number of contacts"),
    Sort.WITH: lazy("by who has them"),
}
Filters = tuple[tuple[str, str, str, tuple[tuple[str, str], ...], str], ...]
"""Of each: its id, its name in the address, its label, what can be chosen and what is."""


def choices_of(wanted: Wanted, people: Sequence[tuple[UUID, str]]) -> Filters:
    kinds = (("", gettext("Any")), *KINDS.labels())
    harms = (("", gettext("Any harm")), *HARMS.labels(short=True))
    holders = (("", gettext("Anyone")), (ME, gettext("Me")), (NOBODY, gettext("Nobody yet")))
    colleagues = tuple((str(person), name) for person, name in people)
    return (
        ("f-type", "type", gettext("Type"), kinds, wanted.kind),
        ("f-state", "state", gettext("State"), _states(wanted), wanted.state),
        ("f-harm", "harm", gettext("Harm"), harms, wanted.harm),
        ("f-with", "with", gettext("With"), (*holders, *colleagues), wanted.holder),
        ("f-received", "received", gettext("Received"), _received(), wanted.received.value),
    )


def _states(wanted: Wanted) -> tuple[tuple[str, str], ...]:
    """Those that this view can hold."""
    over = {View.CLOSED: (True,), View.ALL: (True, False)}.get(wanted.view, (False,))
    held = (state for state in ReferralState if (state in STOPPED_STATES) in over)
    return (("", gettext("Any state")), *((state.value, STATE_LABELS[state]) for state in held))


def _received() -> tuple[tuple[str, str], ...]:
    return (
        (Received.ANY.value, gettext("Any time")),
        (Received.TODAY.value, gettext("Last day")),
        (Received.WEEK.value, gettext("Last 7 days")),
        (Received.MONTH.value, gettext("Last month")),
        (Received.YEAR.value, gettext("Last year")),
    )


def filter_words(wanted: Wanted, filters: Filters) -> str:
    """What the folded panel says of itself: each filter that is set, in its own words."""
    chosen = []
    for _, name, label, choices, value in filters:
        if value:
            said = dict(choices).get(value, gettext("Somebody"))
            chosen.append(f"{label}: {said}" if name == "with" else said)
    if wanted.changed:
        chosen.append(gettext("Changed since I looked"))
    if wanted.words:
        chosen.append(f"“{wanted.words}”")
    return f"{gettext('Filter')}: {', '.join(chosen)}" if chosen else gettext("Filter")


def asks(wanted: Wanted) -> str:
    """“Overdue. Filter: Place. Columns: Harm, State.” Words that were typed are not said again: files outlive them."""
    wanted = replace(wanted, words="")
    said = [str(VIEWS[wanted.view])]
    narrowed = filter_words(wanted, choices_of(wanted, ()))
    if narrowed != gettext("Filter"):
        said.append(narrowed)
    if wanted.sort in SORTS:
        said.append(str(SORTS[wanted.sort]))
    if wanted.columns:
        shown = ", ".join(str(COLUMNS[column]) for column in wanted.columns)
        said.append(f"{gettext('Columns')}: {shown}")
    return ". ".join(said)
