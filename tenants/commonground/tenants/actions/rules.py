"""What an action must say, and when it is over. No database, no web."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from commonground.platform.refusals import IncompleteError, Problem

WHAT_LIMIT: Final = 300
REASON_LIMIT: Final = 500
FURTHEST: Final = timedelta(days=366)
USUAL_DAYS: Final = 7
"""When an action is due unless somebody says otherwise."""
SOON: Final = timedelta(days=2)
"""So long before its day an action is due soon."""
AFTERWARDS: Final = timedelta(days=7)
"""What has been overdue for longer is on every list already; a notice would not be news."""


class ActionStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionInput:
    """A new action as typed. `playbook` and `step`: of which it was made, if of one."""

    what: str
    owner_id: UUID | None
    due_on: date | None
    playbook: str = ""
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeInput:
    """How it stands by now, as typed. `reason`: why it was dropped, or what is worth knowing."""

    status: ActionStatus | None
    owner_id: UUID | None
    due_on: date | None
    reason: str = ""


def check_action(typed: ActionInput, owners: Collection[UUID], today: date) -> ActionInput:
    """The action as it may be kept. `owners`: who could do it. Raises `IncompleteError` with every problem."""
    action = replace(typed, what=" ".join(typed.what.split()))
    if problems := (*_of_what(action.what), *_of_owner(action.owner_id, owners), *_of_due(action.due_on, today)):
        raise IncompleteError(problems)
    return action


def check_outcome(
    typed: OutcomeInput, *, before: tuple[UUID, date], owners: Collection[UUID], today: date
) -> OutcomeInput:
    """The outcome as it may be kept. `before`: owner and day as they stood, which may stay though they would not be
    chosen any more. Raises `IncompleteError` with every problem."""
    outcome = replace(typed, reason=typed.reason.strip())
    problems = list(_of_reason(outcome))
    if outcome.status is ActionStatus.OPEN:
        if outcome.owner_id != before[0]:
            problems += _of_owner(outcome.owner_id, owners)
        if outcome.due_on != before[1]:
            problems += _of_due(outcome.due_on, today)
    if problems:
        raise IncompleteError(tuple(problems))
    return outcome


def is_overdue(due_on: date, today: date) -> bool:
    """On its day it still may be done."""
    return due_on < today


def _of_what(what: str) -> Iterator[Problem]:
    if not what or len(what) > WHAT_LIMIT:
        yield Problem("what", f"Say what is to be done, in at most {WHAT_LIMIT} characters.")


def _of_owner(owner_id: UUID | None, owners: Collection[UUID]) -> Iterator[Problem]:
    if owner_id not in owners:
        yield Problem("owner", "Choose one of the people who can work on this context.")


def _of_due(due_on: date | None, today: date) -> Iterator[Problem]:
    if due_on is None or not today <= due_on <= today + FURTHEST:
        yield Problem("due_on", "Say by which day: today at the earliest, within a year.")


def _of_reason(outcome: OutcomeInput) -> Iterator[Problem]:
    if outcome.status is None:
        yield Problem("status", "Choose how it stands.")
    if outcome.status is ActionStatus.DROPPED and not outcome.reason:
        yield Problem("reason", "Say why it is dropped: the next person would begin again.")
    if len(outcome.reason) > REASON_LIMIT:
        yield Problem("reason", f"Keep this to {REASON_LIMIT} characters.")
