"""Adding an action to a context, and saying how it stands. Each leaves a line in the context's timeline."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import and_, select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.cover.service import today_of
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import ChangedMeanwhileError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.rules import ActionInput, ActionStatus, OutcomeInput, check_action, check_outcome
from commonground.tenants.contexts import service as contexts
from commonground.tenants.contexts.colleagues import Colleague, who_works_here
from commonground.tenants.contexts.load import held_context, subject_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.rules import ContextVerb

RECORD: Final = "context_action"


AT_ONCE: Final = timedelta(minutes=1)


class ActionOverError(RefusedError):
    """It is done or dropped."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("This action is done or dropped already. Add a new one if there is more to do.")


async def who_could_do_it(work: Work, row: ContextRow) -> list[Colleague]:
    """Those who may work on this context: nobody is given something that they can't open."""
    held, house = await held_context(work, row), await who_works_here(work)
    return [each for each, _ in house.who_could(Action.CHANGE_CONTEXT, held)]


async def add_action(work: Work, row: ContextRow, typed: ActionInput) -> UUID:
    """Its id; that of the one which the same person has added in the same words a moment ago, if they press twice.
    Raises `IncompleteError`."""
    owners = {each.id: each.name for each in await who_could_do_it(work, row)}
    action = check_action(typed, owners, today_of(work))
    if again := await _just_added(work, row, action):
        return again
    put = ContextAction(
        tenant_id=work.actor.council, id=uuid7(), context_id=row.id, what=action.what, owner_id=action.owner_id,
        due_on=action.due_on, status=ActionStatus.OPEN.value, playbook=action.playbook, step=action.step,
        added_by=work.actor.staff, added_at=work.now,
    )  # fmt: skip  # one row
    work.mine.add(put)
    await _note(work, row, ContextVerb.ADD_ACTION, action.what)
    await _tell_owner(work, put)
    return put.id


async def _just_added(work: Work, row: ContextRow, action: ActionInput) -> UUID | None:
    """The context is held by then, so that the second press finds what the first one did."""
    put = ContextAction
    same = (put.what == action.what, put.owner_id == action.owner_id, put.due_on == action.due_on,
            put.playbook == action.playbook, put.step.is_not_distinct_from(action.step))  # fmt: skip  # all of it
    mine = (put.context_id == row.id, put.added_by == work.actor.staff, put.added_at > work.now - AT_ONCE)
    found: UUID | None = await work.mine.scalar(select(put.id).where(*mine, *same, put.status == ActionStatus.OPEN))
    return found


async def open_of_step(work: Work, row: ContextRow, typed: ActionInput) -> ContextAction | None:
    """What somebody has to do of the same step of a playbook, before it is given to a second person; None for what is
    no step, and for the very same of one's own of a moment ago: that is a second press of `add_action`."""
    put = ContextAction
    same = (put.context_id == row.id, put.playbook == typed.playbook, put.step == typed.step)
    again = (put.added_by == work.actor.staff, put.owner_id == typed.owner_id, put.due_on == typed.due_on)
    pressed = and_(put.added_at > work.now - AT_ONCE, *again)
    query = select(put).where(*same, put.status == ActionStatus.OPEN, ~pressed).order_by(put.due_on, put.id).limit(1)
    return None if typed.step is None else (await work.mine.scalars(query)).one_or_none()


async def load_action(work: Work, row: ContextRow, action_id: UUID, *, lock: bool = False) -> ContextAction:
    """One of this context, which the caller has loaded to be changed. Raises `NotFoundHereError`."""
    query = select(ContextAction).where(ContextAction.id == action_id, ContextAction.context_id == row.id)
    action = (await work.mine.scalars(query.with_for_update() if lock else query)).one_or_none()
    if action is None:
        raise NotFoundHereError
    audit.looked_at(work, Action.READ_CONTEXT, subject_of_action(row, action))
    return action


def subject_of_action(row: ContextRow, action: ContextAction) -> audit.Subject:
    return audit.Subject(RECORD, action.id, row.reference, restricted=row.restricted)


async def settle_action(
    work: Work, row: ContextRow, action: ContextAction, typed: OutcomeInput, *, version: int
) -> None:
    """Done, dropped, or still open with another owner or day.

    Raises `IncompleteError`, `ActionOverError` and `ChangedMeanwhileError`."""
    if action.status != ActionStatus.OPEN:
        raise ActionOverError
    if action.version != version:
        raise ChangedMeanwhileError
    owners = {each.id for each in await who_could_do_it(work, row)}
    before = (action.owner_id, action.due_on)
    outcome = check_outcome(typed, before=before, owners=owners, today=today_of(work))
    action.version += 1
    action.reason = outcome.reason
    if outcome.status is ActionStatus.OPEN:
        action.owner_id, action.due_on = outcome.owner_id or before[0], outcome.due_on or before[1]
        if action.owner_id != before[0]:
            await _tell_owner(work, action)
        return await _note(work, row, ContextVerb.CHANGE_ACTION, action.what)
    action.status, action.ended_at, action.ended_by = str(outcome.status), work.now, work.actor.staff
    verb = ContextVerb.DO_ACTION if outcome.status is ActionStatus.DONE else ContextVerb.DROP_ACTION
    said = f"{action.what}. {action.reason}" if action.reason else action.what
    return await _note(work, row, verb, said)


async def _tell_owner(work: Work, action: ContextAction) -> None:
    if action.owner_id != work.actor.staff:
        await publish(work, Fact(FactKind.ACTION_GIVEN, RECORD, action.id))


async def _note(work: Work, row: ContextRow, verb: ContextVerb, words: str) -> None:
    contexts.touch(work, row)
    contexts.add_event(work, row.id, verb, words)
    await contexts.tell_watchers(work, row)
    await audit.record(work, Action.CHANGE_CONTEXT, subject_of(row))
