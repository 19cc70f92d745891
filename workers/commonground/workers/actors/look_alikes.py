"""What came in may be about a context that its screener cannot see: a restricted one, or a peer group of another team.

The people of that context are told; the one who screens learns nothing, not even that there was something to learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, Select, or_, select

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
from commonground.tenants.contexts.alike import candidate_of
from commonground.tenants.contexts.load import held_context
from commonground.tenants.contexts.matching import LIKELY_FROM, likely_same
from commonground.tenants.contexts.merged import is_merged, said_by_parts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.types import (
    Candidate,
    ContextKind,
    ContextStatus,
    KnownContext,
    SubjectKind,
    Whereabouts,
)
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import OPEN_STATES
from commonground.tenants.referrals.said import column_said, with_said
from commonground.workers.actors.cover import tell_and_note
from commonground.workers.actors.people import circle_around

# Contexts that not everybody with a screener's role can see. What has gone into another one has its people no more.
# What its parts say of where they lie is compared too: nobody else is left to see that something came in about one.
_HIDDEN: Final[Select[ContextRow, Any]] = select(ContextRow, said_by_parts(ContextRow)).where(
    ~is_merged(), or_(ContextRow.restricted, ContextRow.kind == ContextKind.GROUP)
)
_SAID: Final[Select[*tuple[Any, ...]]] = with_said(
    select(
        ReferralRow.id,
        ReferralRow.title,
        ReferralRow.subject_kind,
        *(column_said(name) for name in ("where_said", "address", "postcode", "online_handle")),
    )
)
_OPEN: Final = ReferralRow.state.in_([state.value for state in OPEN_STATES])
_MADE = select(ContextRow)
_COMPARED: Final = "compared_with_hidden_contexts"
_KIND = NotificationKind.SOMETHING_LIKE_YOURS_CAME_IN


@dataclass(frozen=True, slots=True)
class _Hidden:
    """One of them, and what is compared of it."""

    context: ContextRow
    known: KnownContext


async def tell_of_look_alikes(work: Work, job: Job) -> None:
    """Tell the lead of each hidden context that this referral is likely to be about (its managers, or the people
    named on it, when it has no lead)."""
    hidden = await _hidden(work)
    if not hidden:
        return
    await audit.record(work, _COMPARED, audit.Subject(RecordKind.REFERRAL, job.subject_id))
    (said,) = await work.mine.execute(_SAID.where(ReferralRow.id == job.subject_id))
    await _tell_of(work, job, _candidate(said), hidden)


async def tell_of_made(work: Work, job: Job) -> None:
    """The same where somebody made a context by hand: whoever made it was shown those that they may open, and learns
    nothing of the others. They are told nothing either: they know what they have just made."""
    made = (await work.mine.scalars(_MADE.where(ContextRow.id == job.subject_id))).one_or_none()
    hidden = await _hidden(work, ContextRow.id != job.subject_id)
    if made is None or not hidden:
        return
    await audit.record(work, _COMPARED, audit.Subject(RecordKind.CONTEXT, made.id, made.reference))
    await _tell_of(work, job, candidate_of(_known(made)), hidden, but=job.actor_id)


async def _hidden(work: Work, *those: ColumnElement[bool]) -> Sequence[_Hidden]:
    rows = (await work.mine.execute(_HIDDEN.where(*those))).all()
    return [_Hidden(context, _known(context, parts or ())) for context, parts in rows]


async def _tell_of(
    work: Work, job: Job, asked: Candidate, hidden: Sequence[_Hidden], *, but: UUID | None = None
) -> None:
    by_reference = {each.known.reference: each.context for each in hidden}
    for match in likely_same(asked, [each.known for each in hidden], at_most=len(hidden)):
        if match.score >= LIKELY_FROM:
            await _tell_people_of(work, job, by_reference[match.reference], job.subject_id, but=but)


async def tell_of_earlier(work: Work, job: Job) -> None:
    """The same the other way round, for a hidden context whose people could not be told for a while: of every open
    referral that it is likely to be, but those that are its own already."""
    for hidden in await _hidden(work, ContextRow.id == job.subject_id):
        about = audit.Subject(RecordKind.CONTEXT, hidden.context.id, hidden.context.reference)
        await audit.record(work, "compared_with_open_referrals", about)
        await _tell_of_open(work, job, hidden)


async def _tell_of_open(work: Work, job: Job, hidden: _Hidden) -> None:
    others = ReferralRow.context_id.is_distinct_from(hidden.context.id)
    for said in (await work.mine.execute(_SAID.where(_OPEN, others).order_by(ReferralRow.id))).all():
        found = likely_same(_candidate(said), [hidden.known], at_most=1)
        if any(match.score >= LIKELY_FROM for match in found):
            await _tell_people_of(work, job, hidden.context, said.id)


async def _tell_people_of(work: Work, job: Job, context: ContextRow, like_it: UUID, *, but: UUID | None = None) -> None:
    """Each of them once of one record that is like it, whichever way it was found."""
    circle = await circle_around(work, await held_context(work, context), Action.READ_CONTEXT)
    subject = SubjectRef(RecordKind.CONTEXT, context.id, Reference(context.reference))
    key = uuid5(like_it, f"{_KIND}:{context.id}")
    told = Notification(_KIND, subject, key, job.occurred_at)
    await tell_and_note(work, told, circle.lead_or_managers(), circle, but)


def _candidate(said: Any) -> Candidate:
    """The subject as it was told; a referral of which no words are kept has its title alone."""
    return Candidate(
        kind=SubjectKind(said.subject_kind) if said.subject_kind else None,
        name=said.where_said or said.title,
        address=said.address or "",
        postcode=said.postcode or "",
        handle=said.online_handle or "",
    )


def _known(context: ContextRow, parts: Sequence[Mapping[str, str]] = ()) -> KnownContext:
    return KnownContext(
        reference=context.reference,
        kind=ContextKind(context.kind),
        name=context.name,
        status=ContextStatus(context.status),
        aliases=tuple(context.other_names),
        address=context.address,
        postcode=context.postcode,
        handle=context.handle,
        parts=tuple(Whereabouts(**part) for part in parts),
    )
