"""Why somebody breaks the glass, and what they type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

LASTS: Final = timedelta(hours=3)
REASON_LIMIT: Final = 1_000
NOTE_LIMIT: Final = 2_000


class Ground(StrEnum):
    """Short, so that nobody has to think of a law in a hurry; the reason says the rest."""

    HARM = "harm"
    NOBODY_REACHED = "nobody_reached"
    STAFF_SAFETY = "staff_safety"
    LEGAL_DUTY = "legal_duty"


GROUND_LABELS: Final[Mapping[Ground, str]] = MappingProxyType(
    {
        Ground.HARM: "Somebody may come to harm if we wait",
        Ground.NOBODY_REACHED: "Nobody who can open it is reached, and it can’t wait",
        Ground.STAFF_SAFETY: "A colleague’s safety depends on it",
        Ground.LEGAL_DUTY: "A court, the police or another council must have an answer now",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed. `reference` as we write references."""

    reference: str
    ground: Ground
    reason: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The answer, whether there is such a record or not."""

    id: UUID
    reference: str
    until: datetime
