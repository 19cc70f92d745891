"""Codes and values of disputes. Codes stand in rows; people read the labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.platform.crossings.types import Kind

WORDS_LIMIT: Final = 1_000


class DisputeState(StrEnum):
    ASKED = "asked"
    """One side has proposed who leads; the other one answers."""
    MORE_ASKED = "more_asked"
    """The other one has asked for more before it answers."""
    AGREED = "agreed"
    DECIDED = "decided"
    """Managers of both have said the same."""
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


LIVE: Final = frozenset({DisputeState.ASKED, DisputeState.MORE_ASKED})
SETTLED: Final = frozenset({DisputeState.AGREED, DisputeState.DECIDED})


class DisputeAct(StrEnum):
    """What one side, or the clock, does."""

    OPEN = "open"
    AGREE = "agree"
    PROPOSE = "propose"
    ASK_MORE = "ask_more"
    TELL_MORE = "tell_more"
    ESCALATE = "escalate"
    DECIDE = "decide"
    WITHDRAW = "withdraw"
    CLOSE = "close"


ANSWERS: Final = (DisputeAct.AGREE, DisputeAct.PROPOSE, DisputeAct.ASK_MORE, DisputeAct.TELL_MORE)
"""What whoever's turn it is says, as far as it can be said now."""


class Turn(StrEnum):
    """Whose answer is awaited, as one side sees it."""

    OURS = "ours"
    THEIRS = "theirs"


class LeadReason(StrEnum):
    """Why that council should lead."""

    CHILD_LIVES = "child_lives"
    HARM_HAPPENS = "harm_happens"
    PLACED_BY = "placed_by"
    KNEW_FIRST = "knew_first"
    STATUTORY_DUTY = "statutory_duty"
    OTHER = "other"


REASON_LABELS: Final[Mapping[LeadReason, str]] = MappingProxyType(
    {
        LeadReason.CHILD_LIVES: "The child or young person lives there",
        LeadReason.HARM_HAPPENS: "The harm happens there",
        LeadReason.PLACED_BY: "That council placed them",
        LeadReason.KNEW_FIRST: "That council knew first, and works on it",
        LeadReason.STATUTORY_DUTY: "That council has the statutory duty",
        LeadReason.OTHER: "Another reason",
    }
)
STATE_LABELS: Final[Mapping[DisputeState, str]] = MappingProxyType(
    {
        DisputeState.ASKED: "An answer is awaited",
        DisputeState.MORE_ASKED: "More is asked for",
        DisputeState.AGREED: "Agreed",
        DisputeState.DECIDED: "Decided by both managers",
        DisputeState.WITHDRAWN: "Withdrawn",
        DisputeState.CLOSED: "Closed",
    }
)
ACT_LABELS: Final[Mapping[DisputeAct, str]] = MappingProxyType(
    {
        DisputeAct.OPEN: "Said that it is not agreed whose this is",
        DisputeAct.AGREE: "Agreed",
        DisputeAct.PROPOSE: "Proposed otherwise",
        DisputeAct.ASK_MORE: "Asked for more before answering",
        DisputeAct.TELL_MORE: "Said more",
        DisputeAct.ESCALATE: "Escalated to both managers",
        DisputeAct.DECIDE: "A manager decided for their council",
        DisputeAct.WITHDRAW: "Withdrawn",
        DisputeAct.CLOSE: "Closed",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeView:
    """A dispute as either council sees it. `meanwhile_id`: who acts until it is settled, and after it, until
    responsibility has moved. `offer`: the handoff that it is about, by its reference."""

    id: UUID
    reference: str
    us_id: UUID
    opener_id: UUID
    opener: str
    other_id: UUID
    other: str
    offer_id: UUID | None
    offer: str | None
    kind: Kind
    area: str | None
    state: DisputeState
    proposed_id: UUID
    proposed_by_id: UUID
    reason: LeadReason
    waits_id: UUID
    meanwhile_id: UUID
    in_codes: bool
    """The acting council has offered what nobody has accepted yet: until then it says no free word."""
    our_decision_id: UUID | None
    their_decision_id: UUID | None
    lead_id: UUID | None
    opened_at: datetime
    answer_by: datetime
    settle_by: datetime
    escalated_at: datetime | None
    over_at: datetime | None

    @property
    def turn(self) -> Turn:
        return Turn.OURS if self.waits_id == self.us_id else Turn.THEIRS

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def them_id(self) -> UUID:
        return self.other_id if self.opener_id == self.us_id else self.opener_id

    @property
    def them(self) -> str:
        return self.name_of(self.them_id)

    def name_of(self, council_id: UUID | None) -> str:
        """Of one of the two."""
        return {self.opener_id: self.opener, self.other_id: self.other}.get(council_id, "") if council_id else ""


@dataclass(frozen=True, slots=True)
class DisputeStep:
    """One line of it. `council`: whose people did it; empty for the clock."""

    no: int
    at: datetime
    council: str
    act: DisputeAct
    lead: str
    reason: LeadReason | None
    by_name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDispute:
    """What begins one: about a handoff, or else with which council, and what kind of thing in which area."""

    lead_id: UUID
    reason: LeadReason
    words: str
    offer_id: UUID | None = None
    other_id: UUID | None = None
    kind: Kind | None = None
    area: str | None = None
