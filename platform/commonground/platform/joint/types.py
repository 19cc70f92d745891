"""A joint concern, its parties and its parts, as one of its councils sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.platform.files.kinds import FileKind

WORDS_LIMIT: Final = 4_000
TITLE_LIMIT: Final = 120
SHORT_LIMIT: Final = 200
KEEP_DAYS: Final = (90, 180, 365, 730)
"""For how long a council keeps what it adds, at the most. Of what several have made, the shortest counts."""
DEFAULT_KEEP: Final = 365
GUEST_DAYS: Final = (14, 28, 56, 92)
POLICE_DAYS: Final = 29
"""So long at the most somebody of the police reads a joint concern about a peer group, and only a named person."""


class JointKind(StrEnum):
    PEER_GROUP = "peer_group"
    PLACE = "place"
    SCHOOL = "school"
    ONLINE = "online"


KIND_LABELS: Final[Mapping[JointKind, str]] = MappingProxyType(
    {
        JointKind.PEER_GROUP: "Peer group",
        JointKind.PLACE: "Place",
        JointKind.SCHOOL: "School",
        JointKind.ONLINE: "Online space",
    }
)


class PartKind(StrEnum):
    """What a part says. The first ones are added by hand in one form; the others have forms of their own."""

    TEXT = "text"
    PLACE = "place"
    TIME_PATTERN = "time_pattern"
    HARM = "harm"
    WEIGHTING = "weighting"
    COUNT = "count"
    DOCUMENT = "document"
    ACTION = "action"
    MEETING = "meeting"
    MINUTES = "minutes"
    MESSAGE = "message"


class PartyState(StrEnum):
    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    LEFT = "left"


class PartState(StrEnum):
    STANDS = "stands"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LEFT = "left"
    """Its council has left, and took it along."""


class JointAct(StrEnum):
    """What a council does with a joint concern as a whole."""

    INVITE = "invite"
    TAKE_BACK = "take_back"
    ACCEPT = "accept"
    DECLINE = "decline"
    HAND_ON = "hand_on"
    PROPOSE_LEAD = "propose_lead"
    TAKE_LEAD = "take_lead"
    REFUSE_LEAD = "refuse_lead"
    LEAVE = "leave"
    CLOSE = "close"


class Outcome(StrEnum):
    SAFER = "safer"
    SAME = "same"
    MOVED_ON = "moved_on"
    HANDED_OVER = "handed_over"


OUTCOME_LABELS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.SAFER: "It is safer there now",
        Outcome.SAME: "Nothing has changed there",
        Outcome.MOVED_ON: "It has moved somewhere else",
        Outcome.HANDED_OVER: "One council goes on with it alone",
    }
)


@dataclass(frozen=True, slots=True)
class Concern:
    """`lead`: the council that leads. `proposed_lead_id`: who is to lead, once the other side has said so."""

    id: UUID
    reference: str
    kind: JointKind
    title: str
    harms: tuple[str, ...]
    area: str | None
    lead_id: UUID
    lead: str
    made_at: datetime
    closed_at: datetime | None
    outcome: Outcome | None
    outcome_words: str
    lessons: str
    proposed_lead_id: UUID | None
    proposed_by_id: UUID | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Party:
    """A council that works on it, or is asked to. `stands` is false while the agreement is over under which it joined:
    neither side then sees what the other has added."""

    concern_id: UUID
    council_id: UUID
    council: str
    reference: str
    kind: JointKind
    harms: tuple[str, ...]
    area: str | None
    state: PartyState
    invited_by: str
    coordinator: str
    keep_days: int
    invited_at: datetime
    joined_at: datetime | None
    over_at: datetime | None
    stands: bool
    shows: bool = True
    """Whether what is its own may be shown to the acting council."""
    sees: bool = True
    """Whether the acting council may show it what is its own without giving a reason first."""
    on_reason: bool = False
    """It was asked to join for a reason, without an agreement."""

    @property
    def is_stopped(self) -> bool:
        return self.state is PartyState.JOINED and not self.stands


@dataclass(frozen=True, slots=True)
class Guest:
    """A partner organisation that one of the councils has invited."""

    id: UUID
    council_id: UUID
    council: str
    label: str
    since: datetime
    until: datetime
    ended_at: datetime | None

    def is_in(self, now: datetime) -> bool:
        return self.ended_at is None and self.until > now


@dataclass(frozen=True, slots=True)
class PartFile:
    """What a document goes along with. The bytes lie in the place of the part's council; `digest` is their SHA-256 in
    small hexadecimal digits. What it was called there is known to nobody else."""

    object_id: UUID
    kind: FileKind
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Part:
    """One contribution. Of what was taken back, no word and no file is left: `digest` is what they were hashed to."""

    id: UUID
    council_id: UUID
    council: str
    kind: PartKind
    words: str
    codes: tuple[str, ...]
    seen_by: tuple[UUID, ...]
    guests: tuple[UUID, ...]
    guest: str
    about_id: UUID | None
    due_on: date | None
    doer_id: UUID | None
    doer: str
    done_at: datetime | None
    came_of: str
    by_name: str
    at: datetime
    keep_until: date
    digest: str
    state: PartState
    over_at: datetime | None
    over_words: str
    file: PartFile | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    at: datetime
    council_id: UUID
    council: str
    verb: str
    by_name: str
    words: str
    part_kind: PartKind | None


@dataclass(frozen=True, slots=True)
class Received:
    """A receipt of the acting council's own."""

    id: UUID
    no: int
    what: str
    made_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part as it is to be added: who sees it stands in it. `councils` besides the owner."""

    kind: PartKind
    words: str = ""
    codes: tuple[str, ...] = ()
    councils: tuple[UUID, ...] = ()
    guests: tuple[UUID, ...] = ()
    about_id: UUID | None = None
    due_on: date | None = None
    doer_id: UUID | None = None
    doer: str = ""
    keep_days: int = DEFAULT_KEEP
    file: PartFile | None = None
