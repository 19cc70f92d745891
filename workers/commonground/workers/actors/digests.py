"""The digest at the end of the working day: one mail for everybody for whom something was kept back."""

from __future__ import annotations

from typing import Final, cast
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Table, Uuid, bindparam, false, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from commonground.platform.calendar import LONDON
from commonground.platform.calendar.of_council import calendar_now
from commonground.platform.identity.passes import Job
from commonground.platform.ids import uuid7s
from commonground.platform.mail.models import MailRow, MailState
from commonground.platform.mail.queueing import message_key
from commonground.platform.work import Work

_PEOPLE: Final = select(MailRow.staff_id).where(MailRow.state == MailState.FOR_DIGEST).distinct()
_NEW = {
    "tenant_id": bindparam("council_id", type_=Uuid()),
    "id": func.unnest(bindparam("ids", type_=ARRAY(Uuid()))),
    "staff_id": func.unnest(bindparam("staff_ids", type_=ARRAY(Uuid()))),
    "fact_id": bindparam("fact_id", type_=Uuid()),
    "message": func.unnest(bindparam("messages", type_=ARRAY(Uuid()))),
    "urgent": false(),
    "state": literal(MailState.QUEUED.value),
    "queued_at": bindparam("now", type_=DateTime(timezone=True)),
    "due_at": bindparam("now", type_=DateTime(timezone=True)),
}
_QUEUE: Final = (
    insert(cast("Table", MailRow.__table__))
    .from_select(list(_NEW), select(*_NEW.values()), include_defaults=False)
    .on_conflict_do_nothing(index_elements=["tenant_id", "fact_id", "staff_id"])
)
_DIGEST = MailRow.__table__.alias("digest")
_GATHER: Final = (
    update(MailRow)
    .where(
        MailRow.state == MailState.FOR_DIGEST,
        _DIGEST.c.fact_id == bindparam("digest_fact", type_=Uuid()),
        _DIGEST.c.staff_id == MailRow.staff_id,
        _DIGEST.c.tenant_id == MailRow.tenant_id,
    )
    .values(state=MailState.IN_DIGEST.value, digest_id=_DIGEST.c.id)
    .execution_options(synchronize_session=False)
)


async def digests_due(work: Work, job: Job) -> None:
    """At closing time: what was kept back goes into one mail to each person. On a day off it waits for the next working
    day. The text is made when the mail goes: what was read in the meantime is left out."""
    if not (await calendar_now(work)).is_working_day(work.now.astimezone(LONDON).date()):
        return
    people: list[UUID] = sorted(await work.mine.scalars(_PEOPLE))
    if not people:
        return
    await work.mine.execute(_QUEUE, {
        "council_id": job.council_id,
        "fact_id": job.id,
        "now": work.now,
        "ids": uuid7s(len(people)),
        "staff_ids": people,
        "messages": [message_key(job.id, [person]) for person in people],
    })  # fmt: skip  # a row's columns
    await work.mine.execute(_GATHER, {"digest_fact": job.id})
