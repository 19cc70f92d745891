"""Words of the platform's that people read before they have signed in, said here so that they are translated."""

from __future__ import annotations

from typing import Final

from commonground.platform.identity.local.passwords import Weakness
from commonground.ui.shell.i18n import LazyText, lazy

_WEAK: Final[dict[Weakness, LazyText]] = {
    Weakness.SHORT: lazy("Use 12 characters or more. Three or four words that do not belong together do well."),
    Weakness.LONG: lazy("Use 200 characters or fewer."),
    Weakness.WORDS: lazy(
        "Common words, names and what belongs to you are guessed first. Add a word or two that do not fit."
    ),
    Weakness.KEYS: lazy("Keys that lie side by side are guessed soon. Use words that do not belong together."),
    Weakness.REPEATED: lazy("What repeats is guessed soon. Use words that do not belong together."),
    Weakness.IN_ORDER: lazy("Letters or numbers in order are guessed soon. Use words that do not belong together."),
    Weakness.DATES: lazy("Dates and years are guessed soon. Use words that do not belong together."),
    Weakness.GUESSABLE: lazy("This would be guessed soon. Add a word or two that do not fit."),
}


def weak(why: Weakness) -> str:
    """The sentence to look up: as the platform says it."""
    return _WEAK[why].source
