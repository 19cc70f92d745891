"""The tracker's statements. Writing one costs more than running it, so each is written once for a set of roles; who
asks, and when, are parameters (`asking`).

The rows that a role may see come from the one rule in `platform/access`. It is asked about a stand-in whose id and team
are nobody's, and these two are then left open."""

# Long: one list, its order and its filters in one statement each.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BinaryExpression,
    BindParameter,
    ColumnElement,
    DateTime,
    Integer,
    ScalarSelect,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSON, TIMESTAMP, aggregate_order_by
from sqlalchemy.orm import aliased
from sqlalchemy.sql import visitors

from commonground.platform.access import ROLES, Action, Actor, Role
from commonground.platform.calendar import LONDON
from commonground.platform.councils.people import Staff
from commonground.platform.searched import APOSTROPHES, USUAL_APOSTROPHES, pieces_of, words_typed
from commonground.tenants.flags.queries import flags_on
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.looks import STAYS_OPEN, changed_since_look, open_now
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.said import told_with
from commonground.tenants.referrals.tracker_types import ME, NOBODY, Received, Sort, View, Wanted
from commonground.tenants.referrals.types import Attention, ReferralState
from commonground.tenants.views.models import SavedView
from commonground.tenants.views.queries import offered

OPEN_STATES: Final = tuple(s.value for s in ReferralState if s not in (ReferralState.DECIDED, ReferralState.WITHDRAWN))
MOST_WORDS: Final = 8
HOLDING: Final = tuple(role.value for role in Role if ROLES[role].reach(Action.READ_REFERRAL))
"""Roles whose people may hold a referral."""
NARROW: Final = (View.MINE, View.OVERDUE, View.NOBODY, View.AGAIN)
"""The views that are a part of the open ones."""

_BACK = {Received.TODAY: 1, Received.WEEK: 7, Received.MONTH: 31, Received.YEAR: 366}
_STAND_IN = UUID("019aa000-0000-7000-8000-5a5a5a5a5a5a")
_STAND_IN_TEAM = UUID("019aa000-0000-7000-8000-a5a5a5a5a5a5")

_me = bindparam("me", type_=Uuid())
_my_teams = bindparam("my_teams", type_=ARRAY(Uuid()))
_now = bindparam("now", type_=DateTime(timezone=True))
_open_since = bindparam("open_since", type_=DateTime(timezone=True))
_end_of_today = bindparam("end_of_today", type_=DateTime(timezone=True))
_same = aliased(ReferralRow)
_SAME_CONTEXT = and_(_same.tenant_id == ReferralRow.tenant_id, _same.context_id == ReferralRow.context_id)
_INFINITY = literal("infinity").cast(TIMESTAMP(timezone=True))
_DUE = case((ReferralRow.paused_at.is_not(None), _INFINITY), else_=ReferralRow.decision_due_at)
# Where somebody is said to be in danger now comes first, however late the others are.
MOST_URGENT = case(
    (ReferralRow.attention == Attention.DANGER.value, literal("-infinity").cast(TIMESTAMP(timezone=True))), else_=_DUE
)
# The other way round too; and what is paused comes last whichever way.
_LEAST_URGENT = case(
    (ReferralRow.attention == Attention.DANGER.value, _INFINITY),
    (ReferralRow.paused_at.is_not(None), literal("-infinity").cast(TIMESTAMP(timezone=True))),
    else_=ReferralRow.decision_due_at,
)


def _ended(where_to_look: str, day_not_known: str) -> ColumnElement[Any]:
    """When what is over was decided, or closed; at one end of time where somebody must look again, and at the other
    where an earlier tracker does not say the day.

    Written out as `ix_referrals_over` has it: with parameters in it, that index would not serve."""
    return case(
        (ReferralRow.attention.is_not(None), _end_of_time(where_to_look)),
        (ReferralRow.state == literal_column(f"'{ReferralState.WITHDRAWN}'", Text()), ReferralRow.changed_at),
        (ReferralRow.decided_at.is_(None), _end_of_time(day_not_known)),
        else_=ReferralRow.decided_at,
    )


def _end_of_time(end: str) -> ColumnElement[datetime]:
    return literal_column(f"timestamptz '{end}'", TIMESTAMP(timezone=True))


_LAST_ENDED = _ended("infinity", "-infinity")
_FIRST_ENDED = _ended("-infinity", "infinity")
# Written out, so that the index of open referrals serves whatever plan the server keeps.
_IS_OPEN = ReferralRow.state.in_([literal_column(f"'{state}'", Text()) for state in OPEN_STATES])
_COLUMNS = (
    ReferralRow.reference, ReferralRow.title, ReferralRow.subject_kind, ReferralRow.harms, ReferralRow.source,
    ReferralRow.received_at, ReferralRow.decision_due_at, ReferralRow.paused_at, ReferralRow.asked,
    ReferralRow.asked_whom, ReferralRow.state, ReferralRow.attention, ReferralRow.withdrawal_asked_at,
    ReferralRow.restricted, ReferralRow.lead_id, ReferralRow.outcome, ReferralRow.decided_at, ReferralRow.changed_at,
    ReferralRow.id, Staff.display_name.label("lead_name"), flags_on(ReferralRow.id.expression).label("flags"),
    changed_since_look(_me).label("changed_since"), ReferralRow.version,
    open_now(_me, _open_since, ReferralRow.id.expression).label("open_now"),
)  # fmt: skip


def asking(actor: Actor, now: datetime, most: int = 0) -> Mapping[str, object]:
    """What the statements below leave open."""
    end_of_today = now.astimezone(LONDON).replace(hour=23, minute=59, second=59)
    teams = sorted(actor.team_ids)
    return {
        "me": actor.staff_id,
        "my_teams": teams,
        "now": now,
        "end_of_today": end_of_today,
        "most": most,
        "open_since": now - STAYS_OPEN,
    }


def listing(actor: Actor, wanted: Wanted) -> Select[Any]:
    """One page of rows in order, `most` of them; `position` is the sort value as text."""
    backwards = wanted.before is not None
    order = _Order(wanted.view, wanted.sort, wanted.turned)
    query = _listing(_roles_that_count(actor), order, backwards)
    if filters := _filters(actor, wanted):
        query = query.where(*filters)
    position = wanted.after or wanted.before
    if position is None:
        return query
    value, falling = _order(_roles_that_count(actor), order, backwards)
    here = tuple_(value, ReferralRow.id)
    there = tuple_(literal(position[0]).cast(value.type), literal(position[1]))
    return query.where(here < there if falling else here > there)


def counting(actor: Actor) -> Select[Any]:
    """How many are open, how many of them each of `NARROW` has, and how many are due today."""
    return _counting(_roles_that_count(actor))


def counting_with_holders(actor: Actor) -> Select[Any]:
    """The same, then the colleagues who may hold a referral, as pairs of id and name, and last the saved views that the
    reader is offered."""
    return _counting_with_holders(_roles_that_count(actor))


def _roles_that_count(actor: Actor) -> frozenset[Role]:
    """Whoever is no member of staff sees nothing, whatever their roles."""
    return actor.roles if actor.staff_id is not None else frozenset()


class _Order(NamedTuple):
    """What an order depends on besides the reader."""

    view: View
    sort: Sort
    turned: bool


@lru_cache(maxsize=256)
def _listing(roles: frozenset[Role], order: _Order, backwards: bool) -> Select[Any]:
    lead = and_(Staff.tenant_id == ReferralRow.tenant_id, Staff.id == ReferralRow.lead_id)
    value, falling = _order(roles, order, backwards)
    shown = (*_COLUMNS, _contacts(roles).label("contacts"), value.cast(Text).label("position"))
    rows = [value.desc(), ReferralRow.id.desc()] if falling else [value.asc(), ReferralRow.id.asc()]
    query: Any = select(*shown).outerjoin(Staff, lead).where(_visible(roles), _of_view(roles, order.view))
    listed: Select[Any] = query.order_by(*rows).limit(bindparam("most", type_=Integer()))
    return listed


@lru_cache(maxsize=16)
def _counting(roles: frozenset[Role]) -> Select[Any]:
    due_today = _DUE.between(_now, _end_of_today)
    tests = (*(_narrowed(roles, view) for view in NARROW), due_today)
    figures = [func.count(), *(func.count().filter(test) for test in tests)]
    query: Any = select(*figures).select_from(ReferralRow)
    counted: Select[Any] = query.where(_visible(roles), _IS_OPEN)
    return counted


@lru_cache(maxsize=16)
def _counting_with_holders(roles: frozenset[Role]) -> Select[Any]:
    pair = func.json_build_array(Staff.id, Staff.display_name)
    pairs = func.json_agg(aggregate_order_by(pair, Staff.display_name), type_=JSON())
    works = and_(Staff.ended_at.is_(None), Staff.roles.bool_op("&&")(list(HOLDING)))
    holders = select(func.coalesce(pairs, literal([], JSON()))).where(works).scalar_subquery()
    saved = offered(_me, SavedView.team_id == any_(_my_teams))
    return cast(Select[Any], _counting(roles).add_columns(holders, saved))


def counting_saved(actor: Actor, views: Sequence[Wanted], most: int) -> Select[Any]:
    """How many rows each of these has, a column each; none is counted further than `most`."""
    roles = _roles_that_count(actor)
    columns: list[Any] = [_rows_of(actor, roles, wanted, most) for wanted in views]
    return cast(Select[Any], select(*columns))


def _rows_of(actor: Actor, roles: frozenset[Role], wanted: Wanted, most: int) -> ScalarSelect[int]:
    filters = (_visible(roles), _of_view(roles, wanted.view), *_filters(actor, wanted))
    some = select(ReferralRow.id).where(*filters).limit(most).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _visible(roles: frozenset[Role], of: type[ReferralRow] = ReferralRow) -> ColumnElement[bool]:
    stand_in = Actor(roles=roles, staff_id=_STAND_IN, team_ids=frozenset({_STAND_IN_TEAM}))
    seen = visible_referrals(stand_in, Action.READ_REFERRAL, of)
    opened: ColumnElement[bool] = visitors.replacement_traverse(seen, {}, _left_open)
    return opened


def _left_open(element: object, **_: object) -> ColumnElement[Any] | None:
    if isinstance(element, BindParameter) and element.value == _STAND_IN:
        return _me
    if isinstance(element, BinaryExpression) and getattr(element.right, "value", None) == [_STAND_IN_TEAM]:
        # One parameter however many teams there are: the statement stays the same.
        return element.left == any_(_my_teams)
    return None


def _contacts(roles: frozenset[Role]) -> ColumnElement[int]:
    """How many referrals this actor may see about the same context; restricted ones are not even counted."""
    counted = select(func.count()).where(_SAME_CONTEXT, _visible(roles, _same)).correlate(ReferralRow)
    return case((ReferralRow.context_id.is_(None), 1), else_=counted.scalar_subquery())


def _came_again(roles: frozenset[Role]) -> ColumnElement[bool]:
    """More than one contact, as `_contacts` counts them; but this stops at the first other one."""
    return exists().where(_SAME_CONTEXT, _same.id != ReferralRow.id, _visible(roles, _same)).correlate(ReferralRow)


def _of_view(roles: frozenset[Role], view: View) -> ColumnElement[bool]:
    if view is View.ALL:
        return true()
    if view is View.CLOSED:
        return ~_IS_OPEN
    return and_(_IS_OPEN, _narrowed(roles, view)) if view in NARROW else _IS_OPEN


def _narrowed(roles: frozenset[Role], view: View) -> ColumnElement[bool]:
    """What makes an open referral one of this view's."""
    if view is View.MINE:
        return ReferralRow.lead_id == _me
    if view is View.OVERDUE:
        return and_(ReferralRow.paused_at.is_(None), ReferralRow.decision_due_at < _now)
    return _came_again(roles) if view is View.AGAIN else ReferralRow.lead_id.is_(None)


def _order(roles: frozenset[Role], order: _Order, backwards: bool) -> tuple[ColumnElement[Any], bool]:
    """The value that the list is sorted by, and whether it falls."""
    own = falls(order.view, order.sort)
    return _value(roles, order), own != (order.turned != backwards)


def falls(view: View, sort: Sort) -> bool:
    """Whether the column's own direction is from the last to the first."""
    return sort in (Sort.RECEIVED, Sort.CONTACTS) or (sort is Sort.DUE and view is View.CLOSED)


def _value(roles: frozenset[Role], order: _Order) -> ColumnElement[Any]:
    if order.sort is Sort.RECEIVED:
        return ReferralRow.received_at.expression
    if order.sort is Sort.CONTACTS:
        return _contacts(roles)
    if order.sort is Sort.WITH:
        return func.coalesce(Staff.display_name, "~")
    if order.view is View.CLOSED:
        return _FIRST_ENDED if order.turned else _LAST_ENDED
    return _LEAST_URGENT if order.turned else MOST_URGENT


def _filters(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    row = ReferralRow
    chosen: list[ColumnElement[bool]] = []
    if wanted.kind:
        chosen.append(row.subject_kind == wanted.kind)
    if wanted.state:
        chosen.append(row.state == wanted.state)
    if wanted.harm:
        chosen.append(any_(row.harms) == wanted.harm)
    if wanted.received is not Received.ANY:
        chosen.append(row.received_at >= _now - timedelta(days=_BACK[wanted.received]))
    if wanted.changed:
        chosen.append(changed_since_look(_me))
    if wanted.holder:
        chosen.append(_held_by(actor, wanted.holder))
    return [*chosen, *(_has(word) for word in words_typed(wanted.words, most=MOST_WORDS))]


def _held_by(actor: Actor, holder: str) -> ColumnElement[bool]:
    if holder == NOBODY:
        return ReferralRow.lead_id.is_(None)
    return ReferralRow.lead_id == (actor.staff_id if holder == ME else UUID(holder))


def _has(word: str) -> ColumnElement[bool]:
    """The word stands in what every reader of the referral reads: its title and reference, the one that it had in an
    earlier tracker, and the address that was told, without what masking hid in it. Signs that people
    add or leave out hide nothing."""
    pieces, title = pieces_of(word), ReferralRow.title.expression
    whole = or_(_stands(word, title), ReferralRow.reference.icontains(word, autoescape=True))
    if pieces == [word]:
        return or_(whole, _in_bare(word))
    return or_(whole, and_(*(or_(_stands(piece, title), _in_bare(piece)) for piece in pieces))) if pieces else whole


def _in_bare(word: str) -> ColumnElement[bool]:
    """In a title without its apostrophes. Few have any: the others are not taken apart."""
    title = ReferralRow.title.expression
    has_one = or_(*(func.strpos(title, each) > 0 for each in USUAL_APOSTROPHES))
    bare = func.translate(title, APOSTROPHES, "").icontains(word, autoescape=True)
    return case((has_one, bare), else_=false())


def _stands(word: str, title: ColumnElement[str]) -> ColumnElement[bool]:
    # Not asked row by row: what was told with this word is looked up once.
    told = (ReferralRow.id.in_(each) for each in told_with(word))
    return or_(title.icontains(word, autoescape=True), *told)
