"""One step of a referral: done, not needed, or made an action on its context. Each leaves a line in the history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.calendar import LONDON
from commonground.platform.cover.service import today_of
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem, RefusedError
from commonground.platform.work import Work
from commonground.tenants.actions.rules import ActionInput
from commonground.tenants.actions.service import add_action
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.pathways.models import ReferralStep
from commonground.tenants.pathways.types import NOTE_LIMIT, StepStatus
from commonground.tenants.referrals.events import subject_of, touch, write_line
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.on_context import context_of
from commonground.tenants.referrals.types import ReferralState

RECORD: Final = "step"
_LINES: Final = {
    StepStatus.DONE: Aside.DO_STEP,
    StepStatus.DROPPED: Aside.DROP_STEP,
    StepStatus.ACTION: Aside.MAKE_ACTION,
}


class StepOverError(RefusedError):
    """It is done, dropped or an action."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("This step is over already. Read in the history what became of it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepInput:
    """How it stands by now, as typed. `day`: when it was done. `owner_id` and `due_on` of an action that is made."""

    status: StepStatus | None
    words: str = ""
    day: date | None = None
    owner_id: UUID | None = None
    due_on: date | None = None


async def load_step(work: Work, row: ReferralRow, step_id: UUID, *, lock: bool = False) -> ReferralStep:
    """One of this referral, which the caller has loaded. Raises `NotFoundHereError`."""
    query = select(ReferralStep).where(ReferralStep.id == step_id, ReferralStep.referral_id == row.id)
    step = (await work.mine.scalars(query.with_for_update() if lock else query)).one_or_none()
    if step is None:
        raise NotFoundHereError
    audit.looked_at(work, Action.READ_REFERRAL, subject_of_step(row, step))
    return step


def subject_of_step(row: ReferralRow, step: ReferralStep) -> audit.Subject:
    return audit.Subject(RECORD, step.id, row.reference, restricted=row.restricted)


async def context_for_action(work: Work, row: ReferralRow, *, lock: bool = False) -> ContextRow | None:
    """The context on which a step can become an action, if there is one that the actor may change. None for a
    restricted referral on an open one: an action there would tell everybody of it."""
    known = await context_of(work, row.context_id)
    if known is None:
        return None
    try:
        context = await load_context(work, known.reference, to=Action.CHANGE_CONTEXT, lock=lock)
    except NotFoundHereError:
        return None
    return None if row.restricted and not context.restricted else context


async def settle_step(
    work: Work, row: ReferralRow, step: ReferralStep, typed: StepInput, context: ContextRow | None, *, version: int
) -> None:
    """Raises `StepOverError`, `ChangedMeanwhileError` and `IncompleteError`."""
    if step.status != StepStatus.OPEN:
        raise StepOverError
    if step.version != version:
        raise ChangedMeanwhileError
    if problems := tuple(_problems(work, step, typed, context)):
        raise IncompleteError(problems)
    if typed.status is StepStatus.ACTION and context is not None:
        made = ActionInput(what=step.what, owner_id=typed.owner_id, due_on=typed.due_on)
        step.action_id = await add_action(work, context, made)
    step.status, step.words = str(typed.status), typed.words.strip()
    step.ended_at, step.ended_by, step.version = work.now, work.actor.staff, step.version + 1
    step.ended_on = typed.day if typed.status is StepStatus.DONE else None
    await _note(work, row, step)


def _problems(work: Work, step: ReferralStep, typed: StepInput, context: ContextRow | None) -> Iterator[Problem]:
    if typed.status is None or typed.status is StepStatus.OPEN:
        yield Problem("status", "Choose how it stands.")
    if typed.status is StepStatus.ACTION and context is None:
        yield Problem("status", "There is no context that you can put an action on.")
    if typed.status is StepStatus.DONE and not _was_possible(work, step, typed.day):
        yield Problem("day", "Say on which day it was done: from the decision on, and not after today.")
    if typed.status is StepStatus.DROPPED and not typed.words.strip():
        yield Problem("words", "Say why it is not needed: the next person would begin again.")
    if len(typed.words.strip()) > NOTE_LIMIT:
        yield Problem("words", f"Keep this to {NOTE_LIMIT} characters.")


def _was_possible(work: Work, step: ReferralStep, day: date | None) -> bool:
    return day is not None and step.decided_at.astimezone(LONDON).date() <= day <= today_of(work)


async def _note(work: Work, row: ReferralRow, step: ReferralStep) -> None:
    verb = _LINES[StepStatus(step.status)]
    said = f"{step.what}. {step.words}" if step.words else f"{step.what}."
    write_line(work, row, verb, ReferralState(row.state), said)
    touch(work, row)
    await audit.record(work, f"{Action.DO_STEPS}:{verb}", subject_of(row), why=audit.ON_RECORD)
