"""A contact as far as it is counted, the patterns that a council sets, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

COUNTS: Final = (2, 3, 4, 5, 6, 8, 10)
OFTEN_DAYS: Final = (7, 14, 28, 42, 56, 91, 182)
RISING_DAYS: Final = (14, 28, 42, 91)
OFF: Final = 0
WORDS_LIMIT: Final = 600


class Level(StrEnum):
    """How much a context needs, as the threshold guidance of a council sets it out; from the least to the most."""

    UNIVERSAL = "universal"
    TARGETED = "targeted"
    STATUTORY = "statutory"


class PatternKind(StrEnum):
    """What a council can want to hear of."""

    OFTEN = "often"
    NEW_HARM = "new_harm"
    RISING = "rising"


@dataclass(frozen=True, slots=True)
class Patterns:
    """A council's patterns, by default as we suggest them. `often_count` contacts in `often_days` days; in the last
    `rising_days` at least twice as many as in those before; a harm that nobody named there yet. `OFF` is never."""

    often_count: int = 3
    often_days: int = 28
    rising_days: int = 28
    new_harm: bool = True


@dataclass(frozen=True, slots=True)
class Guidance:
    """A council's patterns and its own words for each level; a level that is left out is said in ours. `version` 0:
    it has never set any."""

    version: int = 0
    patterns: Patterns = Patterns()
    words: Mapping[Level, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Counted:
    """One contact on a context. `joined_at`: when it was put there, which may be long after it came in; `children`: a
    code of `reference.CHILD_BANDS`."""

    id: UUID
    received_at: datetime
    joined_at: datetime
    harms: frozenset[str] = frozenset()
    children: str | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """A pattern that is met. `began`: the contact with which it was, and which names it for as long as it goes on;
    `contacts`: all that count towards it."""

    kind: PatternKind
    began: UUID
    contacts: frozenset[UUID]
    harms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rise:
    """How many contacts there were in a span of days, and in as many days before it."""

    before: int
    lately: int


@dataclass(frozen=True, slots=True)
class Worry:
    """An active context that may be the same place or school as another. `contacts`: those that the reader may open."""

    id: UUID
    reference: str
    name: str
    team_id: UUID
    lead_id: UUID | None
    contacts: int
    opened_at: datetime
