"""An urgent notice that nobody has read in time goes further; `PASSED_ON` says to whom.

The council's hours are what counts, for danger to a child and for break-glass too. Whoever was told first was mailed
at once, at night like by day. Those who come next work in the same hours: to pass it on at night would reach nobody,
and would use up the one time that it is passed on before anybody could have read the first. What can't wait for the
morning does not wait here: the report form says 999 and the council's out-of-hours number, a duty team that has no
account here.

Looked at every quarter of an hour. Each is passed on once: its key is made of the fact that was told, whichever look
found it unread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import ARRAY, Select, Uuid, and_, any_, bindparam, exists, select
from sqlalchemy.orm import aliased

from commonground.platform import audit
from commonground.platform.calendar.of_council import calendar_now
from commonground.platform.identity.passes import Job
from commonground.platform.ids import ending_as, lowest_id
from commonground.platform.notifications.choosing import council_rules
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.service import tell
from commonground.platform.notifications.types import (
    PASSED_ON,
    Next,
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.work import Work
from commonground.tenants.break_glass.models import BreakGlassUse
from commonground.tenants.keepers.queries import left_alone_of
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import OPEN_STATES
from commonground.workers.actors.asked import pass_on_asked
from commonground.workers.actors.circle import Circle
from commonground.workers.actors.crossings import pass_on_urgent
from commonground.workers.actors.keepers import pass_on_nobody_left
from commonground.workers.actors.people import all_who_answer_for_access, unread_by
from commonground.workers.actors.timely import Due, deadline_key, tell_new, told_of

LOOKED_BACK: Final = timedelta(days=14)

_READER = aliased(NotificationRow)
_UNREAD: Final[Select[*tuple[Any, ...]]] = (
    select(
        NotificationRow.fact_id,
        NotificationRow.kind,
        NotificationRow.subject_kind,
        NotificationRow.subject_id,
        NotificationRow.occurred_at,
    )
    .distinct()
    .where(
        NotificationRow.id > bindparam("since", type_=Uuid()),
        NotificationRow.kind.in_([kind.value for kind, goes in PASSED_ON.items() if goes is not Next.NOBODY]),
        NotificationRow.read_at.is_(None),
        ~exists().where(
            and_(
                _READER.tenant_id == NotificationRow.tenant_id,
                _READER.fact_id == NotificationRow.fact_id,
                _READER.read_at.is_not(None),
            )
        ),
    )
    .order_by(NotificationRow.occurred_at)
)
_REFERRALS: Final[Select[ReferralRow]] = select(ReferralRow).where(
    ReferralRow.id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
    ReferralRow.state.in_([state.value for state in OPEN_STATES]),
)
_UNREVIEWED: Final = select(BreakGlassUse.id, BreakGlassUse.staff_id, BreakGlassUse.reference).where(
    BreakGlassUse.id == any_(bindparam("ids", type_=ARRAY(Uuid()))), BreakGlassUse.reviewed_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Unread:
    """What nobody has read of those who were told. `key` is that of telling the next."""

    key: UUID
    kind: NotificationKind
    record_kind: str
    record_id: UUID


async def notices_unread(work: Work, job: Job) -> None:  # noqa: ARG001  # an effect's signature
    """What nobody has read within the council's working hours is passed on, once."""
    waited = await _waited(work)
    for goes, pass_on in _PASSING.items():
        if those := [each for each in waited if PASSED_ON[each.kind] is goes]:
            await pass_on(work, those)


async def _waited(work: Work) -> list[Unread]:
    """The longest unread first."""
    hours = timedelta(hours=(await council_rules(work)).unread_hours)
    calendar = await calendar_now(work)
    rows = await work.mine.rows(_UNREAD, {"since": lowest_id(work.now - LOOKED_BACK)})
    return [
        Unread(
            passed_on(row.fact_id),
            NotificationKind(row.kind),
            row.subject_kind,
            row.subject_id,
        )
        for row in rows
        if calendar.add_working_time(row.occurred_at, hours) <= work.now
    ]


def passed_on(fact_id: UUID) -> UUID:
    """The key of passing it on: ends as the fact does, by which people may know what it was because of."""
    return ending_as(uuid5(fact_id, "unread"), fact_id)


async def _to_managers(work: Work, unread: Sequence[Unread]) -> None:
    """Of referrals that are still open, and deadlines that still stand."""
    found = await work.mine.scalars(_REFERRALS, {"ids": [each.record_id for each in unread]})
    referrals = {row.id: row for row in found}
    await tell_new(work, [
        Due(each.key, NotificationKind.NOTICE_UNREAD, referrals[each.record_id], Circle.managers)
        for each in unread
        if each.record_id in referrals and _stands(each, referrals[each.record_id])
    ])  # fmt: skip  # one look


def _stands(unread: Unread, row: ReferralRow) -> bool:
    """A deadline that has moved since is told of when it falls due: nobody missed this one."""
    of_deadline = unread.kind in (NotificationKind.DECISION_DUE_TODAY, NotificationKind.DECISION_OVERDUE)
    return not of_deadline or unread.key == passed_on(deadline_key(row.id, unread.kind, row.decision_due_at))


async def _to_who_answers(work: Work, unread: Sequence[Unread]) -> None:
    """Of uses that nobody has reviewed; whoever broke the glass left out. In the words in which the first were told."""
    new = await _new(work, unread)
    uses = {use.id: use for use in await work.mine.rows(_UNREVIEWED, {"ids": [each.record_id for each in new]})}
    for each in [each for each in new if each.record_id in uses]:
        use = uses[each.record_id]
        others = await all_who_answer_for_access(work, use.staff_id) - await unread_by(work, each.kind, use.id)
        if others:
            subject = SubjectRef(RecordKind.BREAK_GLASS, use.id, Reference(use.reference))
            await tell(work, Notification(each.kind, subject, each.key, work.now), others)
            await audit.record(work, f"told:{each.kind}", audit.Subject(subject.kind, subject.id, subject.reference))


async def _to_who_opens(work: Work, unread: Sequence[Unread]) -> None:
    for each in await _new(work, unread):
        await pass_on_asked(work, each.record_kind, each.record_id, each.key)


async def _to_who_names(work: Work, unread: Sequence[Unread]) -> None:
    """Of records that still have nobody left."""
    new = await _new(work, unread)
    alone = {record.id: record for record in await left_alone_of(work, [each.record_id for each in new])}
    for each in [each for each in new if each.record_id in alone]:
        await pass_on_nobody_left(work, alone[each.record_id], each.key)


async def _to_who_takes(work: Work, unread: Sequence[Unread]) -> None:
    for each in await _new(work, unread):
        await pass_on_urgent(work, each.record_id, each.key)


async def _new(work: Work, unread: Sequence[Unread]) -> list[Unread]:
    """Those that were not passed on yet."""
    told = await told_of(work, [each.key for each in unread])
    return [each for each in unread if each.key not in told]


_PASSING: Final[Mapping[Next, Callable[[Work, Sequence[Unread]], Awaitable[None]]]] = MappingProxyType(
    {
        Next.MANAGERS: _to_managers,
        Next.WHO_ANSWERS: _to_who_answers,
        Next.WHO_OPENS: _to_who_opens,
        Next.WHO_NAMES: _to_who_names,
        Next.WHO_TAKES: _to_who_takes,
    }
)
