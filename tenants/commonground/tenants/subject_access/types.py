"""What is typed for a request, what is found, and what can be decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

NAME_LIMIT: Final = 120
ALIASES: Final = 10
WORDS_LIMIT: Final = 1_000


class AskedBy(StrEnum):
    THEMSELVES = "themselves"
    PARENT = "parent"
    REPRESENTATIVE = "representative"


ASKED_BY_LABELS: Final[Mapping[AskedBy, str]] = MappingProxyType(
    {
        AskedBy.THEMSELVES: "The person themselves",
        AskedBy.PARENT: "A parent or carer, for a child who can’t ask",
        AskedBy.REPRESENTATIVE: "Somebody whom they have authorised",
    }
)


class AnswerLanguage(StrEnum):
    """In which the person is answered: of the bundle's own words, since what was written stays as it was written."""

    ENGLISH = "en"
    WELSH = "cy"


class MentionDecision(StrEnum):
    """Give it, with some of it hidden; it is about somebody else of that name; or it is withheld, with a ground."""

    GIVE = "give"
    SOMEBODY_ELSE = "somebody_else"
    WITHHOLD = "withhold"


DECISION_LABELS: Final[Mapping[MentionDecision, str]] = MappingProxyType(
    {
        MentionDecision.GIVE: "Give it, without what is hidden below",
        MentionDecision.SOMEBODY_ELSE: "It is about somebody else: leave it out",
        MentionDecision.WITHHOLD: "Withhold it all",
    }
)


class WithholdGround(StrEnum):
    SERIOUS_HARM = "serious_harm"
    CRIME = "crime"
    LEGAL_PRIVILEGE = "legal_privilege"
    THIRD_PARTY = "third_party"


GROUND_LABELS: Final[Mapping[WithholdGround, str]] = MappingProxyType(
    {
        WithholdGround.SERIOUS_HARM: "Serious harm to somebody (Data Protection Act 2018, Schedule 3)",
        WithholdGround.CRIME: "It would hinder preventing or detecting crime (Schedule 2)",
        WithholdGround.LEGAL_PRIVILEGE: "Legal advice (Schedule 2)",
        WithholdGround.THIRD_PARTY: "It can’t be told apart from what is about others (Schedule 2)",
    }
)


class ClosedWhy(StrEnum):
    """Why a request ends without an answer."""

    WITHDRAWN = "withdrawn"
    SAME = "same"
    TYPED_WRONG = "typed_wrong"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"


CLOSED_WHY_LABELS: Final[Mapping[ClosedWhy, str]] = MappingProxyType(
    {
        ClosedWhy.WITHDRAWN: "The person withdrew it",
        ClosedWhy.SAME: "It is the same as another request",
        ClosedWhy.TYPED_WRONG: "It was typed wrong",
        ClosedWhy.REFUSED: "Refused: manifestly unfounded or excessive (UK GDPR, Article 12(5))",
        ClosedWhy.UNCONFIRMED: "We can’t confirm who they are",
    }
)
TO_BE_TOLD: Final = frozenset({ClosedWhy.REFUSED, ClosedWhy.UNCONFIRMED})
"""The council decides it against the person, who is to be told why and may complain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInput:
    """A request as typed."""

    name: str
    aliases: tuple[str, ...]
    asked_by: AskedBy | None
    identity_words: str
    received_on: date | None
    lang: AnswerLanguage = AnswerLanguage.ENGLISH


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A text in which a name stands: where, and its words."""

    place: str
    row_id: UUID
    record_kind: str
    record_id: UUID | None
    reference: str
    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end` of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a person decided about one mention."""

    decision: MentionDecision
    hidden: tuple[Span, ...] = ()
    ground: WithholdGround | None = None
    words: str = ""
