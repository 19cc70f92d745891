"""The referrals that stand on a context: what they go through with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import and_, case, func, null, or_, select, union_all, update

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.work import Work
from commonground.tenants.contexts.merged import gone_in
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.events import RECORD
from commonground.tenants.referrals.history import RESTRICT, LineKind
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.rules import OPEN_STATES
from commonground.tenants.referrals.types import Verb

_OPEN: Final = [state.value for state in OPEN_STATES]
_SETTLED: Final = ("decided", "needs_lead", "withdrawn")


@dataclass(frozen=True, slots=True)
class Follower:
    """A referral that is open to just those who can open its context. `is_open`: work goes on with it; `seen`: by the
    actor, before anything is restricted. `lead_id` and `lead`: who has the work, if somebody does who works here."""

    id: UUID
    reference: str
    is_open: bool
    seen: bool
    lead_id: UUID | None
    lead: str

    @property
    def subject(self) -> audit.Subject:
        return audit.Subject(RECORD, self.id, self.reference, restricted=True)


@dataclass(frozen=True, slots=True)
class Linked:
    """What is restricted along with a context: its referrals but those that have a circle of their own, and what has
    gone into it."""

    followers: Sequence[Follower]
    parts: frozenset[UUID]


async def linked_to(work: Work, context_id: UUID) -> Linked:
    row, is_open = ReferralRow, ReferralRow.state.in_(_OPEN)
    seen = visible_referrals(work.actor, Action.READ_REFERRAL)
    lead = and_(Staff.tenant_id == row.tenant_id, Staff.id == row.lead_id, Staff.ended_at.is_(None), is_open)
    columns = (row.id, row.reference, is_open.label("is_open"), seen.label("seen"), Staff.id.label("lead_id"),
               func.coalesce(Staff.display_name, ""))  # fmt: skip  # as a follower has them
    stands = (row.context_id == context_id, or_(~row.restricted, row.follows_context))
    query = select(*columns).outerjoin(Staff, lead).where(*stands)
    parts = gone_in(context_id).add_columns(*(null() for _ in columns[1:]))
    rows = (await work.mine.execute(union_all(query, parts))).all()
    followers = [Follower(*each) for each in rows if each.reference is not None]
    return Linked(followers, frozenset(each.id for each in rows if each.reference is None))


async def set_restricted(work: Work, parts: Collection[UUID], *, restricted: bool) -> None:
    """What has gone into a context is open to nobody else than that one is."""
    if parts:
        changed = update(ContextRow).where(ContextRow.id.in_(list(parts))).values(restricted=restricted)
        await work.mine.execute(changed.execution_options(synchronize_session=False))


async def restrict_referrals(work: Work, referrals: Collection[UUID]) -> None:
    """Mark them as restricted with their context, and say in their history why others find them from now on, or
    don't."""
    if not referrals:
        return
    changed = (
        update(ReferralRow)
        .where(ReferralRow.id.in_(list(referrals)))
        .values(restricted=True, follows_context=True, version=ReferralRow.version + 1, changed_at=work.now)
        .returning(ReferralRow.id, ReferralRow.state)
        .execution_options(synchronize_session=False)
    )
    for referral, state in (await work.mine.execute(changed)).all():
        _note(work, referral, state, RESTRICT)


async def let_followers_go(work: Work, context_id: UUID) -> None:
    """They keep the circle that they have, as their own."""
    theirs = (ReferralRow.context_id == context_id, ReferralRow.follows_context)
    changed = update(ReferralRow).where(*theirs).values(follows_context=False)
    await work.mine.execute(changed.execution_options(synchronize_session=False))


async def move_referrals(work: Work, context_id: UUID, *, before: UUID, after: UUID) -> None:
    """What has been decided about a context goes with it to another team; what is still open stays where it is."""
    changed = (
        update(ReferralRow)
        .where(ReferralRow.context_id == context_id, ReferralRow.team_id == before, ReferralRow.state.in_(_SETTLED))
        .values(
            team_id=after,
            received_team_id=func.coalesce(ReferralRow.received_team_id, before),
            decided_team_id=case(
                (ReferralRow.decided_at.is_not(None), func.coalesce(ReferralRow.decided_team_id, before))
            ),
            version=ReferralRow.version + 1,
            changed_at=work.now,
        )
        .returning(ReferralRow.id, ReferralRow.state)
        .execution_options(synchronize_session=False)
    )
    for referral, state in (await work.mine.execute(changed)).all():
        _note(work, referral, state, Verb.REASSIGN)


def _note(work: Work, referral_id: UUID, state: str, verb: LineKind) -> None:
    """The line that the change of its context leaves in a referral's own history."""
    event = ReferralEvent(
        tenant_id=work.actor.council,
        id=uuid7(),
        referral_id=referral_id,
        at=work.now,
        staff_id=work.actor.staff_id,
        verb=verb,
        from_state=state,
        to_state=state,
        words="With its context",
    )
    work.mine.add(event)
