"""A context, or a referral, has gone to another team or person: who of those that had it hears of it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import Select, Text, and_, any_, bindparam, cast, func, or_, select

from commonground.platform.access import Role
from commonground.platform.councils.people import Staff, TeamMember
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.service import tell
from commonground.platform.notifications.types import (
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.work import Work
from commonground.workers.actors.asked import standing_of
from commonground.workers.actors.cover import tell_and_note
from commonground.workers.actors.people import circle_around

_KIND: Final = NotificationKind.GONE_ELSEWHERE
_ENDING: Final = bindparam("ending", type_=Text())
# By the end of the fact's id, as of whatever else a fact has to do with: `ids.number_of`.
_HAD_IT: Final[Select[UUID]] = (
    select(Staff.id)
    .outerjoin(TeamMember, and_(TeamMember.tenant_id == Staff.tenant_id, TeamMember.staff_id == Staff.id))
    .distinct()
    .where(
        Staff.ended_at.is_(None),
        or_(
            func.right(cast(Staff.id, Text), 8) == _ENDING,
            and_(
                func.right(cast(TeamMember.team_id, Text), 8) == _ENDING,
                any_(Staff.roles) == Role.TEAM_MANAGER.value,
            ),
        ),
    )
)


async def gone_elsewhere(work: Work, job: Job) -> None:
    """Whoever led it, or the managers of the team that had it, as the fact says. Those who may not open it any more
    learn no more than that something has gone; and where it is restricted to others by now, they learn nothing."""
    had = frozenset(await work.mine.scalars(_HAD_IT, {"ending": job.id.hex[-8:]})) - {job.actor_id}
    kind = RecordKind(job.subject_kind)
    held, opens, reference = await standing_of(work, kind, job.subject_id)
    circle = await circle_around(work, held, opens, had)
    opening = circle.those(had)
    about = SubjectRef(kind, job.subject_id, Reference(reference))
    await tell_and_note(work, Notification(_KIND, about, job.id, job.occurred_at), opening, circle, job.actor_id)
    for each in () if held.restricted else had - opening:
        theirs = SubjectRef(RecordKind.STAFF, each)
        await tell(work, Notification(_KIND, theirs, job.id, job.occurred_at), {each})
