"""What became of the clocks that were counted again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MovedDecision:
    """A referral, and by when it was to be decided before and is now."""

    id: UUID
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """Which decisions moved, and how many steps and answers."""

    decisions: Sequence[MovedDecision]
    steps: int
    answers: int

    def __bool__(self) -> bool:
        return bool(self.decisions or self.steps or self.answers)

    @property
    def words(self) -> str:
        """“Decisions, steps”: of which sorts. How many would tell whoever reads the trail of what they may not open."""
        sorts = (self.decisions, "decisions"), (self.steps, "steps"), (self.answers, "answers")
        return ", ".join(name for moved, name in sorts if moved).capitalize()
