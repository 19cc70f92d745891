"""What time brings about by itself: a decision falls due or is late, and an urgent notice stays unread.

Looked at every quarter of an hour. Each thing is told once: its key is made of the record and the moment, whichever
look found it, and whatever became of the look before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import ARRAY, DateTime, Select, Uuid, and_, any_, bindparam, exists, select
from sqlalchemy.orm import aliased

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.calendar import LONDON
from commonground.platform.identity.passes import Job
from commonground.platform.ids import lowest_id
from commonground.platform.notifications.choosing import council_rules
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import (
    PASSED_ON,
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.work import Work
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import OPEN_STATES
from commonground.workers.actors.circle import Circle
from commonground.workers.actors.cover import tell_and_cover
from commonground.workers.actors.people import circle_around, own_calendar

LOOKED_BACK: Final = timedelta(days=3)
"""What has been late for longer is on every list already; a notice would not be news."""
UNREAD_LOOKED_BACK: Final = timedelta(days=14)
_MOST: Final = 100
"""Records that one look tells of. The next look, a quarter of an hour later, takes the rest."""

_DUE: Final[Select[ReferralRow]] = (
    select(ReferralRow)
    .where(
        ReferralRow.state.in_([state.value for state in OPEN_STATES]),
        ReferralRow.paused_at.is_(None),
        ReferralRow.decision_due_at > bindparam("since", type_=DateTime(timezone=True)),
        ReferralRow.decision_due_at < bindparam("until", type_=DateTime(timezone=True)),
    )
    .order_by(ReferralRow.decision_due_at, ReferralRow.id)
)
_TOLD: Final = select(NotificationRow.fact_id).where(
    NotificationRow.fact_id == any_(bindparam("facts", type_=ARRAY(Uuid())))
)

_READER = aliased(NotificationRow)
_UNREAD: Final[Select[*tuple[Any, ...]]] = (
    select(NotificationRow.fact_id, NotificationRow.subject_id, NotificationRow.occurred_at)
    .distinct()
    .where(
        NotificationRow.id > bindparam("since", type_=Uuid()),
        NotificationRow.kind.in_([kind.value for kind in sorted(PASSED_ON)]),
        NotificationRow.subject_kind == RecordKind.REFERRAL.value,
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


@dataclass(frozen=True, slots=True)
class _Due:
    """Something to be told, under a key of its own."""

    key: UUID
    kind: NotificationKind
    row: ReferralRow
    choose: Callable[[Circle], frozenset[UUID]]


async def decisions_due(work: Work, job: Job) -> None:  # noqa: ARG001  # an effect's signature
    """From opening time on: what falls due today, to whoever leads it or to the team's screeners. Once it is late: to
    the team's managers too."""
    today = work.now.astimezone(LONDON).date()
    calendar = await own_calendar(work)
    if not calendar.is_working_day(today) or work.now < calendar.opening(today):
        return
    tomorrow = datetime.combine(today + timedelta(days=1), time(), LONDON)
    rows = await work.mine.scalars(_DUE, {"since": work.now - LOOKED_BACK, "until": tomorrow})
    await _tell_new(work, [_falls_due(row, work.now) for row in rows])


def _falls_due(row: ReferralRow, now: datetime) -> _Due:
    due = row.decision_due_at
    late = due <= now
    kind = NotificationKind.DECISION_OVERDUE if late else NotificationKind.DECISION_DUE_TODAY
    choose = _lead_or_screeners_and_managers if late else Circle.lead_or_screeners
    # The deadline is in the key: one that was paused, or opened again, falls due once more.
    return _Due(uuid5(row.id, f"{kind}:{due.timestamp():.0f}"), kind, row, choose)


def _lead_or_screeners_and_managers(circle: Circle) -> frozenset[UUID]:
    return circle.lead_or_screeners() | circle.managers()


async def notices_unread(work: Work, job: Job) -> None:  # noqa: ARG001  # an effect's signature
    """What is passed on and nobody has read within the council's working hours goes to the team's managers, once."""
    hours = timedelta(hours=(await council_rules(work)).unread_hours)
    calendar = await own_calendar(work)
    rows = await work.mine.rows(_UNREAD, {"since": lowest_id(work.now - UNREAD_LOOKED_BACK)})
    waited = [row for row in rows if calendar.add_working_time(row.occurred_at, hours) <= work.now]
    referrals = {row.id: row for row in await work.mine.scalars(_REFERRALS, {"ids": [r.subject_id for r in waited]})}
    await _tell_new(work, [
        _Due(uuid5(row.fact_id, "unread"), NotificationKind.NOTICE_UNREAD, referrals[row.subject_id], Circle.managers)
        for row in waited
        if row.subject_id in referrals
    ])  # fmt: skip  # one look


async def _tell_new(work: Work, due: Iterable[_Due]) -> None:
    """Those that nobody was told of yet."""
    by_key = {each.key: each for each in due}
    told = set(await work.mine.scalars(_TOLD, {"facts": list(by_key)})) if by_key else set()
    for each in [each for key, each in by_key.items() if key not in told][:_MOST]:
        circle = await circle_around(work, await held_referral(work, each.row), Action.READ_REFERRAL)
        subject = SubjectRef(RecordKind.REFERRAL, each.row.id, Reference(each.row.reference))
        await tell_and_cover(work, Notification(each.kind, subject, each.key, work.now), each.choose(circle), circle)
        await audit.record(work, f"told:{each.kind}", audit.Subject(subject.kind, subject.id, subject.reference))
