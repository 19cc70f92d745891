"""One statement that counts everything, and one for the places that keep coming up.

Restricted referrals are counted for nobody, not even for whoever may open them: two people’s figures never differ by
one, and no figure shows that there is one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from commonground.platform.access import Action, Actor
from commonground.platform.calendar import LONDON
from commonground.platform.councils.people import Team, TeamMember
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.figures.counts import AND, DECIDED, NAME_OF, RECEIVED, TIMES, TOGETHER
from commonground.tenants.figures.types import NOT_KNOWN, NOT_YET, QUARTERS_SHOWN, TOLD, Counted, Quarter, Whose
from commonground.tenants.heard.models import HeardAnswer
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.said import wrote_after
from commonground.tenants.referrals.types import NoReplyReason, ReferralState, Route, Verb

MOST_PLACES: Final = 10
_row = ReferralRow
_kept: Final = _row.state != ReferralState.WITHDRAWN.value
"""What its reporter took back came in, but is no contact on its context any more, here as on the context’s own page."""
_WAITING: Final = ReferralState.WAITING.value
_CODE: Final[ColumnElement[Any]] = literal_column("2")
"""The second column, by its place: written out again, its parameters would make it another expression."""
_DAYS: Final = (1, 2, 5, 10)
_CAME_TO: Final[ColumnElement[Any]] = func.coalesce(_row.received_team_id, _row.team_id)
_DECIDED_IN: Final[ColumnElement[Any]] = func.coalesce(_row.decided_team_id, _row.team_id)
"""Whose work it was. Who has it today says nothing of a quarter that is over."""
_NOBODYS: Final = literal("")
"""No team’s, or not as a part of a sum."""


def counting(whose: Whose, teams: Collection[UUID], quarter: Quarter, team: UUID | None = None) -> Select[Any]:
    """Rows as `counts.Rows` says, each with the team whose it is. `team`: of this one of the teams alone."""
    mine = [team] if team else teams
    told_them = and_(~_row.restricted, _of(whose, mine, _CAME_TO))
    decided = and_(~_row.restricted, _row.outcome.is_not(None), _of(whose, mine, _DECIDED_IN))
    came = and_(told_them, _within(_row.received_at.expression, quarter))
    ended = and_(decided, _within(_row.decided_at.expression, quarter))
    # The days of an earlier tracker are as good as its sheet, and its decisions ran by no clock of ours.
    timed = and_(ended, _row.route != Route.TRACKER.value)
    told, unknown = _answered()
    not_told = and_(ended, ~told, ~unknown)
    parts = [
        _by(Counted.MONTH, _local("MM", _row.received_at.expression), came, _CAME_TO),
        _by(Counted.SOURCE, _row.source.expression, came, _CAME_TO),
        _by(Counted.KIND, func.coalesce(_row.subject_kind, ""), came, _CAME_TO),
        _by(Counted.TEAM, _CAME_TO.cast(Text), came, _CAME_TO),
        _harms(came),
        _repeats(and_(came, _kept)),
        _times(timed),
        _by(
            Counted.CLOCK, case((_row.decided_at <= _row.decision_due_at, "in_time"), else_="late"), timed, _DECIDED_IN
        ),
        _by(Counted.OUTCOME, _row.outcome.expression, ended, _DECIDED_IN),
        _by(Counted.FEEDBACK, case((told, TOLD), (unknown, NOT_KNOWN), else_="not_told"), ended, _DECIDED_IN),
        _by(Counted.WHY_NOT_TOLD, func.coalesce(_row.no_reply_reason, NOT_YET), not_told, _DECIDED_IN),
        _by(Counted.TOLD_BY_TEAM, _DECIDED_IN.cast(Text), and_(ended, told), _DECIDED_IN),
        _by(Counted.NOT_TOLD_BY_TEAM, _DECIDED_IN.cast(Text), not_told, _DECIDED_IN),
        _volume(RECEIVED, _row.received_at.expression, told_them, _CAME_TO, quarter),
        _volume(DECIDED, _row.decided_at.expression, decided, _DECIDED_IN, quarter),
        select(literal(NAME_OF), Team.id.cast(Text), _NOBODYS, literal(0), Team.name).where(
            _of(whose, teams, Team.id.expression)
        ),
    ]
    if whose is Whose.OTHERS:
        parts.append(_together())
        parts.append(
            _said(Counted.HEARD, HeardAnswer.answer.expression, _NOBODYS).where(_of_days(quarter)).group_by(_CODE)
        )
    counted = union_all(*parts).subquery()
    return cast(Select[Any], select(*counted.c))


def _answered() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether the one who told us was; and whether nobody knows: nobody here was to answer what an earlier tracker
    brought, and its sheet does not say that somebody did."""
    told = or_(wrote_after("reply"), _row.no_reply_reason.is_not_distinct_from(NoReplyReason.TOLD_ALREADY.value))
    brought = and_(_row.route == Route.TRACKER.value, _row.no_reply_reason.is_(None), _row.decided_by.is_(None))
    return told, and_(~told, brought)


def places(actor: Actor, teams: Collection[UUID], quarter: Quarter) -> Select[Any]:
    """Contexts that came up more than once with the reader’s own teams, among those they may open."""
    ours = and_(~_row.restricted, _kept, _CAME_TO.in_(sorted(teams)))
    came = and_(ours, _within(_row.received_at.expression, quarter))
    contacts = func.count()
    found: Any = (
        select(ContextRow.reference, ContextRow.name, contacts.label("contacts"))
        .join(_row, and_(_row.tenant_id == ContextRow.tenant_id, _row.context_id == ContextRow.id))
        .where(came, ~ContextRow.restricted, visible_contexts(actor, Action.READ_CONTEXT))
        .group_by(ContextRow.reference, ContextRow.name)
        .having(contacts > 1)
        .order_by(contacts.desc(), ContextRow.name)
        .limit(MOST_PLACES)
    )
    named: Select[Any] = found
    return named


def _of(whose: Whose, teams: Collection[UUID], team: ColumnElement[Any]) -> ColumnElement[bool]:
    ours = team.in_(sorted(teams))
    return ours if whose is Whose.OURS else ~ours if teams else true()


def _within(moment: ColumnElement[Any], quarter: Quarter) -> ColumnElement[bool]:
    return and_(moment >= quarter.begins, moment < quarter.back(-1).begins)


def _of_days(quarter: Quarter) -> ColumnElement[bool]:
    return and_(HeardAnswer.day >= quarter.first, HeardAnswer.day < quarter.back(-1).first)


def _local(shape: str, moment: ColumnElement[Any]) -> ColumnElement[str]:
    return func.to_char(func.timezone(str(LONDON), moment), shape, type_=Text())


def _by(
    counted: Counted, value: ColumnElement[Any], which: ColumnElement[bool], team: ColumnElement[Any]
) -> Select[Any]:
    return _said(counted, value, team.cast(Text)).where(which).group_by(_CODE, team)


def _said(what: str, value: ColumnElement[Any], team: ColumnElement[str]) -> Select[Any]:
    return select(literal(what), value.label("code"), team.label("team"), func.count(), literal("").label("words"))


def _together() -> Select[Any]:
    """Teams that somebody is in at once, and so knows as they are."""
    each = func.string_agg(TeamMember.team_id.cast(Text), aggregate_order_by(literal(AND), TeamMember.team_id))
    several = select(each.label("teams")).group_by(TeamMember.staff_id).having(func.count() > 1).distinct().subquery()
    return select(literal(TOGETHER), several.c.teams, _NOBODYS, literal(0), literal(""))


def _harms(which: ColumnElement[bool]) -> Select[Any]:
    each = select(func.unnest(_row.harms).label("harm"), _CAME_TO.cast(Text).label("team")).where(which).subquery()
    return _said(Counted.HARM, each.c.harm, each.c.team).group_by(each.c.harm, each.c.team)


def _repeats(which: ColumnElement[bool]) -> Select[Any]:
    """How many contexts came up so often with which teams, as “this team 2, that team 1”; a restricted one is none of
    them. Who knows a team’s contacts takes them from a context, and not from a number of contexts."""
    times = func.count().label("times")
    contexts = (
        select(_row.context_id, _CAME_TO.cast(Text).label("team"), times)
        .join(ContextRow, and_(ContextRow.tenant_id == _row.tenant_id, ContextRow.id == _row.context_id))
        .where(which, ~ContextRow.restricted)
        .group_by(_row.context_id, _CAME_TO)
        .subquery()
    )
    each = func.concat(contexts.c.team, TIMES, contexts.c.times)
    with_whom = func.string_agg(each, aggregate_order_by(literal(AND), contexts.c.team))
    apart = select(with_whom.label("teams")).group_by(contexts.c.context_id).subquery()
    return _said(Counted.REPEAT, apart.c.teams, _NOBODYS).group_by(_CODE)


def _times(which: ColumnElement[bool]) -> Select[Any]:
    each = select(_time_taken().label("taken"), _DECIDED_IN.cast(Text).label("team")).where(which).subquery()
    band = case(*((each.c.taken <= timedelta(days=most), str(most)) for most in _DAYS), else_="more")
    return _said(Counted.TIME, band, each.c.team).group_by(_CODE, each.c.team)


def _time_taken() -> ColumnElement[timedelta]:
    """Between arrival and decision, without the time in which we waited for an answer; of one that was reopened, from
    then on, as its clock runs."""
    again, waited = aliased(ReferralEvent), func.coalesce(_waited_since_last(), timedelta())
    since = select(_row.decided_at - again.at - waited).where(_line_of(again), again.verb == Verb.REOPEN.value)
    newest = since.order_by(again.at.desc()).limit(1).correlate(_row).scalar_subquery()
    return func.coalesce(newest, _row.decided_at - _row.received_at - _row.paused_for)


def _waited_since_last() -> ColumnElement[timedelta]:
    """How long its clock stood still since it was reopened last, by its own history: `paused_for` is of all its
    life."""
    line, again = aliased(ReferralEvent), aliased(ReferralEvent)
    begins, ends = line.to_state == _WAITING, line.from_state == _WAITING
    since = select(func.max(again.at)).where(_line_of(again), again.verb == Verb.REOPEN.value)
    start = since.correlate(_row).scalar_subquery()
    length = func.sum(case((ends, line.at - _row.received_at), else_=_row.received_at - line.at))
    return select(length).where(_line_of(line), begins != ends, line.at >= start).correlate(_row).scalar_subquery()


def _line_of(line: type[ReferralEvent]) -> ColumnElement[bool]:
    return and_(line.tenant_id == _row.tenant_id, line.referral_id == _row.id, line.at <= _row.decided_at)


def _volume(
    what: str, moment: ColumnElement[Any], among: ColumnElement[bool], team: ColumnElement[Any], last: Quarter
) -> Select[Any]:
    quarter = _local('YYYY"-"Q', moment)
    since = moment >= last.back(QUARTERS_SHOWN - 1).begins
    until = moment < last.back(-1).begins
    return _said(what, quarter, team.cast(Text)).where(among, since, until).group_by(_CODE, team)
