"""What is typed about an agreement, and how it is seen by a council that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.platform.crossings.types import Kind, Verb

NAME_LIMIT: Final = 160
WORDS_LIMIT: Final = 2_000
JOB_LIMIT: Final = 120
LONGEST_YEARS: Final = 10
"""An agreement without an end that anybody lives to see is none; one without any end is looked at when somebody is."""


class Standing(StrEnum):
    """Where an agreement stands for one of the councils that it names."""

    OURS = "ours"
    """It waits for our signature."""
    IN_FORCE = "in_force"
    TO_COME = "to_come"
    """Signed on both sides, and its first day is to come."""
    OTHERS = "others"
    """We have signed, and nobody else has."""
    OVER = "over"


STANDING_LABELS: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.OURS: "Waits for our signature",
        Standing.IN_FORCE: "In force",
        Standing.TO_COME: "Signed, to come",
        Standing.OTHERS: "Waits for others",
        Standing.OVER: "Over",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementInput:
    """An agreement as typed. `councils`: the others. `kinds`: codes of crossings; none means all of them. `job`: what
    stands under the proposer's name."""

    name: str
    councils: tuple[UUID, ...]
    verbs: tuple[str, ...]
    from_on: date | None
    job: str
    region: str = ""
    kinds: tuple[str, ...] = ()
    words: str = ""
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """One council's, by whom and as what; withdrawn or not."""

    council_id: UUID
    signed_at: datetime
    by: str
    job: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_words: str = ""

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementView:
    """An agreement as each council that it names sees it. `councils`: their names by id. `signatures`: all that were
    ever given, the first first. No `kinds`: it is about every kind."""

    id: UUID
    proposer_id: UUID
    councils: Mapping[UUID, str]
    name: str
    region: str
    version: int
    replaces_id: UUID | None
    verbs: frozenset[Verb]
    kinds: frozenset[Kind]
    words: str
    from_on: date
    until_on: date | None
    proposed_at: datetime
    ended_at: datetime | None
    signatures: tuple[Signature, ...] = ()

    def signers(self) -> frozenset[UUID]:
        """Who holds themselves to it."""
        return frozenset(each.council_id for each in self.signatures if each.stands)

    def others(self, council_id: UUID) -> Mapping[UUID, str]:
        return {each: name for each, name in self.councils.items() if each != council_id}


Allowed = Mapping[Verb, frozenset[Kind]]
"""What may be done, and of which kinds; nothing that may not."""
