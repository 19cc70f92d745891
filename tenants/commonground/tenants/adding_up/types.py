"""A contact as far as it is counted, the patterns that a council sets, and what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.tenants.around.types import Believed

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
    code of `reference.CHILD_BANDS`; `source`: one of `reference.SOURCES`."""

    id: UUID
    received_at: datetime
    joined_at: datetime
    harms: frozenset[str] = frozenset()
    children: str | None = None
    source: str = ""
    has_hour: bool = True
    """False where an earlier tracker said the day alone."""


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
class Why:
    """A pattern that was met, as it stood on `day`, that of the latest contact which counts. `is_now`: that is still
    within the days that are counted; `rise` is of the contacts in these days and in as many before."""

    kind: PatternKind
    day: date
    rise: Rise
    is_now: bool
    harms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AddedUp:
    """What has come in about one context, as far as it counts for its reader, and by what it is counted. `contacts`:
    the latest; `total`: all of them, `withdrawn`: how many of these do not count, since they were closed as withdrawn;
    `elsewhere`: how many of those that count another team has, which only the context's lead counts. `believed`: how
    many children are believed affected now, if somebody has said."""

    guidance: Guidance
    contacts: Sequence[Counted] = ()
    total: int = 0
    withdrawn: int = 0
    elsewhere: int = 0
    believed: Believed | None = None

    @property
    def counted(self) -> int:
        return self.total - self.withdrawn


@dataclass(frozen=True, slots=True)
class Worry:
    """Something open that may be about the same place or school as another: an active context, or a referral that
    nobody has decided. `contacts`: those that the reader may open."""

    reference: str
    name: str
    team_id: UUID
    team: str
    lead_id: UUID | None
    lead: str
    contacts: int
    opened_at: datetime
    is_context: bool = True
