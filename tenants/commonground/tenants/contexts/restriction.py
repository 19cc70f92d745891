"""Restricting a context to named people, and with it the referrals that stand on it: else they would tell of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.contexts.linked import let_followers_go, linked_to, restrict_referrals, set_restricted
from commonground.tenants.contexts.load import subject_of
from commonground.tenants.contexts.merged import gone_in
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.contexts.rules import ContextVerb, check_reason
from commonground.tenants.contexts.service import add_event, touch


class NobodyNamedError(IncompleteError):
    """A restriction to nobody would lose the record; one without oneself would lock the door from outside."""

    def __init__(self, sentence: str) -> None:
        super().__init__((Problem("named", sentence),))


def check_named(work: Work, named: Collection[UUID], lead_id: UUID | None) -> frozenset[UUID]:
    """Those who will be able to open it: at least the one who restricts, and whoever leads it."""
    if work.actor.staff_id not in named:
        raise NobodyNamedError("Name yourself as well. Whoever takes over can take you off again.")
    if lead_id is not None and lead_id not in named:
        raise NobodyNamedError("Whoever leads it must be able to open it. Name them, or give it another lead first.")
    return frozenset(named)


async def restrict(work: Work, row: ContextRow, named: Collection[UUID], reason: str) -> None:
    """Only these people can open it from now on, and the referrals on it: those that nothing restricted, and those
    that were restricted with it before.

    A referral that was restricted by itself keeps its circle, also where that has the same people: its context never
    opens it wider."""
    chosen = check_named(work, named, row.lead_id)
    reason = check_reason(ContextVerb.RESTRICT, reason)
    linked = await linked_to(work, row.id)
    following = [each.id for each in linked.followers]
    row.restricted = True
    touch(work, row)
    add_event(work, row.id, ContextVerb.RESTRICT, reason)
    await put_names(work, [row.id, *linked.parts, *following], chosen)
    await set_restricted(work, linked.parts, restricted=True)
    await restrict_referrals(work, following)
    subjects = (subject_of(row), *(each.subject for each in linked.followers))
    await audit.record_each(work, Action.RESTRICT_RECORD, subjects, why=audit.ON_RECORD)


async def lift_restriction(work: Work, row: ContextRow, reason: str) -> None:
    """Open it to its team again. Its referrals stay as they are, and follow it no more: each is opened by somebody who
    looked at it."""
    reason = check_reason(ContextVerb.LIFT_RESTRICTION, reason)
    row.restricted = False
    touch(work, row)
    add_event(work, row.id, ContextVerb.LIFT_RESTRICTION, reason)
    parts = frozenset(await work.mine.scalars(gone_in(row.id)))
    await set_restricted(work, parts, restricted=False)
    await work.mine.execute(delete(NamedPerson).where(NamedPerson.record_id.in_([row.id, *parts])))
    await let_followers_go(work, row.id)
    await audit.record(work, Action.RESTRICT_RECORD, subject_of(row), why=audit.ON_RECORD)


async def put_names(work: Work, records: Iterable[UUID], named: Collection[UUID]) -> None:
    """Exactly these people are named on each of these records."""
    ids = list(records)
    await work.mine.execute(
        delete(NamedPerson).where(NamedPerson.record_id.in_(ids), NamedPerson.staff_id.not_in(list(named)))
    )
    await add_names(work, ids, named)


async def add_names(work: Work, records: Collection[UUID], named: Collection[UUID]) -> None:
    """These people are named on each of these records, beside whoever is."""
    rows = [
        {"tenant_id": work.actor.council, "record_id": record, "staff_id": person, "since": work.now}
        for record in records
        for person in named
    ]
    if rows:
        await work.mine.execute(insert(NamedPerson).values(rows).on_conflict_do_nothing())
    for record in records:
        work.near.pop(record, None)
