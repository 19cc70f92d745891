"""Tasks of casework: of each record only what its reader may do, by the same rule as the record's own page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, false, func, or_, true, union_all

from commonground.platform.access import Action, Actor, Role
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.owners import is_out_of_reach
from commonground.tenants.actions.rules import ActionStatus
from commonground.tenants.around.models import PersonLink
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.types import ContextStatus
from commonground.tenants.flags.models import WarningFlag
from commonground.tenants.flags.queries import is_current
from commonground.tenants.flags.rules import SOON
from commonground.tenants.pathways.models import ReferralStep
from commonground.tenants.pathways.types import StepStatus
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import STOPPED_STATES
from commonground.tenants.referrals.types import Attention, ReferralState
from commonground.tenants.worklist.lines import end_of_day, in_my_teams, line
from commonground.tenants.worklist.there import somebody_there

_row: Final = ReferralRow
_STEPS_SOON: Final = timedelta(days=7)
_LINKS_SOON: Final = timedelta(days=14)
_DANGER: Final = _row.attention.is_not_distinct_from(Attention.DANGER.value)


def to_screen(work: Work) -> Select[Any]:
    """What nobody in the reader's teams holds yet."""
    free = (_row.state == ReferralState.NEW.value, _row.lead_id.is_(None), _theirs(work.actor))
    return _referral(due_at=_row.decision_due_at.expression).where(*free, _may(work, Action.SCREEN_REFERRAL))


def to_decide(work: Work) -> Select[Any]:
    held = _row.state.in_((ReferralState.NEW.value, ReferralState.SCREENING.value)) & _row.lead_id.is_not(None)
    return _held(work).where(held)


def escalated(work: Work) -> Select[Any]:
    """Before the managers of its team, and before whoever passed it up, who wants to know."""
    actor = work.actor
    runs = in_my_teams(actor, _row.team_id.expression) if Role.TEAM_MANAGER in actor.roles else _mine(actor)
    query = _referral(due_at=_row.decision_due_at.expression, mine=or_(runs, _mine(actor)))
    near = or_(_mine(actor), _theirs(actor))
    return query.where(_row.state == ReferralState.ESCALATED.value, near, _may(work, Action.READ_REFERRAL))


def to_lead(work: Work) -> Select[Any]:
    """Decided, and nobody leads it. Where nobody of the team that has it can give it a lead, it waits for everybody
    else who can: else it would be on nobody's list."""
    query = _referral(due_at=_row.decision_due_at.expression)
    near = or_(_theirs(work.actor), ~somebody_there(Action.REASSIGN_REFERRAL))
    return query.where(_row.state == ReferralState.NEEDS_LEAD.value, near, _may(work, Action.REASSIGN_REFERRAL))


def asked(work: Work) -> Select[Any]:
    """The clock stands still until somebody answers."""
    since: ColumnElement[Any] = _row.paused_at.expression
    return _held(work, paused=since.is_not(None), paused_at=since).where(_row.state == ReferralState.WAITING.value)


def written_since(work: Work) -> Select[Any]:
    """The reporter wrote to one that is over."""
    actor = work.actor
    holder = func.coalesce(_row.lead_id, _row.decided_by)
    over = _row.state.in_(sorted(state.value for state in STOPPED_STATES))
    query = _referral(holder=holder, mine=func.coalesce(holder == actor.staff_id, _theirs(actor)))
    near = or_(holder == actor.staff_id, _theirs(actor))
    return query.where(over, _row.attention.is_not(None), near, _may(work, Action.READ_REFERRAL))


def contexts_to_lead(work: Work) -> Select[Any]:
    """Active contexts of the reader's teams that nobody leads, or whose lead has left. They wait for the manager, and a
    restricted one for whoever is named on it: its manager may not be, and then it would be on nobody's list."""
    row, actor = ContextRow, work.actor
    manages = true() if Role.TEAM_MANAGER in actor.roles else row.restricted.expression
    place = "/contexts/" + row.reference + "/lead"
    query = line(
        place=place,
        reference=row.reference.expression,
        title=row.name.expression,
        mine=manages,
        restricted=row.restricted.expression,
    )
    leads = exists().where(Staff.tenant_id == row.tenant_id, Staff.id == row.lead_id, Staff.ended_at.is_(None))
    waits = (row.status == ContextStatus.ACTIVE.value, ~leads, in_my_teams(actor, row.team_id.expression))
    return query.where(*waits, visible_contexts(actor, Action.CHANGE_CONTEXT))


def actions(work: Work) -> Select[Any]:
    """What is to be done on contexts: before whoever it was given to, and before the lead of the context where they
    have left, or can work on it no more."""
    row, actor, to = ContextAction, work.actor, Staff
    leads = func.coalesce(ContextRow.lead_id == actor.staff_id, False)
    mine = or_(row.owner_id == actor.staff_id, and_(leads, is_out_of_reach(to)))
    query = line(
        place="/contexts/" + ContextRow.reference + "/actions/" + cast(row.id.expression, Text()),
        reference=ContextRow.reference.expression,
        title=row.what.expression,
        due_at=end_of_day(row.due_on.expression),
        holder=row.owner_id.expression,
        mine=mine,
        restricted=ContextRow.restricted.expression,
    )
    of_context = and_(ContextRow.tenant_id == row.tenant_id, ContextRow.id == row.context_id)
    query = query.select_from(row).join(ContextRow, of_context)
    query = query.join(to, and_(to.tenant_id == row.tenant_id, to.id == row.owner_id))
    near = or_(mine, in_my_teams(actor, ContextRow.team_id.expression))
    is_open = row.status == ActionStatus.OPEN.value
    return query.where(is_open, near, visible_contexts(actor, Action.CHANGE_CONTEXT))


def person_links(work: Work) -> Select[Any]:
    """To be looked at again: before the lead of the context, and before its team where nobody leads it. Which context
    it is, and never the reference in the council's case system, which stands on the context's own page."""
    row, actor, theirs = PersonLink, work.actor, in_my_teams(work.actor, ContextRow.team_id.expression)
    query = line(
        place="/contexts/" + ContextRow.reference + "/people",
        reference=ContextRow.reference.expression,
        due_at=end_of_day(row.review_on.expression),
        holder=ContextRow.lead_id.expression,
        mine=func.coalesce(ContextRow.lead_id == actor.staff_id, theirs),
        restricted=ContextRow.restricted.expression,
    )
    of_context = and_(ContextRow.tenant_id == row.tenant_id, ContextRow.id == row.context_id)
    query = query.select_from(row).join(ContextRow, of_context)
    return query.where(row.ended_at.is_(None), visible_contexts(actor, Action.KEEP_PERSON_LINKS))


def links_soon(work: Work) -> datetime:
    return work.now + _LINKS_SOON


def steps_due(work: Work) -> Select[Any]:
    """What follows a decision and has a day."""
    step, actor = ReferralStep, work.actor
    waits = (step.status == StepStatus.OPEN.value, step.due_at.is_not(None))
    place = "/referrals/" + _row.reference + "/steps/" + cast(step.id, Text())
    query = _referral(due_at=step.due_at.expression, mine=_mine(actor), place=place, title=step.what.expression)
    query = query.join(step, and_(step.tenant_id == _row.tenant_id, step.referral_id == _row.id))
    # What the front door is asked to do is its own, wherever the referral goes on.
    asked = step.who == "front_door" if Role.FRONT_DOOR_SCREENER in actor.roles else false()
    return query.where(*waits, or_(_mine(actor), _theirs(actor), asked), _may(work, Action.DO_STEPS))


def steps_soon(work: Work) -> datetime:
    return work.now + _STEPS_SOON


def flags_that_end(work: Work) -> Select[Any]:
    """Every warning has an end: before whoever put it on, and whoever leads the record."""
    actor = work.actor
    of_referral = _flag(actor, _row, _row.title.expression).where(visible_referrals(actor, Action.FLAG_RECORD))
    of_context = _flag(actor, ContextRow, ContextRow.name.expression).where(visible_contexts(actor, Action.FLAG_RECORD))
    both = union_all(of_referral.where(is_current()), of_context.where(is_current())).subquery("flagged")
    from_both: Select[Any] = both.select()
    return from_both


def flags_soon(work: Work) -> datetime:
    return work.now + SOON


def _flag(actor: Actor, record: Any, title: ColumnElement[str]) -> Select[Any]:
    holder = func.coalesce(record.lead_id, WarningFlag.raised_by)
    mine = or_(WarningFlag.raised_by == actor.staff_id, func.coalesce(record.lead_id == actor.staff_id, False))
    path = "/contexts/" if record is ContextRow else "/referrals/"
    return (
        line(
            place=path + record.reference,
            reference=record.reference,
            title=title,
            due_at=WarningFlag.expires_at.expression,
            holder=holder,
            mine=mine,
            restricted=record.restricted,
        )
        .join(WarningFlag, and_(WarningFlag.tenant_id == record.tenant_id, WarningFlag.record_id == record.id))
        .where(or_(mine, in_my_teams(actor, record.team_id)))
    )


def _held(work: Work, **columns: ColumnElement[Any]) -> Select[Any]:
    """With a holder: the reader, or somebody in their teams."""
    actor = work.actor
    holder = _row.lead_id.expression
    query = _referral(due_at=_row.decision_due_at.expression, holder=holder, mine=_mine(actor), **columns)
    return query.where(or_(_mine(actor), _theirs(actor)), _may(work, Action.READ_REFERRAL))


def _referral(**columns: Any) -> Select[Any]:
    said: dict[str, Any] = {"reference": _row.reference.expression, "title": _row.title.expression, "danger": _DANGER}
    said |= {"place": "/referrals/" + _row.reference.expression}
    return line(restricted=_row.restricted.expression, **({"holder": _row.lead_id} | said | columns))


def _may(work: Work, action: Action) -> ColumnElement[bool]:
    return visible_referrals(work.actor, action)


def _mine(actor: Actor) -> ColumnElement[bool]:
    return func.coalesce(_row.lead_id == actor.staff_id, False)


def _theirs(actor: Actor) -> ColumnElement[bool]:
    team_id: ColumnElement[UUID] = _row.team_id.expression
    return in_my_teams(actor, team_id)
