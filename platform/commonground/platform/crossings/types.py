"""Codes and values of crossings. Codes stand in rows; people read the labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

WORDS_LIMIT: Final = 2_000


class Verb(StrEnum):
    """What a council does with another one."""

    INFORM = "inform"
    WORK_JOINTLY = "work_jointly"
    HAND_OVER = "hand_over"


class Kind(StrEnum):
    """What a crossing is about (domain notes, 2j)."""

    CHILD_MOVES = "child_moves"
    CHILD_PLACED = "child_placed"
    PEER_GROUP = "peer_group"
    BORDER_PLACE = "border_place"
    SCHOOL_PUPILS = "school_pupils"
    ONLINE = "online"
    INTELLIGENCE = "intelligence"
    INFORMATION_REQUEST = "information_request"


OF_ONE_CHILD: Final = frozenset({Kind.CHILD_MOVES, Kind.CHILD_PLACED})
"""The only kinds whose package may say who somebody is."""
NEVER_HANDED_OVER: Final = frozenset({Kind.INTELLIGENCE, Kind.INFORMATION_REQUEST})


class Urgency(StrEnum):
    TODAY = "today"
    SOON = "soon"
    ROUTINE = "routine"


class Side(StrEnum):
    SENDER = "sender"
    RECEIVER = "receiver"
    CLOCK = "clock"


class State(StrEnum):
    """Where an offer stands. `EXPIRED` and `STOPPED` may be so before a row says it: see `rules.standing`."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    QUERIED = "queried"
    ACCEPTED = "accepted"
    CONFERENCE_HELD = "conference_held"
    MOVED = "moved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    STOPPED = "stopped"
    """Its agreement is over, and nobody had accepted it: nobody can, until it is offered anew."""
    CLOSED = "closed"


PENDING: Final = frozenset({State.SENT, State.ACKNOWLEDGED, State.QUERIED})
OVER: Final = frozenset({State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.STOPPED, State.CLOSED})


class Act(StrEnum):
    """What one side does with an offer."""

    SEND = "send"
    WITHDRAW = "withdraw"
    SUPPLEMENT = "supplement"
    ESCALATE = "escalate"
    ASK_PURGE = "ask_purge"
    ACKNOWLEDGE = "acknowledge"
    QUERY = "query"
    ACCEPT = "accept"
    DECLINE = "decline"
    ASK_MORE = "ask_more"
    COMPLETE = "complete"
    HOLD_CONFERENCE = "hold_conference"
    TAKE_RESPONSIBILITY = "take_responsibility"
    ANSWER_PURGE = "answer_purge"
    SAY = "say"
    CLOSE = "close"
    EXPIRE = "expire"


class DeclineReason(StrEnum):
    NOT_OURS = "not_ours"
    ALREADY_KNOWN = "already_known"
    NOT_ENOUGH = "not_enough"
    NO_DUTY = "no_duty"
    OTHER = "other"


VERB_LABELS: Final[Mapping[Verb, str]] = MappingProxyType(
    {Verb.INFORM: "Inform", Verb.WORK_JOINTLY: "Work jointly", Verb.HAND_OVER: "Hand over"}
)
KIND_LABELS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.CHILD_MOVES: "A child or young person moves",
        Kind.CHILD_PLACED: "A child or young person is placed",
        Kind.PEER_GROUP: "A peer group spans the border",
        Kind.BORDER_PLACE: "A place on or over the border",
        Kind.SCHOOL_PUPILS: "A school with pupils from elsewhere",
        Kind.ONLINE: "An online space",
        Kind.INTELLIGENCE: "Intelligence only",
        Kind.INFORMATION_REQUEST: "A request for information",
    }
)
URGENCY_LABELS: Final[Mapping[Urgency, str]] = MappingProxyType(
    {
        Urgency.TODAY: "Today: somebody may be in danger now",
        Urgency.SOON: "Soon: nobody is believed to be in danger today",
        Urgency.ROUTINE: "Routine",
    }
)
STATE_LABELS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.SENT: "Offered",
        State.ACKNOWLEDGED: "Acknowledged",
        State.QUERIED: "More is asked for",
        State.ACCEPTED: "Accepted",
        State.CONFERENCE_HELD: "Transfer-in conference held",
        State.MOVED: "Responsibility moved",
        State.DECLINED: "Declined",
        State.WITHDRAWN: "Withdrawn",
        State.EXPIRED: "Expired",
        State.STOPPED: "Stopped: its agreement is over",
        State.CLOSED: "Closed",
    }
)
ACT_LABELS: Final[Mapping[Act, str]] = MappingProxyType(
    {
        Act.SEND: "Offered",
        Act.WITHDRAW: "Withdrawn; the package is erased",
        Act.SUPPLEMENT: "A supplement was sent",
        Act.ESCALATE: "Escalated to both managers",
        Act.ASK_PURGE: "Asked to delete the copy",
        Act.ACKNOWLEDGE: "Acknowledged",
        Act.QUERY: "Asked for more before accepting",
        Act.ACCEPT: "Accepted and opened",
        Act.DECLINE: "Declined",
        Act.ASK_MORE: "Said that the written information is not complete",
        Act.COMPLETE: "Said that the written information is complete",
        Act.HOLD_CONFERENCE: "Transfer-in conference recorded",
        Act.TAKE_RESPONSIBILITY: "Took responsibility",
        Act.ANSWER_PURGE: "Answered about the copy",
        Act.SAY: "Wrote",
        Act.CLOSE: "Closed",
        Act.EXPIRE: "Expired; the package is erased",
    }
)
DECLINE_LABELS: Final[Mapping[DeclineReason, str]] = MappingProxyType(
    {
        DeclineReason.NOT_OURS: "It is not ours: another council may be meant",
        DeclineReason.ALREADY_KNOWN: "It is already known to us, and worked on",
        DeclineReason.NOT_ENOUGH: "It does not say enough to act on",
        DeclineReason.NO_DUTY: "We have no duty here",
        DeclineReason.OTHER: "For another reason",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """An offer as either party sees it. `standing`: its state at this moment. Nothing here says who or where."""

    id: UUID
    reference: str
    thread_id: UUID
    side: Side
    sender_id: UUID
    sender: str
    receiver_id: UUID
    receiver: str
    verb: Verb
    kind: Kind
    urgency: Urgency
    harms: tuple[str, ...]
    ages: tuple[str, ...]
    area: str | None
    names: bool
    fields: int
    files: int
    state: State
    standing: State
    responsible_id: UUID
    agreement_id: UUID | None
    last_no: int
    sent_at: datetime
    respond_by: datetime
    expires_at: datetime
    acknowledged_at: datetime | None
    accepted_at: datetime | None
    complete_at: datetime | None
    conference_due_at: datetime | None
    conference_at: datetime | None
    moved_at: datetime | None
    over_at: datetime | None
    decline_reason: DeclineReason | None
    try_council: str | None
    escalated_at: datetime | None
    purge_asked_at: datetime | None
    purge_answered_at: datetime | None
    purged: bool | None

    @property
    def is_open(self) -> bool:
        """Whether the package is the receiver's too."""
        return self.accepted_at is not None or (self.verb is Verb.INFORM and self.acknowledged_at is not None)

    @property
    def other(self) -> str:
        return self.receiver if self.side is Side.SENDER else self.sender


@dataclass(frozen=True, slots=True)
class StepView:
    no: int
    at: datetime
    side: Side
    act: Act
    by_name: str
    words: str
    to_state: State
