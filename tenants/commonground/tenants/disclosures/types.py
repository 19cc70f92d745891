"""What is decided before anything leaves, and the states of that decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.platform.crossings.types import Kind, Urgency, Verb

PURPOSE_LIMIT: Final = 1_000
REASON_LIMIT: Final = 1_000
EXPIRES_DAYS: Final = (7, 14, 28, 56)
LONGEST_DAYS: Final = 56


class DisclosureState(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    AUTHORISED = "authorised"
    REFUSED = "refused"
    SENT = "sent"
    OVER = "over"
    DISCARDED = "discarded"


EDITABLE: Final = frozenset(
    {DisclosureState.DRAFT, DisclosureState.PROPOSED, DisclosureState.AUTHORISED, DisclosureState.REFUSED}
)
"""Whoever changes what a second person saw begins anew: it is a draft again."""


class Destination(StrEnum):
    COUNCIL = "council"
    OUTSIDE = "outside"
    PARTNER = "partner"


class Told(StrEnum):
    """Were young people and parents told? Being open is a question of its own, beside the lawful basis."""

    TOLD = "told"
    SOME = "some"
    NOT_TOLD = "not_told"
    NOBODY = "nobody_in_particular"


TOLD_LABELS: Final[Mapping[Told, str]] = MappingProxyType(
    {
        Told.TOLD: "Yes, they were told",
        Told.SOME: "Some of them were",
        Told.NOT_TOLD: "No, not yet",
        Told.NOBODY: "It is about nobody in particular",
    }
)
STATE_LABELS: Final[Mapping[DisclosureState, str]] = MappingProxyType(
    {
        DisclosureState.DRAFT: "Draft",
        DisclosureState.PROPOSED: "Waits for a second person",
        DisclosureState.AUTHORISED: "Agreed, not sent yet",
        DisclosureState.REFUSED: "Refused by the second person",
        DisclosureState.SENT: "Sent",
        DisclosureState.OVER: "Over",
        DisclosureState.DISCARDED: "Thrown away",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """To whom, how and about what. `thread_id`: what it is offered again."""

    receiver_id: UUID
    verb: Verb
    kind: Kind
    thread_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The whole form. `parts`: words by field, chosen or not, so that nothing typed is lost; `chosen`: which leave."""

    urgency: Urgency
    harms: tuple[str, ...]
    ages: tuple[str, ...]
    area: str | None
    parts: Mapping[str, str]
    chosen: tuple[str, ...]
    files: tuple[UUID, ...] = ()
    purpose: str = ""
    basis: str = ""
    necessity: str = ""
    openness: str = ""
    untold_why: str = ""
    advice: str = ""
    no_agreement_reason: str = ""
    expires_days: int = 28


@dataclass(frozen=True, slots=True)
class PackageView:
    """A sealed package as it is read: its fields with their words, or none where it was erased."""

    id: UUID
    no: int
    digest: bytes
    fields: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str, int], ...]
    """Name, sort and size."""
    made_at: datetime
    erased_at: datetime | None
    names: bool
