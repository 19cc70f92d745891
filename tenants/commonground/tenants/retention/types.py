"""Types of record, what their time is counted from, and what is typed to hold one, keep one longer or let one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

REASON_LIMIT: Final = 1_000
LONGEST_YEARS: Final = 120


class KeptKind(StrEnum):
    """What can be held and disposed of."""

    REFERRAL = "referral"
    CONTEXT = "context"


class RecordType(StrEnum):
    """What the schedule has a line for. Of one child's records there are none yet; the council chooses before any."""

    REFERRAL_CLOSED = "referral_closed"
    REFERRAL_TAKEN_ON = "referral_taken_on"
    CONTEXT = "context"
    PEER_GROUP = "peer_group"
    CHILD_IN_NEED = "child_in_need"
    CHILD_PROTECTION = "child_protection"
    LOOKED_AFTER = "looked_after"
    LOOKED_AFTER_DIED = "looked_after_died"
    ACCESS_REQUEST = "access_request"
    BREAK_GLASS = "break_glass"
    NOTICE = "notice"
    CROSSED = "crossed"


class CountedFrom(StrEnum):
    """The event from which the time runs."""

    ENDED = "ended"
    LAST_CHANGE = "last_change"
    BIRTH = "birth"
    EIGHTEEN_OR_LAST_CHANGE = "eighteen_or_last_change"
    DEATH = "death"
    GIVEN = "given"


class Origin(StrEnum):
    """Who says so: the law, what councils do, or we."""

    STATUTE = "statute"
    PRACTICE = "practice"
    SUGGESTION = "suggestion"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time by the calendar."""

    years: int = 0
    months: int = 0

    @classmethod
    def of(cls, months: int) -> Period:
        return cls(*divmod(months, 12))

    @property
    def in_months(self) -> int:
        return self.years * 12 + self.months

    @property
    def words(self) -> str:
        """“1 year”, “2 years and 6 months”."""
        parts = ((self.years, "year"), (self.months, "month"))
        return " and ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number)


@dataclass(frozen=True, slots=True)
class Rule:
    """How long records of one type are kept before somebody looks at them."""

    record_type: RecordType
    period: Period
    counted_from: CountedFrom
    origin: Origin
    source: str = ""


TYPE_LABELS: Final[Mapping[RecordType, str]] = MappingProxyType(
    {
        RecordType.REFERRAL_CLOSED: "Referral that was answered and went no further",
        RecordType.REFERRAL_TAKEN_ON: "Referral that was taken on",
        RecordType.CONTEXT: "Context: place, school or online space",
        RecordType.PEER_GROUP: "Context: peer group",
        RecordType.CHILD_IN_NEED: "One child’s record: child in need",
        RecordType.CHILD_PROTECTION: "One child’s record: child protection",
        RecordType.LOOKED_AFTER: "One child’s record: looked-after child",
        RecordType.LOOKED_AFTER_DIED: "One child’s record: looked-after child who died before 18",
        RecordType.ACCESS_REQUEST: "Request for what is held about somebody",
        RecordType.BREAK_GLASS: "Use of break-glass, with its reason and review",
        RecordType.NOTICE: "Notice, and what became of its mail",
        RecordType.CROSSED: "Package between councils that is on no record here",
    }
)
FROM_LABELS: Final[Mapping[CountedFrom, str]] = MappingProxyType(
    {
        CountedFrom.ENDED: "after it was decided or closed",
        CountedFrom.LAST_CHANGE: "after it was last changed",
        CountedFrom.BIRTH: "after the child was born",
        CountedFrom.EIGHTEEN_OR_LAST_CHANGE: "after the 18th birthday or the last change, whichever is later",
        CountedFrom.DEATH: "after the child died",
        CountedFrom.GIVEN: "after it was given",
    }
)


class HoldGround(StrEnum):
    """Why a record must not be disposed of, whatever its time."""

    INQUIRY = "inquiry"
    LEGAL_CLAIM = "legal_claim"
    COMPLAINT = "complaint"
    POLICE = "police"
    SUBJECT_ACCESS = "subject_access"
    CASE_REVIEW = "case_review"


HOLD_LABELS: Final[Mapping[HoldGround, str]] = MappingProxyType(
    {
        HoldGround.INQUIRY: "A public inquiry",
        HoldGround.LEGAL_CLAIM: "A legal claim, made or expected",
        HoldGround.COMPLAINT: "A complaint or the ombudsman",
        HoldGround.POLICE: "A police investigation or a prosecution",
        HoldGround.SUBJECT_ACCESS: "Somebody asked for what we hold about them",
        HoldGround.CASE_REVIEW: "A review after a child was harmed or died",
    }
)


class DisposalGround(StrEnum):
    """Why a record may go. A code and no words: it stands on the certificate, and that stays for ever."""

    TIME_IS_UP = "time_is_up"
    DUPLICATE = "duplicate"
    SHOULD_NOT_BE_HERE = "should_not_be_here"
    TRIAL = "trial"


GROUND_LABELS: Final[Mapping[DisposalGround, str]] = MappingProxyType(
    {
        DisposalGround.TIME_IS_UP: "Its time is up and nobody needs it any more",
        DisposalGround.DUPLICATE: "Another record holds the same",
        DisposalGround.SHOULD_NOT_BE_HERE: "It holds what we may not keep",
        DisposalGround.TRIAL: "A trial of the procedure",
    }
)


class Stopped(StrEnum):
    """Why a confirmed disposal was not carried out."""

    HELD = "held"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """As much of a record as retention needs: no words of it. `ended_at` is empty while work on it goes on, that of its
    context included. `decided`: nobody has to decide about the record itself any more, or it is closed.

    `until`: kept longer until this day. `joined`: referrals that belong to this context and are still here. `asked`:
    somebody has asked what is held about them, and it is in there, or nobody has looked yet. `held_with`: the context
    of this referral, where that one is held: then nobody can let its referrals go."""

    kind: KeptKind
    id: UUID
    reference: str
    record_type: RecordType
    ended_at: datetime | None
    changed_at: datetime
    until: date | None = None
    held: bool = False
    held_with: str = ""
    asked: bool = False
    proposed: bool = False
    trial: bool = False
    joined: int = 0
    decided: bool = True


@dataclass(frozen=True, slots=True)
class Due:
    """A record with the day on which somebody is to look at it; None while nothing counts."""

    record: Kept
    rule: Rule
    on: date | None
