"""The referrals that stand on a context: what they go through with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update

from commonground.platform.ids import uuid7
from commonground.platform.work import Work
from commonground.tenants.contexts.models import NamedPerson
from commonground.tenants.referrals.history import RESTRICT, LineKind
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.types import Verb

_SETTLED: Final = ("decided", "needs_lead", "withdrawn")


async def linked_referrals(work: Work, context_id: UUID) -> Mapping[UUID, frozenset[UUID]]:
    """Every referral on the context with those who are named on it; empty for one that is not restricted."""
    people = func.array_remove(func.array_agg(NamedPerson.staff_id), None)
    query = (
        select(ReferralRow.id, people)
        .outerjoin(
            NamedPerson,
            (NamedPerson.tenant_id == ReferralRow.tenant_id) & (NamedPerson.record_id == ReferralRow.id),
        )
        .where(ReferralRow.context_id == context_id)
        .group_by(ReferralRow.id)
    )
    return {referral: frozenset(named) for referral, named in await work.mine.execute(query)}


async def restrict_referrals(work: Work, referrals: Collection[UUID]) -> None:
    """Mark them, and say in their history why they are gone from the others' lists."""
    if not referrals:
        return
    changed = (
        update(ReferralRow)
        .where(ReferralRow.id.in_(list(referrals)))
        .values(restricted=True, version=ReferralRow.version + 1, changed_at=work.now)
        .returning(ReferralRow.id, ReferralRow.state)
        .execution_options(synchronize_session=False)
    )
    for referral, state in (await work.mine.execute(changed)).all():
        _note(work, referral, state, RESTRICT)


async def move_referrals(work: Work, context_id: UUID, *, before: UUID, after: UUID) -> None:
    """What has been decided about a context goes with it to another team; what is still open stays where it is."""
    changed = (
        update(ReferralRow)
        .where(ReferralRow.context_id == context_id, ReferralRow.team_id == before, ReferralRow.state.in_(_SETTLED))
        .values(team_id=after, version=ReferralRow.version + 1, changed_at=work.now)
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
