"""What each kind of fact brings about: who is told of what. Called with the job's own pass open."""

# Long: one entry for each kind of fact.

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import MappingProxyType
from typing import Final, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, select

from commonground.platform.access import Action
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.service import tell
from commonground.platform.notifications.types import (
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.outbox import FactKind
from commonground.platform.work import Work
from commonground.tenants.break_glass.models import BreakGlassUse
from commonground.tenants.contexts.load import held_context, held_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.timeline import others_told_of
from commonground.tenants.flags.due import flags_due as due_flags
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import Attention, ReferralState
from commonground.tenants.referring.models import Statement
from commonground.tenants.retention.disposing import dispose
from commonground.workers.actors.actions import action_given, actions_due
from commonground.workers.actors.asked import asked_about_yours, standing_of
from commonground.workers.actors.circle import Circle
from commonground.workers.actors.cover import note_told, tell_and_cover, tell_and_note
from commonground.workers.actors.crossing_files import crossing_files
from commonground.workers.actors.crossings import (
    crossing_answered,
    crossing_changed,
    crossing_escalated,
    crossing_offered,
    crossing_without_agreement,
    disclosure_decided,
    disclosure_waits,
)
from commonground.workers.actors.crossings_due import crossings_due
from commonground.workers.actors.digests import digests_due
from commonground.workers.actors.disputes import (
    dispute_changed,
    dispute_escalated,
    dispute_opened,
    dispute_without_agreement,
)
from commonground.workers.actors.files import files_due, sweep_soon
from commonground.workers.actors.gone import gone_elsewhere
from commonground.workers.actors.joined import (
    CONTEXT,
    WATCHERS,
    tell_changed,
    tell_of_joined,
    tell_of_linked,
    tell_of_moved,
)
from commonground.workers.actors.joint import (
    joint_changed,
    joint_due,
    joint_invited,
    joint_lead_asked,
    joint_without_agreement,
)
from commonground.workers.actors.keepers import keeper_named, nobody_left
from commonground.workers.actors.look_alikes import tell_of_look_alikes, tell_of_made
from commonground.workers.actors.onward import referred_on
from commonground.workers.actors.outside import outside_changed
from commonground.workers.actors.people import (
    all_who_answer_for_access,
    circle_around,
    managers_of,
    who_answers_for_access,
)
from commonground.workers.actors.reporter import note_news, withdraw
from commonground.workers.actors.sharing import partner_invited, sharing_decided, sharing_due, sharing_waits
from commonground.workers.actors.timely import decisions_due
from commonground.workers.actors.undelivered import mails_undelivered
from commonground.workers.actors.unread import notices_unread
from commonground.workers.actors.working_days import working_days_changed

log = structlog.get_logger(__name__)

Effect = Callable[[Work, Job], Awaitable[None]]
Choose = Callable[[Circle], frozenset[UUID]]
RowT = TypeVar("RowT", ReferralRow, ContextRow)
_REFERRAL = select(ReferralRow).where(ReferralRow.id == bindparam("id"))


class RecordMissingError(LookupError):
    """A fact names a record that this council does not have: it stays in the outbox, to be looked into."""


async def referral_received(work: Work, job: Job) -> None:
    """Where somebody is said to be in danger now, the managers hear of it too, and the notice says so."""
    row = await _found(work, _REFERRAL, job)
    if row.attention == Attention.DANGER:
        await _tell_about_referral(work, job, Circle.screeners_and_managers, NotificationKind.DANGER_NOW)
    else:
        await _tell_about_referral(work, job, Circle.screeners)
    await tell_of_look_alikes(work, job)


async def referral_allocated(work: Work, job: Job) -> None:
    """To a person, or to a team without naming one: then its screeners have to hear of it; of what is decided and waits
    for a lead, whoever can give it one."""
    row = await _found(work, _REFERRAL, job)
    if _waits_for_lead(row):
        await _tell_about_referral(work, job, Circle.managers, NotificationKind.REFERRAL_NEEDS_LEAD)
    else:
        await _tell_about_referral(work, job, Circle.lead_or_screeners)
    await tell_of_moved(work, job, row)


async def referral_escalated(work: Work, job: Job) -> None:
    await _tell_about_referral(work, job, Circle.managers)


async def referral_decided(work: Work, job: Job) -> None:
    """To the lead; where it waits for one, to the managers of its team, who have to give it one, or to all others where
    it has none. And to the lead of the context that it joined, and those who watch that."""
    row = await _found(work, _REFERRAL, job)
    if _waits_for_lead(row):
        told = await _tell_about_referral(work, job, Circle.managers, NotificationKind.REFERRAL_NEEDS_LEAD)
    else:
        told = await _tell_about_referral(work, job, Circle.lead)
    if row.context_id is not None and row.state != ReferralState.WITHDRAWN:
        await tell_of_joined(work, job, row.context_id, row, told)


def _waits_for_lead(row: ReferralRow) -> bool:
    return row.state == ReferralState.NEEDS_LEAD and row.lead_id is None


async def referral_linked(work: Work, job: Job) -> None:
    """Nothing is told of one that has been taken off again."""
    row = await _found(work, _REFERRAL, job)
    if row.context_id is not None and row.state != ReferralState.WITHDRAWN:
        await tell_of_linked(work, job, row.context_id, row)


async def referral_reopened(work: Work, job: Job) -> None:
    await _tell_about_referral(work, job, Circle.lead_or_screeners)


async def written_to_you(work: Work, job: Job) -> None:
    """To whoever referred it, unless they wrote it themselves. They need not be able to open the record."""
    row = await _found(work, _REFERRAL, job)
    referrer = await work.mine.scalar(select(Statement.staff_id).where(Statement.referral_id == row.id))
    people = frozenset({referrer} if referrer else ()) - {job.actor_id}
    subject = SubjectRef(RecordKind.REFERRED, row.id, Reference(row.reference))
    await _tell(work, job, subject, people)


async def reporter_added_news(work: Work, job: Job) -> None:
    await note_news(work, job.subject_id)
    await _tell_about_referral(work, job, Circle.lead_and_who_decides)


async def reporter_withdrew(work: Work, job: Job) -> None:
    await withdraw(work, job.subject_id)
    await _tell_about_referral(work, job, Circle.lead_and_who_decides)


async def context_lead_given(work: Work, job: Job) -> None:
    row = await _found(work, CONTEXT, job)
    circle = await circle_around(work, await held_context(work, row), Action.READ_CONTEXT)
    subject = SubjectRef(RecordKind.CONTEXT, row.id, Reference(row.reference))
    await _tell(work, job, subject, circle.lead(), around=circle)


async def context_changed(work: Work, job: Job) -> None:
    """Whoever watches it, as far as they may open it now, and the other context that the change is about; and whoever
    led it, where it has gone into another one."""
    row = await _found(work, CONTEXT, job)
    watching = frozenset(await work.mine.scalars(WATCHERS, {"id": row.id}))
    if row.merged and row.lead_id is not None:
        watching |= {row.lead_id}
    circle = await circle_around(work, await held_context(work, row), Action.READ_CONTEXT, watching)
    who = circle.those(watching)
    for other in (await held_contexts(work, await others_told_of(work, row.id, job.occurred_at))).values():
        who &= (await circle_around(work, other, Action.READ_CONTEXT, who)).those(who)
    await tell_changed(work, job, row, who)


async def changed_for_them(work: Work, job: Job) -> None:
    """Their team or their roles, by somebody else."""
    await _tell(work, job, SubjectRef(RecordKind.STAFF, job.subject_id), frozenset({job.subject_id}))


async def team_changed(work: Work, job: Job) -> None:
    await _tell(work, job, SubjectRef(RecordKind.TEAM, job.subject_id), await managers_of(work, job.subject_id))


async def flags_due(work: Work, job: Job) -> None:
    """Each flag whose end is near, or just past, is told to its record's lead and managers, once at each."""
    for due in await due_flags(work, work.now):
        held, opens, reference = await standing_of(work, RecordKind(due.kind), due.record_id)
        circle = await circle_around(work, held, opens)
        subject = SubjectRef(RecordKind(due.kind), due.record_id, Reference(reference))
        told = Notification(NotificationKind.FLAG_DUE, subject, due.key, job.occurred_at)
        await tell_and_note(work, told, circle.lead() | circle.managers(), circle)


async def break_glass_used(work: Work, job: Job) -> None:
    """Told whether there was such a record or not: an attempt is an attempt."""
    reference = await work.mine.scalar(select(BreakGlassUse.reference).where(BreakGlassUse.id == job.subject_id))
    if reference is None:
        raise RecordMissingError
    subject = SubjectRef(RecordKind.BREAK_GLASS, job.subject_id, Reference(reference))
    await _tell(work, job, subject, await who_answers_for_access(work, job.actor_id))


async def group_changed(work: Work, job: Job) -> None:
    """Whoever changed it may be in the group: so everybody else who answers for access."""
    subject = SubjectRef(RecordKind.GROUP, job.subject_id)
    await _tell(work, job, subject, await all_who_answer_for_access(work, job.actor_id))


async def kept_shorter(work: Work, job: Job) -> None:
    """Everybody else who answers for access: one alone decides nothing by which something goes unseen."""
    subject = SubjectRef(RecordKind.RETENTION, job.subject_id)
    await _tell(work, job, subject, await all_who_answer_for_access(work, job.actor_id))


async def access_given(work: Work, job: Job) -> None:
    """Everybody else who answers for access: nobody makes themselves two people by a second address unseen."""
    subject = SubjectRef(RecordKind.PEOPLE, job.subject_id)
    await _tell(work, job, subject, await all_who_answer_for_access(work, job.actor_id))


async def support_granted(work: Work, job: Job) -> None:
    """To whoever answers for access; who granted it knows."""
    subject = SubjectRef(RecordKind.SUPPORT, job.subject_id)
    await _tell(work, job, subject, await who_answers_for_access(work, job.actor_id))


async def agreement_news(work: Work, job: Job) -> None:
    """Another council has proposed, signed or left a sharing agreement: to whoever answers for access here."""
    subject = SubjectRef(RecordKind.AGREEMENT, job.subject_id)
    await _tell(work, job, subject, await who_answers_for_access(work, job.actor_id))


async def disposal_confirmed(work: Work, job: Job) -> None:
    """Two people have said that a record may go. What was stopped stands on their list, with the reason."""
    said = await dispose(work, job.subject_id)
    log.info("disposal", fact=str(job.id), said=said)
    await sweep_soon(work)


async def _tell_about_referral(
    work: Work, job: Job, choose: Choose, kind: NotificationKind | None = None
) -> frozenset[UUID]:
    """Whom it was told to, or would have been if they had not done it themselves."""
    row = await _found(work, _REFERRAL, job)
    circle = await circle_around(work, await held_referral(work, row), Action.READ_REFERRAL)
    who = choose(circle)
    subject = SubjectRef(RecordKind.REFERRAL, row.id, Reference(row.reference))
    await _tell(work, job, subject, who, kind, circle)
    return who


async def _found(work: Work, query: Select[RowT], job: Job) -> RowT:
    row = (await work.mine.scalars(query, {"id": job.subject_id})).one_or_none()
    if row is None:
        raise RecordMissingError
    return row


async def _tell(
    work: Work,
    job: Job,
    subject: SubjectRef,
    who: frozenset[UUID],
    kind: NotificationKind | None = None,
    around: Circle | None = None,
) -> None:
    """Tell them, whoever did it left out, and record that the machinery looked at the record to do so. `around` the
    record: of work, cover hears too; of somebody's own affairs, nobody does."""
    if not who and job.kind not in _MAY_BE_NOBODY:
        log.warning("nobody_to_tell", fact=str(job.id), kind=job.kind)
    told = Notification(kind or NotificationKind(job.kind), subject, job.id, job.occurred_at)
    if around is None:
        await tell(work, told, who - {job.actor_id})
    else:
        await tell_and_cover(work, told, who, around, job.actor_id)
    await note_told(work, job.kind, subject, who - {job.actor_id})


# A lead who has been taken off again in the meantime, a decision where nobody leads, a team without a manager, somebody
# who decides what they referred themselves.
_MAY_BE_NOBODY: Final = frozenset(
    {
        FactKind.REFERRAL_ALLOCATED,
        FactKind.REFERRAL_DECIDED,
        FactKind.CONTEXT_LEAD_GIVEN,
        FactKind.TEAM_CHANGED,
        FactKind.WRITTEN_TO_YOU,
        FactKind.CONTEXT_CHANGED,
    }
)

EFFECTS: Final = MappingProxyType[FactKind, Effect](
    {
        FactKind.REFERRAL_RECEIVED: referral_received,
        FactKind.REFERRAL_ALLOCATED: referral_allocated,
        FactKind.REFERRAL_ESCALATED: referral_escalated,
        FactKind.REFERRAL_DECIDED: referral_decided,
        FactKind.REFERRAL_REOPENED: referral_reopened,
        FactKind.WRITTEN_TO_YOU: written_to_you,
        FactKind.REPORTER_ADDED_NEWS: reporter_added_news,
        FactKind.REPORTER_WITHDREW: reporter_withdrew,
        FactKind.CONTEXT_MADE: tell_of_made,
        FactKind.CONTEXT_LEAD_GIVEN: context_lead_given,
        FactKind.CONTEXT_CHANGED: context_changed,
        FactKind.MOVED_BETWEEN_TEAMS: changed_for_them,
        FactKind.TEAM_CHANGED: team_changed,
        FactKind.ROLES_CHANGED: changed_for_them,
        FactKind.DISPOSAL_CONFIRMED: disposal_confirmed,
        FactKind.DECISIONS_DUE: decisions_due,
        FactKind.NOTICES_UNREAD: notices_unread,
        FactKind.MAILS_UNDELIVERED: mails_undelivered,
        FactKind.DIGESTS_DUE: digests_due,
        FactKind.FLAGS_DUE: flags_due,
        FactKind.SHARING_WAITS: sharing_waits,
        FactKind.SHARING_DECIDED: sharing_decided,
        FactKind.PARTNER_INVITED: partner_invited,
        FactKind.SHARING_DUE: sharing_due,
        FactKind.FILES_DUE: files_due,
        FactKind.BREAK_GLASS_USED: break_glass_used,
        FactKind.GROUP_CHANGED: group_changed,
        FactKind.KEPT_SHORTER: kept_shorter,
        FactKind.ACCESS_GIVEN: access_given,
        FactKind.NOBODY_LEFT: nobody_left,
        FactKind.KEEPER_NAMED: keeper_named,
        FactKind.SUPPORT_GRANTED: support_granted,
        FactKind.SUPPORT_USED: support_granted,
        FactKind.ASKED_ABOUT_YOURS: asked_about_yours,
        FactKind.ACTION_GIVEN: action_given,
        FactKind.ACTIONS_DUE: actions_due,
        FactKind.REFERRED_ON: referred_on,
        FactKind.WORKING_DAYS_CHANGED: working_days_changed,
        FactKind.REFERRAL_LINKED: referral_linked,
        FactKind.GONE_ELSEWHERE: gone_elsewhere,
        FactKind.OUTSIDE_CHANGED: outside_changed,
        FactKind.AGREEMENT_PROPOSED: agreement_news,
        FactKind.AGREEMENT_SIGNED: agreement_news,
        FactKind.AGREEMENT_WITHDRAWN: agreement_news,
        FactKind.DISCLOSURE_WAITS: disclosure_waits,
        FactKind.DISCLOSURE_DECIDED: disclosure_decided,
        FactKind.CROSSING_OFFERED: crossing_offered,
        FactKind.CROSSING_CHANGED: crossing_changed,
        FactKind.CROSSING_ANSWERED: crossing_answered,
        FactKind.CROSSING_ESCALATED: crossing_escalated,
        FactKind.CROSSING_WITHOUT_AGREEMENT: crossing_without_agreement,
        FactKind.CROSSING_FILES: crossing_files,
        FactKind.CROSSINGS_DUE: crossings_due,
        FactKind.JOINT_INVITED: joint_invited,
        FactKind.JOINT_CHANGED: joint_changed,
        FactKind.JOINT_LEAD_ASKED: joint_lead_asked,
        FactKind.JOINT_WITHOUT_AGREEMENT: joint_without_agreement,
        FactKind.JOINT_DUE: joint_due,
        FactKind.DISPUTE_OPENED: dispute_opened,
        FactKind.DISPUTE_CHANGED: dispute_changed,
        FactKind.DISPUTE_ESCALATED: dispute_escalated,
        FactKind.DISPUTE_WITHOUT_AGREEMENT: dispute_without_agreement,
    }
)
