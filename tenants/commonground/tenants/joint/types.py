"""What is typed about a council's own side of a joint concern."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commonground.platform.joint.types import DEFAULT_KEEP, JointKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJoint:
    """One that is to be begun. `area`: a cell of the grid, never finer than may cross."""

    kind: JointKind
    title: str
    harms: tuple[str, ...]
    area: str | None = None
    team_id: UUID
    coordinator_id: UUID
    keep_days: int = DEFAULT_KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class OurSide:
    """Who works on it here, and speaks for the council."""

    team_id: UUID
    coordinator_id: UUID
    context_id: UUID | None = None
    keep_days: int = DEFAULT_KEEP


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes that wait for a second person, or were given back to whoever wrote them."""

    id: UUID
    meeting_id: UUID
    attendance: tuple[str, ...]
    words: str
    writer_id: UUID
    writer: str
    written_at: datetime
    state: str
    check_words: str


@dataclass(frozen=True, slots=True)
class OurPartner:
    """Whom this council has let in."""

    id: UUID
    organisation: str
    person: str
    purpose: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetIn:
    organisation_id: UUID
    person_id: UUID | None
    purpose: str
    days: int
