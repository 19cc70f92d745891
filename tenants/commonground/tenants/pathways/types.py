"""A pathway of a council's, what a suggestion is made of, and a step that follows a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from commonground.platform.calendar.timers import Origin
from commonground.platform.reference import AGENCIES
from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.referrals.types import Outcome

KINDS: Final = tuple(kind.value for kind in SubjectKind)
"""The types of context that have pathways of their own."""
ROLES: Final = ("lead", "front_door", "manager")
"""Who of ours a step can be for; else it is for an agency."""
WHO: Final = (*ROLES, *AGENCIES.codes)
FRONT_DOORS: Final = ("social_care", "housing", "licensing", "community_safety")
"""Where a worry is usually referred on to."""
CHILDREN: Final = (1, 3, 6, 11)
DAYS: Final = (1, 2, 3, 5, 10, 15, 20, 30, 45)
MOST_STEPS: Final = 6
STEP_LIMIT: Final = 160
WHEN_LIMIT: Final = 300
NOTE_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class StepPlan:
    """What follows: to be done by whom, within how many working days from the decision."""

    what: str
    days: int
    who: str = "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """One of them. `when`: the council's words on when to choose it. It is suggested if all that it asks for is so:
    one of these harms, one of these levels, at least so many children; what is left empty is not asked for, and one
    that asks for nothing is suggested never. `days`: by when a consultation is to be held."""

    outcome: Outcome
    offered: bool = True
    when: str = ""
    harms: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    children: int | None = None
    days: int | None = None
    refer_on: tuple[str, ...] = ()
    steps: tuple[StepPlan, ...] = ()

    @property
    def asks(self) -> bool:
        return bool(self.harms or self.levels or self.children)


@dataclass(frozen=True, slots=True)
class Pathways:
    """All of them for one type of context, in the order in which they are offered. `version` 0: the council has never
    set any. `own`: they are the council's; else ours, as a suggestion. `kind` is empty where nobody knows the type."""

    kind: str
    version: int
    own: bool
    pathways: tuple[Pathway, ...]

    @property
    def offered(self) -> tuple[Outcome, ...]:
        return tuple(each.outcome for each in self.pathways if each.offered)

    def of(self, outcome: Outcome) -> Pathway:
        return next(each for each in self.pathways if each.outcome is outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFacts:
    """What is known of a referral: `children` is a code of `reference.CHILD_BANDS`, `level` what the screener weighed
    it as."""

    harms: frozenset[str] = frozenset()
    level: str = ""
    children: str = ""


@dataclass(frozen=True, slots=True)
class Advised:
    """The one that is suggested, and what it was for."""

    pathway: Pathway
    facts: PathFacts


class StepStatus(StrEnum):
    """`action`: it goes on as an action on the context, and is settled there."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step on a record. `due_at` is empty where our suggestion is not counted. `action_status`: how the action that
    was made of it stands, for those who may open the context, whose `context` it is."""

    id: UUID
    what: str
    who: str
    days: int
    origin: Origin
    due_at: datetime | None
    status: StepStatus
    words: str
    ended_on: date | None
    ended_by: str
    action_id: UUID | None = None
    action_status: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """A version of a council's pathways for one type: who saved it, and what was changed then."""

    version: int
    at: datetime
    who: str
    changed: str


Steps = Sequence[StepLine]
