"""What can be counted, about whom, and between which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final

from commonground.platform.calendar import LONDON
from commonground.tenants.figures.suppression import Split

QUARTERS_SHOWN: Final = 8
TOLD: Final = "told"
NOT_YET: Final = "not_yet"
NOT_KNOWN: Final = "not_known"


class Whose(StrEnum):
    """The teams of the reader, as they are; or everybody else, with small numbers held back."""

    OURS = "ours"
    OTHERS = "others"


class Counted(StrEnum):
    """One way of dividing what came in (above) or what was decided (below)."""

    MONTH = "month"
    SOURCE = "source"
    KIND = "kind"
    HARM = "harm"
    TEAM = "team"
    REPEAT = "repeat"
    TIME = "time"
    CLOCK = "clock"
    OUTCOME = "outcome"
    FEEDBACK = "feedback"
    WHY_NOT_TOLD = "why_not_told"
    TOLD_BY_TEAM = "told_by_team"
    NOT_TOLD_BY_TEAM = "not_told_by_team"
    HEARD = "heard"
    """Of the whole council, to everybody alike and with small numbers held back: no answer belongs to a team."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months, January to March the first. Quarters never overlap, so that none can be taken from another."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, code: str) -> Quarter | None:
        """“2026-3”, as an address says it; None for what is no quarter."""
        year, _, number = code.partition("-")
        fits = year.isascii() and year.isdigit() and len(year) == 4 and number in {"1", "2", "3", "4"}
        return cls(int(year), int(number)) if fits else None

    @property
    def code(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), LONDON).astimezone(UTC)

    def back(self, steps: int) -> Quarter:
        at = self.year * 4 + self.number - 1 - steps
        return Quarter(at // 4, at % 4 + 1)


def quarters(now: datetime) -> tuple[Quarter, ...]:
    """This quarter, which is not over, and the ones before it, newest first."""
    this = Quarter.of(now.astimezone(LONDON).date())
    return tuple(this.back(steps) for steps in range(QUARTERS_SHOWN + 1))


@dataclass(frozen=True, slots=True)
class Volume:
    """How many came in and how many were decided in a quarter; None: held back."""

    quarter: Quarter
    received: int | None
    decided: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """A context that came up more than once."""

    reference: str
    name: str
    contacts: int


@dataclass(frozen=True, slots=True)
class Figures:
    quarter: Quarter
    whose: Whose
    splits: dict[Counted, Split]
    volumes: tuple[Volume, ...]
    teams: dict[str, str]
    """Names of teams by their id, as the counts call them."""
    places: tuple[Place, ...]
    team: str = ""
    """The one of them that was asked for, by its id; empty: all."""
