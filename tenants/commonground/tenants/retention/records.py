"""Records as retention sees them: reference, type and days. No words, so whoever answers for retention need not be able
to open a record, and a restricted one is on the list like any other (`load_referral_for_who` does the same)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Null, Row, Select, and_, case, exists, func, literal, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.merged import is_merged, itself_or_gone_in
from commonground.tenants.contexts.models import ContextEvent, ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.types import ContextKind, ContextStatus
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import OUTCOMES_WITHOUT_CONTEXT
from commonground.tenants.referrals.types import ReferralState, Route
from commonground.tenants.retention.models import Disposal, Hold, KeptLonger, TrialRecord
from commonground.tenants.retention.rules import earliest_start
from commonground.tenants.retention.types import CountedFrom, Kept, KeptKind, RecordType, Rule
from commonground.tenants.subject_access.models import AccessMention, AccessRequest

_REFERENCES: Final = {KeptKind.REFERRAL: ReferenceKind.REFERRAL, KeptKind.CONTEXT: ReferenceKind.CONTEXT}
_ENDED: Final = (ReferralState.DECIDED.value, ReferralState.WITHDRAWN.value)
_WITHOUT: Final = [outcome.value for outcome in OUTCOMES_WITHOUT_CONTEXT]


def _around(
    record_id: InstrumentedAttribute[Any],
    changed_at: InstrumentedAttribute[Any],
    restricted: InstrumentedAttribute[Any],
    context_id: InstrumentedAttribute[Any] | Null,
) -> tuple[ColumnElement[Any], ...]:
    """What was decided about a record so far, as columns of its row. Who holds a context holds its referrals with it:
    `tenants.dispose()` asks the same once more."""
    until = select(func.max(KeptLonger.until)).where(KeptLonger.record_id == record_id).scalar_subquery()
    trial = exists().where(TrialRecord.record_id == record_id)
    open_proposal = (Disposal.withdrawn_at.is_(None), Disposal.stopped_at.is_(None))
    return (
        until.label("until"),
        exists().where(_of_it(Hold.record_id.expression, record_id), Hold.lifted_at.is_(None)).label("held"),
        _held_with(context_id).label("held_with"),
        exists().where(Disposal.record_id == record_id, *open_proposal).label("proposed"),
        trial.label("trial"),
        _asked_for(record_id, changed_at, restricted, trial).label("asked"),
    )


def _of_it(column: ColumnElement[Any], record_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """A context that has gone into another one still has what was put on it, which holds the other one too."""
    return itself_or_gone_in(column, record_id) if record_id.class_ is ContextRow else column == record_id


def _held_with(context_id: InstrumentedAttribute[Any] | Null) -> ColumnElement[str]:
    """The reference of its context, where that one is held."""
    held = select(func.max(Hold.reference)).where(
        itself_or_gone_in(Hold.record_id.expression, context_id), Hold.lifted_at.is_(None)
    )
    return func.coalesce(held.scalar_subquery(), "")


def _asked_for(
    record_id: InstrumentedAttribute[Any],
    changed_at: InstrumentedAttribute[Any],
    restricted: InstrumentedAttribute[Any],
    trial: ColumnElement[bool],
) -> ColumnElement[bool]:
    """Whether a request that is not answered yet has to do with the record: it names the person, or nobody has looked
    for them in it as it stands. In one that is restricted whoever searches may not have looked: that one stays while
    any request is open, whomever it names, so that nothing can be told from it. A trial asks for trial records alone.
    `tenants.dispose()` asks the same once more."""
    asked, mention = AccessRequest, AccessMention
    named = exists().where(mention.record_id == record_id, mention.request_id == asked.id)
    unseen = and_(asked.trial == trial, or_(restricted, asked.searched_at.is_(None), asked.searched_at < changed_at))
    return exists().where(asked.finished_at.is_(None), or_(named, unseen))


def _is_closed() -> ColumnElement[bool]:
    return ContextRow.status == ContextStatus.CLOSED.value


def _closing() -> ColumnElement[Any]:
    """When the context of the row was closed, the last time."""
    row, event = ContextRow, ContextEvent
    closed = (event.context_id == row.id, event.verb == ContextVerb.CLOSE.value)
    return select(func.max(event.at)).where(*closed).correlate(row).scalar_subquery()


def _referrals() -> Select[Any]:
    """What was taken on goes on in its context: it ends with that one, and never before its own decision. Of a decision
    without a day, in an earlier tracker, the day on which it came is as near as anybody knows."""
    row, context = ReferralRow, ContextRow
    brought = and_(row.route == Route.TRACKER.value, row.outcome.is_not(None))
    decided = func.coalesce(row.decided_at, case((brought, row.received_at), else_=row.changed_at))
    went_no_further = row.outcome.is_(None) | row.outcome.in_(_WITHOUT)
    of_it = (context.tenant_id == row.tenant_id, context.id == row.context_id)
    closed = select(func.coalesce(_closing(), context.changed_at)).where(*of_it, _is_closed()).scalar_subquery()
    ended = case(
        (row.state.not_in(_ENDED), null()),
        (went_no_further | row.context_id.is_(None), decided),
        (closed.is_not(None), func.greatest(decided, closed)),
        else_=null(),
    )
    kind = case((went_no_further, RecordType.REFERRAL_CLOSED.value), else_=RecordType.REFERRAL_TAKEN_ON.value)
    changed = func.greatest(row.changed_at, ended)  # What ends later than its last change is not counted from before.
    return select(
        literal(KeptKind.REFERRAL.value).label("kind"), row.id, row.reference, kind.label("record_type"),
        ended.label("ended_at"), changed.label("changed_at"), literal(0).label("joined"),
        row.state.in_(_ENDED).label("decided"), *_around(row.id, row.changed_at, row.restricted, row.context_id),
    )  # fmt: skip  # what retention needs


def _contexts() -> Select[Any]:
    row = ContextRow
    ended = case((_is_closed(), func.coalesce(_closing(), row.changed_at)), else_=null())
    kind = case((row.kind == ContextKind.GROUP.value, RecordType.PEER_GROUP.value), else_=RecordType.CONTEXT.value)
    joined = select(func.count()).where(ReferralRow.context_id == row.id).scalar_subquery()
    return select(
        literal(KeptKind.CONTEXT.value).label("kind"), row.id, row.reference, kind.label("record_type"),
        ended.label("ended_at"), row.changed_at, joined.label("joined"),
        _is_closed().label("decided"), *_around(row.id, row.changed_at, row.restricted, null()),
    )  # fmt: skip  # as above


async def kept_record(work: Work, kind: KeptKind, reference: str, *, lock: bool = False) -> Kept:
    """The record of this reference. `lock` holds its row until the edge commits, so that it can't go meanwhile.

    Raises `NotFoundHereError`."""
    known = parse_reference(reference, kind=_REFERENCES[kind]) or ""
    row: type[ReferralRow | ContextRow] = ReferralRow if kind is KeptKind.REFERRAL else ContextRow
    if lock:
        await work.mine.execute(select(row.id).where(row.reference == known).with_for_update())
    query = (_referrals() if kind is KeptKind.REFERRAL else _contexts()).where(row.reference == known)
    found = (await work.mine.execute(query)).one_or_none()
    if found is None:
        raise NotFoundHereError
    record = _kept(found)
    audit.looked_at(work, Action.REVIEW_RETENTION, subject_of(record))
    return record


def subject_of(record: Kept) -> audit.Subject:
    return audit.Subject(record.kind.value, record.id, record.reference)


async def ended_before(work: Work, kind: KeptKind, rules: Iterable[Rule], today: date, most: int) -> list[Kept]:
    """Records that began to count early enough to be due today by their type's rule, and which nobody keeps longer, and
    trials; the oldest first. Those that somebody has proposed stand in the list of proposals, and are not here."""
    if kind is KeptKind.REFERRAL:
        found = _referrals().where(ReferralRow.state.in_(_ENDED)).subquery()
    else:
        found = _contexts().where(_is_closed(), ~is_merged()).subquery()
    begins = {CountedFrom.LAST_CHANGE: found.c.changed_at}
    ended = [
        (found.c.record_type == rule.record_type.value)
        & (begins.get(rule.counted_from, found.c.ended_at) < earliest_start(rule.period, today))
        for rule in rules
    ]
    query = (
        select(found)
        .where(~found.c.proposed, or_(*ended, found.c.trial))
        .where(func.coalesce(found.c.until, today) <= today)
        .order_by(found.c.ended_at, found.c.id)
        .limit(most)
    )
    return [_kept(row) for row in await work.mine.execute(query)]


def _kept(row: Row[Any]) -> Kept:
    until: date | None = row.until
    return Kept(
        kind=KeptKind(row.kind),
        id=row.id,
        reference=row.reference,
        record_type=RecordType(row.record_type),
        ended_at=row.ended_at,
        changed_at=row.changed_at,
        until=until,
        held=row.held,
        held_with=row.held_with,
        asked=row.asked,
        proposed=row.proposed,
        trial=row.trial,
        joined=row.joined,
        decided=row.decided,
    )


def staff_named(model: type[Any], column: Any, staff: Any) -> ColumnElement[bool]:
    """For joining the person in `column` of `model`."""
    return and_(staff.tenant_id == model.tenant_id, staff.id == column)
