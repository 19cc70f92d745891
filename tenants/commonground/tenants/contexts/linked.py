"""The referrals that stand on a context: what they go through with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, case, cast, false, func, select, true, union_all, update

from commonground.platform.ids import uuid7
from commonground.platform.work import Work
from commonground.tenants.contexts.merged import gone_in
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.referrals.history import RESTRICT, LineKind
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.types import Verb

_SETTLED: Final = ("decided", "needs_lead", "withdrawn")


@dataclass(frozen=True, slots=True)
class Linked:
    """Every referral on a context with those who are named on it, empty for one that is not restricted; and what has
    gone into it."""

    referrals: Mapping[UUID, frozenset[UUID]]
    parts: frozenset[UUID]


async def linked_to(work: Work, context_id: UUID) -> Linked:
    people = func.array_remove(func.array_agg(NamedPerson.staff_id), None)
    query = (
        select(ReferralRow.id, people, false().label("is_part"))
        .outerjoin(
            NamedPerson,
            (NamedPerson.tenant_id == ReferralRow.tenant_id) & (NamedPerson.record_id == ReferralRow.id),
        )
        .where(ReferralRow.context_id == context_id)
        .group_by(ReferralRow.id)
    )
    parts = gone_in(context_id).add_columns(cast([], ARRAY(Uuid())), true())
    rows = (await work.mine.execute(union_all(query, parts))).all()
    referrals = {each: frozenset(named) for each, named, is_part in rows if not is_part}
    return Linked(referrals, frozenset(each for each, _, is_part in rows if is_part))


async def set_restricted(work: Work, parts: Collection[UUID], *, restricted: bool) -> None:
    """What has gone into a context is open to nobody else than that one is."""
    if parts:
        changed = update(ContextRow).where(ContextRow.id.in_(list(parts))).values(restricted=restricted)
        await work.mine.execute(changed.execution_options(synchronize_session=False))


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
