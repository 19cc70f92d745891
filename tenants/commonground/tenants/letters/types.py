"""Kinds of letters, what may be merged into one, and what became of one that went by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

WORDS_LIMIT: Final = 3_000
LANGS: Final = ("en", "cy")


class LetterKind(StrEnum):
    """To whom it is written."""

    REFER_ON = "refer_on"
    REFERRER = "referrer"
    BUSINESS = "business"
    SCHOOL = "school"


PRINTED: Final = (LetterKind.REFERRER, LetterKind.BUSINESS, LetterKind.SCHOOL)


class Field(StrEnum):
    """What may be merged into a letter, since it says nothing of anybody: in braces in its words."""

    COUNCIL = "council"
    REFERENCE = "reference"
    RECEIVED = "received"
    TODAY = "today"
    PHONE = "phone"
    OUT_OF_HOURS = "out_of_hours"
    ANSWER = "answer"
    """What the one who told us was answered; its words were looked over when they were written. To nobody else."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The council's own words, by kind and language. `version` 0: it has never set any."""

    version: int = 0
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class Arrival(StrEnum):
    """What became of an e-mail, as far as whoever sent it needs to know."""

    ON_ITS_WAY = "on_its_way"
    TAKEN = "taken"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class LetterMade:
    """Of a line of the history: which letter it is about. `arrival` of one that goes by e-mail."""

    kind: LetterKind
    arrival: Arrival | None = None
