"""Urgent mail that did not arrive is told to whoever can see to it, in the product first of all.

That its reader may not know yet is another matter: what they leave unread is passed on (`unread.py`)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import Text, Uuid, any_, bindparam, exists, select, update

from commonground.platform import audit
from commonground.platform.access import Role
from commonground.platform.councils.people import Staff
from commonground.platform.identity.passes import Job
from commonground.platform.ids import lowest_id
from commonground.platform.mail.models import DEAD, MailRow
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.service import tell, tell_here
from commonground.platform.notifications.types import Notification, NotificationKind, RecordKind, SubjectRef
from commonground.platform.work import Work

log = structlog.get_logger(__name__)

KIND: Final = NotificationKind.MAIL_UNDELIVERED
LOOKED_BACK: Final = timedelta(days=14)
"""Whoever had a mail that did not arrive within this time is told of others' in the product alone."""
_DEAD: Final = MailRow.state.in_([state.value for state in DEAD])

_REPORT: Final = (
    update(MailRow)
    .where(_DEAD, MailRow.urgent, MailRow.reported_at.is_(None))
    .values(reported_at=bindparam("now"))
    .returning(MailRow.id)
    .execution_options(synchronize_session=False)
)
_UNREACHED = exists().where(
    MailRow.tenant_id == Staff.tenant_id,
    MailRow.staff_id == Staff.id,
    _DEAD,
    MailRow.id > bindparam("since", type_=Uuid()),
)
_KNOWS = exists().where(
    NotificationRow.tenant_id == Staff.tenant_id,
    NotificationRow.staff_id == Staff.id,
    NotificationRow.kind == KIND.value,
    NotificationRow.read_at.is_(None),
)
_WHO_SEES_TO_IT: Final = select(Staff.id, _UNREACHED.label("unreached"), _KNOWS.label("knows")).where(
    Staff.ended_at.is_(None), any_(Staff.roles) == bindparam("role", type_=Text())
)


async def mails_undelivered(work: Work, job: Job) -> None:
    """Each mail is told of once, however many looks find it, and all that one look finds are told of together. Whoever
    has not read of others yet is not told again: the page they are sent to lists every one."""
    if not (await work.mine.execute(_REPORT, {"now": work.now})).all():
        return
    asked = {"role": Role.COUNCIL_ADMIN.value, "since": lowest_id(work.now - LOOKED_BACK)}
    people = await work.mine.rows(_WHO_SEES_TO_IT, asked)
    if not people:
        log.warning("nobody_to_tell", fact=str(job.id), kind=job.kind)
    told = Notification(KIND, SubjectRef(RecordKind.MAILS, job.council_id), job.id, work.now)
    # A mail about a mail that did not arrive would go to the same dead address.
    await tell_here(work, told, _those(people, unreached=True))
    await tell(work, told, _those(people, unreached=False))
    await audit.record(work, f"told:{KIND}", audit.Subject(RecordKind.MAILS))


def _those(people: Any, *, unreached: bool) -> list[UUID]:
    return [person.id for person in people if person.unreached is unreached and not person.knows]
