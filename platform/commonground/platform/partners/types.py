"""What is typed about a partner organisation and an agreement, and how they are listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

NAME_LIMIT: Final = 160
ABOUT_LIMIT: Final = 1_000
WORDS_LIMIT: Final = 200
LONGEST_YEARS: Final = 10
"""An agreement without an end that anybody lives to see is none."""
POLICE: Final = frozenset({"police", "police_bcu", "police_safer_schools"})
"""Kinds of organisation that never have standing access to a peer group."""


class AgreementKind(StrEnum):
    INFORMATION_SHARING = "information_sharing"
    DATA_PROCESSING = "data_processing"
    MEMORANDUM = "memorandum"


AGREEMENT_LABELS: Final[Mapping[AgreementKind, str]] = MappingProxyType(
    {
        AgreementKind.INFORMATION_SHARING: "Information-sharing agreement",
        AgreementKind.DATA_PROCESSING: "Data-processing agreement",
        AgreementKind.MEMORANDUM: "Memorandum of understanding",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationInput:
    """An organisation as typed; `kind` is a code of `reference.AGENCIES`."""

    name: str
    kind: str
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementInput:
    """An agreement as typed. `kept_at`: where the signed paper is, in words or as a reference."""

    kind: str
    edition: str
    signed_on: date | None
    signed_by: str
    valid_from: date | None
    valid_until: date | None
    kept_at: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed."""

    kind: str = ""
    words: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Organisation:
    """A line of the list. `agreed_until`: the last day of an information-sharing agreement that is in force today;
    `people`: those with an account."""

    id: UUID
    name: str
    kind: str
    contact: str
    agreed_until: date | None
    people: int
    ended: bool


@dataclass(frozen=True, slots=True)
class PartnerPerson:
    """Somebody with an account who works for the organisation."""

    id: UUID
    name: str
    role: str


def is_police(kind: str) -> bool:
    return kind in POLICE
