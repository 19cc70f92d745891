"""What came in may be about a context that its screener cannot see: a restricted one, or a peer group of another team.

The people of that context are told; the one who screens learns nothing, not even that there was something to learn."""

from __future__ import annotations

from uuid import UUID, uuid5

from sqlalchemy import or_, select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.types import (
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.work import Work
from commonground.tenants.contexts.load import held_context
from commonground.tenants.contexts.matching import LIKELY_FROM, likely_same
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.types import Candidate, ContextKind, ContextStatus, KnownContext, SubjectKind
from commonground.tenants.intake.models import Report
from commonground.tenants.referrals.models import ReferralRow
from commonground.workers.actors.cover import tell_and_note
from commonground.workers.actors.people import circle_around

# Contexts that not everybody with a screener's role can see.
_HIDDEN = select(ContextRow).where(or_(ContextRow.restricted, ContextRow.kind == ContextKind.GROUP))
_KIND = NotificationKind.SOMETHING_LIKE_YOURS_CAME_IN


async def tell_of_look_alikes(work: Work, job: Job) -> None:
    """Tell the lead of each hidden context that this referral is likely to be about (its managers, or the people
    named on it, when it has no lead)."""
    hidden = {context.reference: context for context in await work.mine.scalars(_HIDDEN)}
    if not hidden:
        return
    referral = audit.Subject(RecordKind.REFERRAL, job.subject_id)
    await audit.record(work, "compared_with_hidden_contexts", referral)
    known = [_known(context) for context in hidden.values()]
    for match in likely_same(await _candidate(work, job.subject_id), known, at_most=len(known)):
        if match.score >= LIKELY_FROM:
            await _tell_people_of(work, job, hidden[match.reference])


async def _tell_people_of(work: Work, job: Job, context: ContextRow) -> None:
    circle = await circle_around(work, await held_context(work, context), Action.READ_CONTEXT)
    subject = SubjectRef(RecordKind.CONTEXT, context.id, Reference(context.reference))
    # One fact may tell the same person several things: each has a key of its own, and each is told once.
    key = uuid5(job.id, f"{_KIND}:{context.id}")
    await tell_and_note(work, Notification(_KIND, subject, key, job.occurred_at), circle.lead_or_managers(), circle)


async def _candidate(work: Work, referral_id: UUID) -> Candidate:
    """The subject as the reporter said it; a referral without a report has its title alone."""
    said = (ReferralRow.title, ReferralRow.subject_kind, Report.where_said, Report.address, Report.postcode)
    found = await work.mine.execute(
        select(*said, Report.online_handle)
        .outerjoin(Report, Report.referral_id == ReferralRow.id)
        .where(ReferralRow.id == referral_id)
    )
    title, kind, where_said, address, postcode, handle = found.one()
    return Candidate(
        kind=SubjectKind(kind) if kind else None,
        name=where_said or title,
        address=address or "",
        postcode=postcode or "",
        handle=handle or "",
    )


def _known(context: ContextRow) -> KnownContext:
    return KnownContext(
        reference=context.reference,
        kind=ContextKind(context.kind),
        name=context.name,
        status=ContextStatus(context.status),
        aliases=tuple(context.aliases),
        address=context.address,
        postcode=context.postcode,
        handle=context.handle,
    )
