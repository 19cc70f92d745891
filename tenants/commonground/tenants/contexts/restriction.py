"""Restricting a context to named people, and with it the referrals that stand on it: else they would tell of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, tuple_
from sqlalchemy.dialects.postgresql import insert

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.contexts.linked import (
    Follower,
    let_followers_go,
    linked_to,
    restrict_referrals,
    set_restricted,
)
from commonground.tenants.contexts.load import subject_of
from commonground.tenants.contexts.merged import gone_in
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.contexts.rules import ContextVerb, check_reason
from commonground.tenants.contexts.service import add_event, touch


class NobodyNamedError(IncompleteError):
    """A restriction to nobody would lose the record; one without oneself would lock the door from outside."""

    def __init__(self, sentence: str) -> None:
        super().__init__((Problem("named", sentence),))


class LeadNotNamedError(IncompleteError):
    """Open work would go out of the sight of whoever has it. Says whose, and which."""

    def __init__(self, left_out: Iterable[Follower]) -> None:
        whose: dict[tuple[UUID | None, str], list[str]] = {}
        for each in left_out:
            whose.setdefault((each.lead_id, each.lead), []).append(each.reference)
        super().__init__(tuple(Problem("named", _has_work(who, sorted(refs))) for (_, who), refs in whose.items()))


def _has_work(who: str, references: Sequence[str]) -> str:
    which = ", ".join(references)
    return f"{who} has open work that goes with it: {which}. Name them as well, or give that to somebody else first."


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

    Raises `LeadNotNamedError` where somebody who is not named leads an open one. Of what the actor can't open nothing
    is said: whoever leads that stays named on it, and on nothing else.

    A referral that was restricted by itself keeps its circle, also where that has the same people: its context never
    opens it wider."""
    chosen = check_named(work, named, row.lead_id)
    reason = check_reason(ContextVerb.RESTRICT, reason)
    linked = await linked_to(work, row.id)
    left_out = [each for each in linked.followers if each.lead_id is not None and each.lead_id not in chosen]
    if told := [each for each in left_out if each.seen]:
        raise LeadNotNamedError(told)
    following = [each.id for each in linked.followers]
    row.restricted = True
    touch(work, row)
    add_event(work, row.id, ContextVerb.RESTRICT, reason)
    stay = [(each.id, each.lead_id) for each in left_out if each.lead_id is not None]
    await put_names(work, [row.id, *linked.parts, *following], chosen, stay)
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


async def put_names(
    work: Work, records: Iterable[UUID], named: Collection[UUID], also: Collection[tuple[UUID, UUID]] = ()
) -> None:
    """Exactly these people are named on each of these records; and `also`, on which of them who besides."""
    ids = list(records)
    others = [NamedPerson.record_id.in_(ids), NamedPerson.staff_id.not_in(list(named))]
    if also:
        others.append(tuple_(NamedPerson.record_id, NamedPerson.staff_id).not_in(list(also)))
    await work.mine.execute(delete(NamedPerson).where(*others))
    await _add(work, [*((record, person) for record in ids for person in named), *also])


async def add_names(work: Work, records: Collection[UUID], named: Collection[UUID]) -> None:
    """These people are named on each of these records, beside whoever is."""
    await _add(work, [(record, person) for record in records for person in named])


async def _add(work: Work, names: Collection[tuple[UUID, UUID]]) -> None:
    since = {"tenant_id": work.actor.council, "since": work.now}
    rows = [{**since, "record_id": record, "staff_id": person} for record, person in names]
    if rows:
        await work.mine.execute(insert(NamedPerson).values(rows).on_conflict_do_nothing())
    for record, _ in names:
        work.near.pop(record, None)
