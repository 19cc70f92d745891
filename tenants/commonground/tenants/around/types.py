"""Codes of what stands around a context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class RelationKind(StrEnum):
    PART_OF = "part_of"
    OPPOSITE = "opposite"
    SAME_GROUP = "same_group"


SAID_FROM: Final[Mapping[RelationKind, str]] = MappingProxyType(
    {
        RelationKind.PART_OF: "It is part of",
        RelationKind.OPPOSITE: "It is opposite",
        RelationKind.SAME_GROUP: "The same group, online or in person:",
    }
)
SAID_BACK: Final[Mapping[RelationKind, str]] = MappingProxyType({**SAID_FROM, RelationKind.PART_OF: "Part of it is"})
"""The same, as the other one says it."""


class PersonRole(StrEnum):
    """Why somebody is linked. None of them says that somebody did something."""

    HARMED = "harmed"
    AT_RISK = "at_risk"
    MAY_HARM = "may_harm"
    WITNESS = "witness"
    FAMILY = "family"


ROLE_LABELS: Final[Mapping[PersonRole, str]] = MappingProxyType(
    {
        PersonRole.HARMED: "Harmed there",
        PersonRole.AT_RISK: "May come to harm there",
        PersonRole.MAY_HARM: "May harm others there, and needs safety too",
        PersonRole.WITNESS: "Saw what happened there",
        PersonRole.FAMILY: "Family of somebody concerned",
    }
)
CASE_REFERENCE_LIMIT: Final = 40
WORDS_LIMIT: Final = 1_000
LONGEST_REVIEW_DAYS: Final = 183
"""Half a year: then somebody says whether a link is still needed."""


@dataclass(frozen=True, slots=True)
class Believed:
    """How many children were believed affected on a day."""

    band: str
    age_band: str
    source: str
    believed_on: date
    words: str
    by: str
    put_at: datetime
