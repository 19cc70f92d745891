"""What time brings about by itself: a decision falls due or is late, or what stopped its clock stays without an
answer. That a notice stays unread: `unread.py`.

Looked at every quarter of an hour. Each thing is told once: its key is made of the record and the moment, whichever
look found it, and whatever became of the look before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import ARRAY, DateTime, Select, Uuid, any_, bindparam, select

from commonground.platform.access import Action
from commonground.platform.calendar import LONDON
from commonground.platform.calendar.of_council import calendar_now
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import (
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.work import Work
from commonground.tenants.keepers.queries import Alone
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.pauses import long_waits_before
from commonground.tenants.referrals.rules import OPEN_STATES
from commonground.tenants.referrals.types import ReferralState
from commonground.workers.actors.circle import Circle
from commonground.workers.actors.cover import tell_and_note
from commonground.workers.actors.keepers import tell_nobody_left
from commonground.workers.actors.people import all_who_answer_for_access, circle_around

LOOKED_BACK: Final = timedelta(days=3)
"""What has been late for longer is on every list already; a notice would not be news."""
WAITS_LOOKED_BACK: Final = timedelta(days=90)
"""What has waited for longer was told of when it was news; the notices that say so may be gone."""
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
_WAITS: Final[Select[ReferralRow]] = (
    select(ReferralRow)
    .where(
        ReferralRow.state == ReferralState.WAITING.value,
        ReferralRow.paused_at < bindparam("before", type_=DateTime(timezone=True)),
        ReferralRow.paused_at > bindparam("after", type_=DateTime(timezone=True)),
    )
    .order_by(ReferralRow.paused_at, ReferralRow.id)
)
_TOLD: Final = select(NotificationRow.fact_id).where(
    NotificationRow.fact_id == any_(bindparam("facts", type_=ARRAY(Uuid())))
)


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be told, under a key of its own."""

    key: UUID
    kind: NotificationKind
    row: ReferralRow
    choose: Callable[[Circle], frozenset[UUID]]


async def decisions_due(work: Work, job: Job) -> None:  # noqa: ARG001  # an effect's signature
    """From opening time on: what falls due today, to whoever leads it or to the team's screeners. Once it is late: to
    the team's managers too. And what has waited long for an answer, for its stopped clock would say nothing again."""
    today = work.now.astimezone(LONDON).date()
    calendar = await calendar_now(work)
    if not calendar.is_working_day(today) or work.now < calendar.opening(today):
        return
    tomorrow = datetime.combine(today + timedelta(days=1), time(), LONDON)
    rows = await work.mine.scalars(_DUE, {"since": work.now - LOOKED_BACK, "until": tomorrow})
    due = [_falls_due(row, work.now) for row in rows]
    waits = await work.mine.scalars(
        _WAITS, {"before": long_waits_before(today, calendar), "after": work.now - WAITS_LOOKED_BACK}
    )
    await tell_new(work, [*due, *(_waits_long(row.paused_at, row) for row in waits if row.paused_at is not None)])


def _falls_due(row: ReferralRow, now: datetime) -> Due:
    due = row.decision_due_at
    late = due <= now
    kind = NotificationKind.DECISION_OVERDUE if late else NotificationKind.DECISION_DUE_TODAY
    choose = _lead_or_screeners_and_managers if late else Circle.lead_or_screeners
    return Due(deadline_key(row.id, kind, due), kind, row, choose)


def deadline_key(referral: UUID, kind: NotificationKind, due: datetime) -> UUID:
    """Of telling it. The deadline is in it: one that was paused, or opened again, falls due once more. Where it moves
    because the council's working days changed, what is still news is told under the new key (`working_days.py`)."""
    return uuid5(referral, f"{kind}:{due.timestamp():.0f}")


def _waits_long(since: datetime, row: ReferralRow) -> Due:
    """The moment of the pause is in its key: whoever asks again, after an answer, may wait long again."""
    kind = NotificationKind.REFERRAL_WAITS_LONG
    return Due(uuid5(row.id, f"{kind}:{since.timestamp():.6f}"), kind, row, Circle.lead_or_screeners)


def _lead_or_screeners_and_managers(circle: Circle) -> frozenset[UUID]:
    return circle.lead_or_screeners() | circle.managers()


async def tell_new(work: Work, due: Iterable[Due]) -> None:
    """Those that nobody was told of yet. Of a restricted one that nobody is left to hear of, whoever can name somebody
    is told under the same key: once too, and not that there was nobody at every look."""
    by_key = {each.key: each for each in due}
    told = await told_of(work, by_key)
    for each in [each for key, each in by_key.items() if key not in told][:_MOST]:
        circle = await circle_around(work, await held_referral(work, each.row), Action.READ_REFERRAL)
        who = each.choose(circle)
        if not who and circle.held.restricted:
            alone = Alone(RecordKind.REFERRAL, each.row.id, each.row.reference)
            await tell_nobody_left(work, alone, each.key, work.now, await all_who_answer_for_access(work, None))
            continue
        if not who and each.kind is NotificationKind.REFERRAL_WAITS_LONG:
            continue  # else each look of ninety days would write down that there is nobody
        subject = SubjectRef(RecordKind.REFERRAL, each.row.id, Reference(each.row.reference))
        await tell_and_note(work, Notification(each.kind, subject, each.key, work.now), who, circle)


async def told_of(work: Work, keys: Collection[UUID]) -> set[UUID]:
    """Those of these keys of which somebody was told."""
    return set(await work.mine.scalars(_TOLD, {"facts": list(keys)})) if keys else set()
