"""What whoever referred something may know of it, whether they are of the council or of a partner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from commonground.tenants.referring.types import LawfulBasis

WITHDRAWAL: Final = "withdrawal"
MOST_MINE: Final = 500
"""Of what one person referred, the newest: more than anybody reads through."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What was written since: `reply`, `question`, `further`, `word` or `change` of the council, `news`, `asks` or
    `withdrawal` of the referrer."""

    kind: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MyReferral:
    """One of my own, with the words that say where it is. `settled`: it was decided, or closed. `due_at`: by when it
    will be; None once it is, and while somebody else is waited for. `asked`: the front door waits for my answer;
    `unread`: nobody there has taken it up. `lang`: in which the front door writes to me."""

    id: UUID
    reference: str
    statement_id: UUID
    subject: str
    places: Mapping[str, str]
    danger: str | None
    sent_at: datetime
    settled: bool
    asked: bool
    unread: bool
    due_at: datetime | None
    lang: str
    letters: Sequence[Letter] = ()

    @property
    def wished_back(self) -> bool:
        """Whether I asked to withdraw it."""
        return any(each.kind == WITHDRAWAL for each in self.letters)


@dataclass(frozen=True, slots=True)
class MineLine:
    """One line of the list of what I referred."""

    reference: str
    title: str
    sent_at: datetime
    settled: bool
    asked: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """On which basis the council shares what professionals refer; `words` say where that is written down."""

    basis: LawfulBasis
    words: str = ""
