"""Which questions of the form stand in sight, and which are folded away."""

from __future__ import annotations

from typing import Final

FREE: Final = (
    "where", "what", "children", "untold_why", "address", "postcode", "boundary", "other_boroughs", "opening",
    "responsible", "establishment", "common_link", "platform", "online_handle", "when", "first_noticed", "carried",
    "helps", "involved", "adults", "job", "phone",
)  # fmt: skip  # names
"""Answers in words, and one code that is never empty."""
ASKED: Final = ("kind", "where", "what", "harms", "children", "danger", "openness", "basis")
"""In sight from the beginning: what everybody answers."""
FOLDS: Final[dict[str, tuple[str, ...]]] = {
    "more": ("address", "postcode", "venue", "boundary", "other_boroughs", "opening", "responsible", "establishment",
             "group_size", "common_link", "platform", "online_handle"),
    "when": ("when", "how_often", "first_noticed", "ages", "carried"),
    "helps": ("helps",),
    "known": ("evidence", "reliability", "reported_to", "involved"),
    "people": ("case_references", "adults"),
    "you": ("job", "phone", "lang"),
}  # fmt: skip  # one fold to a row
