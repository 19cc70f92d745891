"""What a council can do without. A feature that is switched off takes its actions from every role: pages, lists and
forms follow by themselves, since all of them ask `decide`."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from commonground.platform.access.actions import Action


class Feature(StrEnum):
    BREAK_GLASS = "break_glass"
    WARNING_FLAGS = "warning_flags"
    TRACKER_FILE = "tracker_file"
    CONSULTATION_CLOCK = "consultation_clock"


ACTIONS: Final = {
    Feature.BREAK_GLASS: frozenset({Action.BREAK_GLASS}),
    Feature.WARNING_FLAGS: frozenset({Action.FLAG_RECORD}),
    Feature.TRACKER_FILE: frozenset({Action.EXPORT_TRACKER}),
    Feature.CONSULTATION_CLOCK: frozenset(),
}
CLOCKS: Final = {Feature.CONSULTATION_CLOCK: "consultation"}
"""Clocks that are our suggestion and nobody’s law (`calendar/timers.py`): each council says whether it runs."""
OFF_AT_FIRST: Final = tuple(feature.value for feature in CLOCKS)
WORDS: Final = {
    Feature.BREAK_GLASS: (
        "Break-glass",
        "In an emergency somebody opens what is not theirs, for 3 hours and with a reason",
    ),
    Feature.WARNING_FLAGS: ("Warning flags", "A warning on a record, with a reason and a date to review it"),
    Feature.TRACKER_FILE: ("The tracker as a file", "Screeners and managers take the list out. Recorded"),
    Feature.CONSULTATION_CLOCK: (
        "A clock for consultations",
        "By when one that was decided is to be held: 5 working days. Our suggestion, not law",
    ),
}
START_SIMPLE: Final = (Feature.TRACKER_FILE.value, Feature.WARNING_FLAGS.value, *OFF_AT_FIRST)
"""What a new council begins without: it switches on what it misses."""


def actions_of(codes: Collection[str]) -> frozenset[Action]:
    """The actions of these features. Codes that nobody knows any more take nothing away."""
    return frozenset(action for feature in Feature if feature.value in codes for action in ACTIONS[feature])


def clocks_of(switched_off: Collection[str]) -> frozenset[str]:
    """The suggested clocks that run where these features are switched off."""
    return frozenset(code for feature, code in CLOCKS.items() if feature.value not in switched_off)
