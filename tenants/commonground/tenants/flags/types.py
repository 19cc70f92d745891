"""Kinds of warning flag, and what is typed to put one on a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

LONGEST_DAYS: Final = 90
DAYS: Final = (7, 14, 30, 60, LONGEST_DAYS)
"""For how long a flag can stand before somebody looks at it again; the longest unless somebody chooses."""
REASON_LIMIT: Final = 1_000
EVIDENCE_LIMIT: Final = 300
ABOUT_LIMIT: Final = 80


class FlagKind(StrEnum):
    """Each says what to do or to mind. None of them says what somebody is."""

    LONE_VISITS = "lone_visits"
    DANGEROUS_DOG = "dangerous_dog"
    THREATS_TO_STAFF = "threats_to_staff"
    DO_NOT_SHARE = "do_not_share"
    POLICE_OPERATION = "police_operation"
    STAFF_RELATIVE = "staff_relative"


FLAG_LABELS: Final[Mapping[FlagKind, str]] = MappingProxyType(
    {
        FlagKind.LONE_VISITS: "Lone visits not advised",
        FlagKind.DANGEROUS_DOG: "Dangerous dog",
        FlagKind.THREATS_TO_STAFF: "Threats to staff",
        FlagKind.DO_NOT_SHARE: "Don’t share with somebody in particular",
        FlagKind.POLICE_OPERATION: "Sensitive: police operation",
        FlagKind.STAFF_RELATIVE: "Sensitive: a colleague’s relative is concerned",
    }
)


class Told(StrEnum):
    """Whether those whom a flag is about were told of it."""

    TOLD = "told"
    NOT_TOLD = "not_told"
    NOBODY_IN_PARTICULAR = "nobody_in_particular"


TOLD_LABELS: Final[Mapping[Told, str]] = MappingProxyType(
    {
        Told.TOLD: "They were told",
        Told.NOT_TOLD: "They were not told",
        Told.NOBODY_IN_PARTICULAR: "It is about nobody in particular",
    }
)


class FlaggedKind(StrEnum):
    """What can carry a flag."""

    REFERRAL = "referral"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagInput:
    """A flag as typed. `about`: with whom something must not be shared. `fairness`: how they were told, or why not.
    `contested`: what they say against it, if they do."""

    kind: FlagKind | None
    about: str = ""
    reason: str
    evidence: str
    told: Told | None
    fairness: str
    contested: str = ""
    days: int = LONGEST_DAYS


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag as it stands on a record. `is_current`: neither over nor taken off."""

    id: UUID
    record_id: UUID
    kind: FlagKind
    about: str
    reason: str
    evidence: str
    told: Told
    fairness: str
    contested: str
    raised_at: datetime
    raised_by: str
    expires_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str
    review_words: str
    ended_at: datetime | None
    ended_by: str
    end_words: str
    is_current: bool

    @property
    def words(self) -> str:
        return flag_words(self.kind, self.about)


def flag_words(kind: FlagKind, about: str) -> str:
    """“Dangerous dog”, “Don’t share with Brook Lane School”."""
    return f"Don’t share with {about}" if kind is FlagKind.DO_NOT_SHARE and about else FLAG_LABELS[kind]
