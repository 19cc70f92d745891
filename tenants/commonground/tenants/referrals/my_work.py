"""What waits for one person, what is due this week and what others changed since they last looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from commonground.platform.access import Action, Actor, reach_of
from commonground.platform.calendar import LONDON
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.owners import has_left, is_out_of_reach
from commonground.tenants.actions.rules import ActionStatus
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.history import LINE_KINDS, LOOKS
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.tracker import OPEN_STATES
from commonground.tenants.referrals.types import Attention

WAITING_MOST = 12
CHANGED_MOST = 8
LED_MOST = 10
TO_DO_MOST = 20
CHANGES: Final = tuple(kind for kind in LINE_KINDS if kind not in LOOKS)
# Opening the page again within this time is the same look.
SAME_LOOK = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: the most urgent rows, how many there are in all, and how many are to be decided on which
    of the next seven days; None stands for those that are overdue."""

    rows: Sequence[Any] = ()
    total: int = 0
    due: Sequence[tuple[date | None, int]] = ()


async def waiting_for(work: Work) -> Waiting:
    """Open referrals that this person holds, and for those who screen also what nobody in their team holds yet."""
    row = ReferralRow
    columns = (row.reference, row.title, row.source, row.state, row.decision_due_at, row.paused_at, row.asked,
               row.asked_whom, row.attention, row.withdrawal_asked_at, row.lead_id,
               row.received_at)  # fmt: skip  # what the page shows
    theirs = (row.state.in_(OPEN_STATES), _visible(work.actor), _mine_or_free(work.actor))
    counted = (func.count().over().label("total"), _due_by_day(work.now, theirs).label("due"))
    # As in the tracker: where somebody is said to be in danger now comes first, however late the others are.
    danger = row.attention.is_not_distinct_from(Attention.DANGER.value)
    ordered = select(*columns, *counted).where(*theirs).order_by(
        ~danger, row.paused_at.is_not(None), row.paused_at, row.decision_due_at, row.id
    )  # fmt: skip
    rows = (await work.mine.execute(ordered.limit(WAITING_MOST))).all()
    if not rows:
        return Waiting()
    due = [(date.fromisoformat(day) if day else None, count) for day, count in rows[0].due]
    return Waiting(rows, rows[0].total, due)


def _due_by_day(now: datetime, theirs: Sequence[ColumnElement[bool]]) -> ScalarSelect[Any]:
    """Days and counts as one value, so that they come with the rows. A stopped clock is due on no day."""
    due_at = ReferralRow.decision_due_at
    end = now.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=7)
    london = func.date(func.timezone(str(LONDON), due_at), type_=Date())
    day = case((due_at < now, None), else_=london).label("day")
    soon = (*theirs, ReferralRow.paused_at.is_(None), due_at < end)
    by_day = select(day, func.count().label("number")).where(*soon).group_by(day).correlate(None).subquery()
    pair = func.json_build_array(by_day.c.day, by_day.c.number)
    listed = func.json_agg(aggregate_order_by(pair, by_day.c.day.asc().nulls_first()), type_=JSON())
    return select(func.coalesce(listed, literal([], JSON()))).scalar_subquery()


async def changed_since(work: Work, since: datetime) -> Sequence[Any]:
    """What colleagues and reporters did, newest first, to referrals that this person may see."""
    event, row = ReferralEvent, ReferralRow
    joined = select(event.at, event.verb, event.to_state, row.reference, row.title, Staff.display_name).join_from(
        event, row, and_(row.tenant_id == event.tenant_id, row.id == event.referral_id)
    )
    named = joined.outerjoin(Staff, and_(Staff.tenant_id == event.tenant_id, Staff.id == event.staff_id))
    changes = event.verb.in_(CHANGES)
    others = event.staff_id.is_distinct_from(work.actor.staff)
    found = named.where(event.at > since, changes, others, _visible(work.actor))
    return (await work.mine.execute(found.order_by(event.at.desc()).limit(CHANGED_MOST))).all()


@dataclass(frozen=True, slots=True)
class OnContexts:
    """Active contexts that somebody leads, by name; and open actions that they are to do, what is due soonest first.
    Among these what somebody was to do who has left, or can work on it no more, where it is on a context that they
    lead: `whose` says so."""

    led: Sequence[Any]
    to_do: Sequence[Any]


async def on_contexts(work: Work) -> OnContexts:
    """Of the acting person, as far as they may open the contexts: both in one statement."""
    both = union_all(_led(work.actor), _to_do(work.actor)).subquery()
    rows = (await work.mine.execute(select(both).order_by(both.c.place))).all()
    return OnContexts([row for row in rows if row.due_on is None], [row for row in rows if row.due_on is not None])


def _led(actor: Actor) -> Select[Any]:
    row = ContextRow
    place = func.row_number().over(order_by=(row.name, row.id)).label("place")
    columns = (
        row.id,
        row.reference,
        row.name,
        row.kind,
        literal("").label("what"),
        literal("").label("whose"),
        false().label("left"),
        cast(null(), Date()).label("due_on"),
    )
    active = (row.lead_id == actor.staff_id, row.status == "active")
    return _first(select(*columns, place).where(*active, visible_contexts(actor, Action.READ_CONTEXT)), LED_MOST)


def _to_do(actor: Actor) -> Select[Any]:
    row, context = ContextAction, ContextRow
    place = func.row_number().over(order_by=(row.due_on, row.id)).label("place")
    left, own = has_left(Staff), row.owner_id == actor.staff_id
    whose = case((own, ""), else_=Staff.display_name).label("whose")
    columns = (row.id, context.reference, context.name, context.kind, row.what, whose, left.label("left"), row.due_on,
               place)  # fmt: skip  # as of those that they lead
    of_context = and_(context.tenant_id == row.tenant_id, context.id == row.context_id)
    of_owner = and_(Staff.tenant_id == row.tenant_id, Staff.id == row.owner_id)
    mine = or_(own, and_(context.lead_id == actor.staff_id, is_out_of_reach(Staff)))
    which = (row.status == ActionStatus.OPEN.value, mine, visible_contexts(actor, Action.READ_CONTEXT))
    return _first(select(*columns).join(context, of_context).join(Staff, of_owner).where(*which), TO_DO_MOST)


def _first(numbered: Select[Any], most: int) -> Select[Any]:
    found = numbered.subquery()
    return select(found).where(found.c.place <= most)


async def note_look(work: Work) -> None:
    """Remember when this person looked, so that the next look shows what changed since."""
    looked = work.actor.looked_at
    if looked is None or work.now - looked > SAME_LOOK:
        mine = and_(Staff.tenant_id == work.actor.council, Staff.id == work.actor.staff)
        await work.mine.execute(update(Staff).where(mine).values(looked_at=work.now))


def _visible(actor: Actor) -> Any:
    return visible_referrals(actor, Action.READ_REFERRAL)


def _mine_or_free(actor: Actor) -> Any:
    row = ReferralRow
    free = and_(row.lead_id.is_(None), row.team_id.in_(sorted(actor.team_ids)))
    screens = reach_of(actor, Action.SCREEN_REFERRAL) is not None
    return or_(row.lead_id == actor.staff_id, free if screens else false())
