"""Who is told what came of something that was sent outside the platform: whoever prepared it, or who stands around it
when they are not there any more. What it is and who has it stays out of the notice."""

from __future__ import annotations

from sqlalchemy import or_, select

from commonground.platform.access import Action
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.types import Notification, NotificationKind, RecordKind, Reference, SubjectRef
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.disclosures.load import held_disclosure
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.outside.lines import write_lines
from commonground.tenants.referrals.models import ReferralRow
from commonground.workers.actors.cover import tell_and_note
from commonground.workers.actors.people import circle_around


class DisclosureMissingError(LookupError):
    """A fact names a disclosure that this council does not have: it stays in the outbox, to be looked into."""


async def outside_changed(work: Work, job: Job) -> None:
    """It was opened, locked after five wrong codes, or is over. The record's own timeline says what came of it too."""
    row = await work.mine.scalar(select(Disclosure).where(Disclosure.id == job.subject_id))
    if row is None:
        raise DisclosureMissingError
    await write_lines(work, row)
    held = await held_disclosure(work, row, restricted=await _is_shut(work, row))
    circle = await circle_around(work, held, Action.PREPARE_DISCLOSURE, {row.author_id})
    who = circle.those({row.author_id}) or circle.lead_or_managers()
    about = SubjectRef(RecordKind.OUTSIDE, row.id, Reference(row.reference))
    told = Notification(NotificationKind.OUTSIDE_CHANGED, about, job.id, job.occurred_at)
    await tell_and_note(work, told, who, circle)


async def _is_shut(work: Work, row: Disclosure) -> bool:
    """Whether what it is about is restricted."""
    contexts = select(ContextRow.id).where(ContextRow.id == row.record_id, ContextRow.restricted)
    referrals = select(ReferralRow.id).where(ReferralRow.id == row.record_id, ReferralRow.restricted)
    return bool(await work.mine.scalar(select(or_(contexts.exists(), referrals.exists()))))
