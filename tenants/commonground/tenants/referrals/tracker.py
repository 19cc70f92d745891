"""The tracker's queries: which referrals, in which order, fifty at a time, whatever the number of rows.

Paging is by keyset: the position is the last row's sort value and id, so page 40 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Text, and_, case, func, literal, or_, select, true, tuple_
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import aliased

from commonground.platform.access import Action, Actor
from commonground.platform.calendar import LONDON
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState

PAGE = 50
EXPORT_LIMIT = 10_000
OPEN_STATES = tuple(s.value for s in ReferralState if s not in (ReferralState.DECIDED, ReferralState.WITHDRAWN))


class View(StrEnum):
    """The tabs above the list."""

    OPEN = "open"
    MINE = "mine"
    OVERDUE = "overdue"
    NOBODY = "nobody"
    AGAIN = "again"
    CLOSED = "closed"
    ALL = "all"


class Sort(StrEnum):
    DUE = "due"
    RECEIVED = "received"
    CONTACTS = "contacts"
    WITH = "with"


class Received(StrEnum):
    ANY = ""
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_BACK = {Received.TODAY: 1, Received.WEEK: 7, Received.MONTH: 31, Received.YEAR: 366}
ANYONE, ME, NOBODY = "", "me", "nobody"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address says: the view, the filters, the order and the position. `holder`: "", me, nobody or an id."""

    view: View = View.OPEN
    kind: str = ""
    harm: str = ""
    holder: str = ANYONE
    received: Received = Received.ANY
    words: str = ""
    sort: Sort = Sort.DUE
    after: tuple[str, UUID] | None = None
    before: tuple[str, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows each tab has, among those the actor may see."""

    open: int
    mine: int
    overdue: int
    nobody: int
    again: int
    due_today: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of rows in order, and whether there are rows beyond either end."""

    rows: Sequence[Row[Any]]
    more_before: bool
    more_after: bool


_same = aliased(ReferralRow)
_INFINITY = literal("infinity").cast(TIMESTAMP(timezone=True))
_DUE = case((ReferralRow.paused_at.is_not(None), _INFINITY), else_=ReferralRow.decision_due_at)


async def find(work: Work, wanted: Wanted, *, most: int = PAGE) -> Found:
    """One page of the tracker, as the actor may see it."""
    backwards = wanted.before is not None
    query = _listed(work.actor, wanted, work.now)
    rows = list((await work.mine.execute(_page(query, work.actor, wanted, most + 1))).all())
    beyond = len(rows) > most
    rows = rows[:most]
    if backwards:
        rows.reverse()
    more_before = beyond if backwards else wanted.after is not None
    return Found(rows, more_before, True if backwards else beyond)


async def count(work: Work) -> Counts:
    """The figures on the tabs, in one statement."""
    tests = {view: _of_view(work.actor, view, work.now) for view in View if view not in (View.CLOSED, View.ALL)}
    tests_due = _DUE.between(work.now, _end_of_today(work.now))
    figures = [func.count().filter(test) for test in (*tests.values(), tests_due)]
    query = select(*figures).select_from(ReferralRow).where(_visible(work.actor), ReferralRow.state.in_(OPEN_STATES))
    return Counts(*(int(figure) for figure in (await work.mine.execute(query)).one()))


async def holders(work: Work) -> Sequence[tuple[UUID, str]]:
    """Colleagues who may hold a referral, for the filter."""
    query = select(Staff.id, Staff.display_name).where(Staff.ended_at.is_(None)).order_by(Staff.display_name)
    return [(row.id, row.display_name) for row in await work.mine.execute(query)]


def _end_of_today(now: datetime) -> datetime:
    return now.astimezone(LONDON).replace(hour=23, minute=59, second=59)


def _visible(actor: Actor) -> ColumnElement[bool]:
    return visible_referrals(actor, Action.READ_REFERRAL)


def _contacts(actor: Actor) -> ColumnElement[int]:
    """How many referrals this actor may see about the same context; restricted ones are not even counted."""
    same = (_same.tenant_id == ReferralRow.tenant_id, _same.context_id == ReferralRow.context_id)
    visible = visible_referrals(actor, Action.READ_REFERRAL, _same)
    counted = select(func.count()).where(*same, visible).correlate(ReferralRow).scalar_subquery()
    return case((ReferralRow.context_id.is_(None), 1), else_=counted)


def _listed(actor: Actor, wanted: Wanted, now: datetime) -> Select[Any]:
    """Every column that the list shows; formatting is the page's business."""
    row = ReferralRow
    columns = (row.reference, row.title, row.subject_kind, row.harms, row.source, row.received_at, row.decision_due_at,
               row.paused_at, row.asked, row.asked_whom, row.state, row.attention, row.restricted, row.lead_id,
               row.outcome, row.id)  # fmt: skip
    named = Staff.display_name.label("lead_name")
    shown: list[Any] = [*columns, named, _contacts(actor).label("contacts")]
    joined: Select[Any] = select(*shown).outerjoin(
        Staff, and_(Staff.tenant_id == row.tenant_id, Staff.id == row.lead_id)
    )
    return joined.where(_visible(actor), _of_view(actor, wanted.view, now), *_filters(actor, wanted, now))


def _of_view(actor: Actor, view: View, now: datetime) -> ColumnElement[bool]:
    row = ReferralRow
    is_open = row.state.in_(OPEN_STATES)
    tests = {
        View.OPEN: is_open,
        View.MINE: and_(is_open, row.lead_id == actor.staff_id),
        View.OVERDUE: and_(is_open, row.paused_at.is_(None), row.decision_due_at < now),
        View.NOBODY: and_(is_open, row.lead_id.is_(None)),
        View.AGAIN: and_(is_open, row.context_id.is_not(None), _contacts(actor) > 1),
        View.CLOSED: ~is_open,
        View.ALL: true(),
    }
    return tests[view]


def _filters(actor: Actor, wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    row = ReferralRow
    chosen: list[ColumnElement[bool]] = []
    if wanted.kind:
        chosen.append(row.subject_kind == wanted.kind)
    if wanted.harm:
        chosen.append(row.harms.contains([wanted.harm]))
    if wanted.received is not Received.ANY:
        chosen.append(row.received_at >= now - timedelta(days=_BACK[wanted.received]))
    if wanted.holder:
        chosen.append(_held_by(actor, wanted.holder))
    return [*chosen, *(_has(word) for word in wanted.words.split()[:8])]


def _held_by(actor: Actor, holder: str) -> ColumnElement[bool]:
    if holder == NOBODY:
        return ReferralRow.lead_id.is_(None)
    return ReferralRow.lead_id == (actor.staff_id if holder == ME else UUID(holder))


def _has(word: str) -> ColumnElement[bool]:
    return or_(
        ReferralRow.title.icontains(word, autoescape=True), ReferralRow.reference.icontains(word, autoescape=True)
    )


def _order(wanted: Wanted, actor: Actor) -> tuple[ColumnElement[Any], bool]:
    """The value that the list is sorted by, and whether the greatest comes first."""
    if wanted.sort is Sort.RECEIVED:
        return ReferralRow.received_at.expression, True
    if wanted.sort is Sort.WITH:
        return func.coalesce(Staff.display_name, "~"), False
    if wanted.sort is Sort.CONTACTS:
        return _contacts(actor), True
    return _DUE, False


def _page(query: Select[Any], actor: Actor, wanted: Wanted, most: int) -> Select[Any]:
    """The rows after (or before) the position, in order. `position` is the sort value as text."""
    value, greatest_first = _order(wanted, actor)
    position = wanted.after or wanted.before
    forwards = wanted.before is None
    if position is not None:
        here = tuple_(value, ReferralRow.id)
        there = tuple_(literal(position[0]).cast(value.type), literal(position[1]))
        query = query.where(here < there if greatest_first is forwards else here > there)
    falling = greatest_first is forwards
    order = [value.desc(), ReferralRow.id.desc()] if falling else [value.asc(), ReferralRow.id.asc()]
    return query.add_columns(value.cast(Text).label("position")).order_by(*order).limit(most)
