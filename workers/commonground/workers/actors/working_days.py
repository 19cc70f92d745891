"""A council changed its working days: the clocks that run are counted again, and who was told stays told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, exists, func, select, update
from sqlalchemy.orm import aliased

from commonground.platform import audit
from commonground.platform.calendar import LONDON
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.work import Work
from commonground.tenants.clocks.service import count_again
from commonground.tenants.clocks.types import MovedDecision
from commonground.workers.actors.timely import deadline_key
from commonground.workers.actors.unread import passed_on

_AGAIN: Final = select(
    func.unnest(bindparam("before", type_=ARRAY(Uuid()))).label("before"),
    func.unnest(bindparam("after", type_=ARRAY(Uuid()))).label("after"),
).subquery("again")
_there = aliased(NotificationRow)
_STAY_TOLD: Final = (
    update(NotificationRow)
    .where(
        NotificationRow.fact_id == _AGAIN.c.before,
        ~exists().where(_there.tenant_id == NotificationRow.tenant_id, _there.fact_id == _AGAIN.c.after),
    )
    .values(fact_id=_AGAIN.c.after)
    .execution_options(synchronize_session=False)
)


async def working_days_changed(work: Work, job: Job) -> None:  # noqa: ARG001  # an effect's signature
    """One line in the trail for all of them: nobody did anything to any of these records."""
    moved = await count_again(work)
    if moved:
        await _stay_told(work, moved.decisions)
        await audit.record(work, "counted_clocks_again", audit.Subject("council"), why=moved.words)


async def _stay_told(work: Work, decisions: Sequence[MovedDecision]) -> None:
    """What somebody was told of a deadline, and would be told of the new one in the same words now, is told."""
    if keys := [pair for each in decisions for pair in _same_news(each, work.now)]:
        before, after = zip(*keys, strict=True)
        await work.mine.execute(_STAY_TOLD, {"before": list(before), "after": list(after)})


def _same_news(moved: MovedDecision, now: datetime) -> Iterator[tuple[UUID, UUID]]:
    """Keys of telling, before and after. That it is late, where it still is; that it is due on a day, where it is the
    same day. Passed on, too, where nobody read it. What falls due anew is told anew, when it does."""
    same_day = moved.before.astimezone(LONDON).date() == moved.after.astimezone(LONDON).date()
    still_late = max(moved.before, moved.after) <= now
    for kind, stays in (
        (NotificationKind.DECISION_DUE_TODAY, same_day),
        (NotificationKind.DECISION_OVERDUE, still_late),
    ):
        if stays:
            before, after = (deadline_key(moved.id, kind, due) for due in (moved.before, moved.after))
            yield before, after
            yield passed_on(before), passed_on(after)
