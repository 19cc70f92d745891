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


ACTIONS: Final = {
    Feature.BREAK_GLASS: frozenset({Action.BREAK_GLASS}),
    Feature.WARNING_FLAGS: frozenset({Action.FLAG_RECORD}),
    Feature.TRACKER_FILE: frozenset({Action.EXPORT_TRACKER}),
}
WORDS: Final = {
    Feature.BREAK_GLASS: (
        "Break-glass",
        "In an emergency somebody opens what is not theirs, for 3 hours and with a reason",
    ),
    Feature.WARNING_FLAGS: ("Warning flags", "A warning on a record, with a reason and a date to review it"),
    Feature.TRACKER_FILE: ("The tracker as a file", "Screeners and managers take the list out. Recorded"),
}
START_SIMPLE: Final = (Feature.TRACKER_FILE.value, Feature.WARNING_FLAGS.value)
"""What a new council begins without: it switches on what it misses."""


def actions_of(codes: Collection[str]) -> frozenset[Action]:
    """The actions of these features. Codes that nobody knows any more take nothing away."""
    return frozenset(action for feature in Feature if feature.value in codes for action in ACTIONS[feature])
