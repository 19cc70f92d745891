"""What somebody outside the platform is told, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.platform.crossings.types import Kind
from commonground.tenants.disclosures.types import PackageView

NAME_LIMIT: Final = 200
WORDS_LIMIT: Final = 1_000
MOST_WRONG: Final = 5
"""Wrong codes, then nothing opens any more. The database says so too."""
OPEN_FOR: Final = timedelta(minutes=15)
"""How long it can be read and saved, from the code on. The database says so too."""


class Standing(StrEnum):
    """How far it is with whoever is to fetch it."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    LOCKED = "locked"
    OPEN = "open"
    FETCHED = "fetched"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Step(StrEnum):
    SEND = "send"
    RENEW = "renew"
    LOCK = "lock"
    OPEN = "open"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


STANDING_LABELS: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.NOT_SENT: "Not sent",
        Standing.SENT: "Sent, not opened yet",
        Standing.LOCKED: "Locked after five wrong codes",
        Standing.OPEN: "Opened just now",
        Standing.FETCHED: "Opened, and closed again",
        Standing.WITHDRAWN: "Withdrawn",
        Standing.EXPIRED: "Its day is over, and nobody opened it",
    }
)
STEP_LABELS: Final[Mapping[Step, str]] = MappingProxyType(
    {
        Step.SEND: "Sent: address by e-mail, code by telephone",
        Step.RENEW: "Sent again with another address and another code",
        Step.LOCK: "Locked after five wrong codes",
        Step.OPEN: "Opened with the code",
        Step.WITHDRAW: "Withdrawn",
        Step.EXPIRE: "Its day was over; what was to be shared is erased",
    }
)
OUTSIDE_KINDS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.CHILD_MOVES: "A child or young person who moves, or is with them now",
        Kind.CHILD_PLACED: "A child or young person who is placed",
        Kind.PEER_GROUP: "A group of young people",
        Kind.BORDER_PLACE: "A place",
        Kind.SCHOOL_PUPILS: "A school",
        Kind.ONLINE: "An online space",
        Kind.INTELLIGENCE: "Intelligence only",
        Kind.INFORMATION_REQUEST: "A request for information",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Somebody outside: how they are written to, and where they are rung."""

    person: str
    job: str
    email: str
    phone: str
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class StepLine:
    no: int
    at: datetime
    step: Step
    by_name: str
    words: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What is shown once: the code, in groups. Nobody can look it up again."""

    code: str
    phone: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lies open to whoever had the code, and until when. `objects`: where the bytes of each file lie, by hash."""

    council_id: UUID
    reference: str
    package: PackageView
    canonical: str
    opened_by: str
    closes_at: datetime
    objects: Mapping[str, UUID]
