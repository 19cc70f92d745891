"""What the bundle calls each text that it gives, and the note in place of what is somebody else's: in the language in
which the person is answered. A test compares them with all places that are searched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commonground.ui.shell.i18n import LazyText, lazy

_TEXTS: Final = (
    lazy("What it is about"),
    lazy("Who was asked"),
    lazy("Why it was decided so"),
    lazy("What was being done there already"),
    lazy("Why nobody was answered"),
    lazy("A line of a referral’s history"),
    lazy("Where, as it was reported"),
    lazy("Address, as it was reported"),
    lazy("Name online, as it was reported"),
    lazy("What somebody reported"),
    lazy("When, as it was reported"),
    lazy("What helps, as it was reported"),
    lazy("Name of whoever reported"),
    lazy("How to reach whoever reported"),
    lazy("How to reach them safely"),
    lazy("A message to or from whoever reported"),
    lazy("Name of a context"),
    lazy("Other names of a context"),
    lazy("Description of a context"),
    lazy("Address of a context"),
    lazy("Platform of an online space"),
    lazy("Name of an online space"),
    lazy("A line of a context’s timeline"),
    lazy("Something to be done about a context"),
    lazy("What came of it"),
    lazy("With whom something is not shared"),
    lazy("A warning flag"),
    lazy("Where a warning flag comes from"),
    lazy("Fairness of a warning flag"),
    lazy("What is said against a warning flag"),
    lazy("Review of a warning flag"),
    lazy("Why a warning flag came off"),
    lazy("Why a record was opened by break-glass"),
    lazy("Review of break-glass"),
    lazy("Why a record is held"),
    lazy("Why a hold was lifted"),
    lazy("Why a record is kept longer"),
    lazy("What a partner is let in for"),
    lazy("Why a partner needs it"),
    lazy("What the second person wrote about a partner"),
    lazy("Why a partner’s access ended"),
    lazy("Something typed and not yet saved"),
    lazy("[somebody else’s details]"),
)
SAID: Final[Mapping[str, LazyText]] = {text.source: text for text in _TEXTS}


def said(words: str) -> str:
    return str(SAID[words]) if words in SAID else words
