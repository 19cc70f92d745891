"""The steps that follow a decision: they are put on the record with it, and read with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CTE, ScalarSelect, and_, func, insert, select, update
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from commonground.platform.access import Action, Actor
from commonground.platform.calendar import WorkingCalendar
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.calendar.timers import Origin
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.pathways.models import ReferralStep
from commonground.tenants.pathways.rules import due_of, steps_after, timer_of
from commonground.tenants.pathways.types import Pathways, StepLine, StepStatus
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import Outcome

_step: Final = ReferralStep
OPENED_AGAIN: Final = "The referral was opened again before anybody said."


def put_steps(work: Work, row: ReferralRow, known: Pathways, outcome: Outcome) -> tuple[CTE, ...]:
    """Under which pathways it is decided, and what follows: a change that goes along with a statement which is needed
    anyhow; none where nothing follows."""
    row.pathway_kind, row.pathway_version = known.kind or None, known.version
    rows = steps_rows(work.actor.council, row.id, known, outcome, work.now, calendar_of(work.actor))
    return (insert(ReferralStep).values(rows).returning(ReferralStep.id).cte("steps"),) if rows else ()


def steps_rows(
    council: UUID, referral_id: UUID, known: Pathways, outcome: Outcome, start: datetime, calendar: WorkingCalendar
) -> list[dict[str, Any]]:
    """As the database holds them, from a decision at `start` on."""
    rows = []
    for number, plan in enumerate(steps_after(known, outcome), 1):
        timer = timer_of(plan, own=known.own)
        row: dict[str, Any] = {"tenant_id": council, "id": uuid7(), "referral_id": referral_id, "decided_at": start}
        row |= {"number": number, "what": plan.what, "who": plan.who, "days": plan.days, "origin": timer.origin.value}
        rows.append(row | {"due_at": due_of(timer, start, calendar)})
    return rows


def drop_steps(work: Work, row: ReferralRow) -> CTE:
    """It is opened again: what was not done by then need not be done for the decision that is no more. A change that
    goes along with a statement which is needed anyhow."""
    row.pathway_kind, row.pathway_version = None, None
    over: dict[str, Any] = {"status": StepStatus.DROPPED.value, "ended_at": work.now, "ended_by": work.actor.staff}
    over |= {"version": _step.version + 1, "words": OPENED_AGAIN}
    still = (_step.referral_id == row.id, _step.status == StepStatus.OPEN.value)
    return update(_step).where(*still).values(over).returning(_step.id).cte("dropped_steps")


def steps_column(actor: Actor, referral_id: UUID) -> ScalarSelect[Any]:
    """All steps of a referral as one value, those of the latest decision first, for a statement that reads other things
    anyhow. Of an action that was made of one, how it stands and where, for those who may open its context."""
    step, action, context = _step, ContextAction, ContextRow
    of_step = and_(action.tenant_id == step.tenant_id, action.id == step.action_id)
    seen = visible_contexts(actor, Action.READ_CONTEXT)
    its_context = and_(context.tenant_id == action.tenant_id, context.id == action.context_id, seen)
    line = func.json_build_array(
        step.id, step.what, step.who, step.days, step.origin, step.due_at, step.status, step.words, step.ended_on,
        Staff.display_name, step.action_id, action.status, context.reference, type_=JSON(),
    ).label("line")  # fmt: skip  # one line's parts, in the order of `StepLine`
    by = and_(Staff.tenant_id == step.tenant_id, Staff.id == step.ended_by)
    lines = (
        select(line, step.decided_at, step.number)
        .select_from(step)
        .outerjoin(Staff, by)
        .outerjoin(action, of_step)
        .outerjoin(context, its_context)
        .where(step.referral_id == referral_id)
        .subquery("steps")
    )
    order = (lines.c.decided_at.desc(), lines.c.number)
    return select(func.json_agg(aggregate_order_by(lines.c.line, *order), type_=JSON())).scalar_subquery()


def read_steps(found: Any) -> tuple[StepLine, ...]:
    return tuple(_line(*each) for each in found or ())


def _line(
    step_id: str, what: str, who: str, days: int, origin: str, due: str | None, status: str, words: str,
    ended_on: str | None, by: str | None, action_id: str | None, action_status: str | None, context: str | None,
) -> StepLine:  # fmt: skip  # one line's parts
    return StepLine(
        id=UUID(step_id),
        what=what,
        who=who,
        days=days,
        origin=Origin(origin),
        due_at=datetime.fromisoformat(due) if due else None,
        status=StepStatus(status),
        words=words,
        ended_on=date.fromisoformat(ended_on) if ended_on else None,
        ended_by=by or "",
        action_id=UUID(action_id) if action_id and context else None,
        action_status=(action_status or "") if context else "",
        context=context or "",
    )
