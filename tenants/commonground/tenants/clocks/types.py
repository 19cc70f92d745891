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
        """“3 decisions, 1 step, 0 answers”: how many, and of none of them which."""
        numbers = (len(self.decisions), "decision"), (self.steps, "step"), (self.answers, "answer")
        return ", ".join(f"{number} {name}{'' if number == 1 else 's'}" for number, name in numbers)
