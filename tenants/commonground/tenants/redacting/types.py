"""What a redacted copy is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from commonground.tenants.intake.models import ReportMessage
from commonground.tenants.intake.patterns import Hidden, Span
from commonground.tenants.intake.said import Said

Spans = Mapping[str, tuple[Span, ...]]
"""What is hidden, by column."""
BY_HAND: Final = (
    Hidden.CHILD,
    Hidden.FAMILY,
    Hidden.TELLER,
    Hidden.OTHER_PERSON,
    Hidden.ADDRESS,
    Hidden.OTHER,
)
"""As what somebody can hide a word."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version: who made it and when, how much it hides, and which earlier one it brought back."""

    number: int
    who: str
    at: datetime
    spans: Spans
    brought: int | None

    @property
    def hides(self) -> int:
        return sum(map(len, self.spans.values()))


@dataclass(frozen=True, slots=True)
class Copy:
    """What was told, what is shown of it now, and how that came about, newest first. `masked` is what masking finds."""

    said: Said
    messages: Mapping[str, ReportMessage]
    """What its teller wrote since, oldest first, each under a column’s name of its own: `m0` and so on."""
    spans: Spans
    masked: Spans
    versions: tuple[Version, ...]

    @property
    def version(self) -> int:
        """0 where nobody has made one."""
        return self.versions[0].number if self.versions else 0

    @property
    def words(self) -> dict[str, str]:
        """The originals, by column: only those that there are."""
        return {column: words for column, words in originals(self.said, self.messages).items() if words.strip()}


def originals(said: Said, messages: Mapping[str, ReportMessage]) -> dict[str, str]:
    """Everything that was written, by column."""
    return said.words() | {column: each.body for column, each in messages.items()}


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or several, that a person may want to decide about. `hidden`: as what it is hidden, where it is; `shown`
    how often it stands open. `why` is a code: `elsewhere`, `teller`, `likely`, `address` or `hidden`."""

    words: str
    hidden: Hidden | None
    shown: int
    why: str
    proposed: Hidden | None
