"""What a professional is asked, how much fits, and the codes of their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.intake.types import Danger

LINE_LIMIT: Final = 300
NOTE_LIMIT: Final = 1_000
REFERENCE_LIMIT: Final = 40
MOST_REFERENCES: Final = 30


class Openness(StrEnum):
    """Were young people and parents told? Being open is a question of its own, beside the lawful basis."""

    TOLD = "told"
    NOT_TOLD = "not_told"
    NOBODY_IN_PARTICULAR = "nobody_in_particular"


class LawfulBasis(StrEnum):
    """On which basis of UK GDPR, Article 6, it is shared."""

    PUBLIC_TASK = "public_task"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    CONSENT = "consent"
    LEGITIMATE_INTERESTS = "legitimate_interests"
    """Of charities and businesses: a public authority can't rely on it for its tasks."""


class Evidence(StrEnum):
    """Where the referrer has it from."""

    SEEN = "seen"
    YOUNG_PEOPLE = "young_people"
    FAMILY = "family"
    COLLEAGUE = "colleague"
    AGENCY = "agency"
    PUBLIC = "public"
    RECORDS = "records"


class Reliability(StrEnum):
    """How much the referrer would build on it."""

    FIRST_HAND = "first_hand"
    LIKELY = "likely"
    UNCONFIRMED = "unconfirmed"
    DOUBTED = "doubted"


OPENNESS_LABELS: Final[Mapping[Openness, str]] = MappingProxyType(
    {
        Openness.TOLD: "Yes",
        Openness.NOT_TOLD: "No, or not all of them",
        Openness.NOBODY_IN_PARTICULAR: "It is about nobody in particular",
    }
)
BASIS_LABELS: Final[Mapping[LawfulBasis, str]] = MappingProxyType(
    {
        LawfulBasis.PUBLIC_TASK: "A public task",
        LawfulBasis.LEGAL_OBLIGATION: "A legal obligation",
        LawfulBasis.VITAL_INTERESTS: "To save somebody’s life",
        LawfulBasis.CONSENT: "Consent",
        LawfulBasis.LEGITIMATE_INTERESTS: "Legitimate interests",
    }
)
EVIDENCE_LABELS: Final[Mapping[Evidence, str]] = MappingProxyType(
    {
        Evidence.SEEN: "I saw or heard it myself",
        Evidence.YOUNG_PEOPLE: "Young people told me",
        Evidence.FAMILY: "A parent or carer told me",
        Evidence.COLLEAGUE: "A colleague told me",
        Evidence.AGENCY: "Another agency told us",
        Evidence.PUBLIC: "Somebody living or working there told us",
        Evidence.RECORDS: "From our own records",
    }
)
RELIABILITY_LABELS: Final[Mapping[Reliability, str]] = MappingProxyType(
    {
        Reliability.FIRST_HAND: "Known at first hand, or confirmed",
        Reliability.LIKELY: "Likely: more than one source, or one that is usually right",
        Reliability.UNCONFIRMED: "Not confirmed",
        Reliability.DOUBTED: "Doubted, or said only by rumour",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Referring:
    """Everything that a professional can say. Required, at most ten: `kind`, `where`, `what`, `harms`, `children`,
    `danger`, `openness` (with `untold_why` for whoever did not tell everybody) and `basis`.

    No free word but `adults` has a place for a name: references of children and adults of concern stand in a layer of
    their own. Codes are those of `commonground.platform.reference`."""

    key: UUID
    """Chosen when the form was opened: the same form sent twice is one referral."""
    kind: SubjectKind
    where: str
    what: str
    harms: tuple[str, ...]
    children: str
    danger: Danger
    openness: Openness
    untold_why: str = ""
    basis: LawfulBasis

    address: str = ""
    postcode: str = ""
    venue: str | None = None
    boundary: str = ""
    """How far a place reaches."""
    other_boroughs: str = ""
    """Which other councils' areas are concerned."""
    opening: str = ""
    responsible: str = ""
    establishment: str = ""
    group_size: str | None = None
    common_link: str = ""
    platform: str = ""
    online_handle: str = ""

    when: str = ""
    how_often: str | None = None
    first_noticed: str = ""
    ages: tuple[str, ...] = ()
    carried: str = ""

    helps: str = ""

    evidence: Evidence | None = None
    reliability: Reliability | None = None
    reported_to: tuple[str, ...] = ()
    involved: str = ""

    case_references: tuple[str, ...] = ()
    adults: str = ""

    job: str = ""
    phone: str = ""
    lang: str = "en"
    """In which they are answered."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the referrer sees at once: the reference, and by when it is decided."""

    reference: str
    due_at: datetime
    danger: bool
