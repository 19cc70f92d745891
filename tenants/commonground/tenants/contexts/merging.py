"""Two records of one place, group, school or online space are put together, and taken apart again when that was wrong.

What hangs on the one goes to the other; what it says stays where it stands and is read from there. Nobody sees more by
it: see `merge_rules.py`. What is not moved back when they are taken apart is what came since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, false, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import Uuid

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.around.models import ContextRelation, ContextWatcher, PersonLink
from commonground.tenants.attachments.models import Attachment
from commonground.tenants.contexts.load import RECORD, lock_two, named_people, subject_of
from commonground.tenants.contexts.merge_rules import Standing, check_merge
from commonground.tenants.contexts.merged import itself_or_gone_in, stands, whereabouts_said
from commonground.tenants.contexts.models import ContextMerge, ContextRow, NamedPerson
from commonground.tenants.contexts.rules import ContextVerb, check_reason
from commonground.tenants.contexts.service import add_event, tell_watchers, touch
from commonground.tenants.contexts.types import ContextStatus
from commonground.tenants.flags.models import WarningFlag
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState
from commonground.tenants.sharing.models import PartnerInvitation
from commonground.tenants.sharing.types import State

MERGE: Final = f"{Action.CHANGE_CONTEXT}:merge"
TAKE_APART: Final = f"{Action.CHANGE_CONTEXT}:take_apart"
FOLLOWERS = "followers"

HANGS: Final[Mapping[str, InstrumentedAttribute[Any]]] = {
    "referrals": ReferralRow.context_id,
    "flags": WarningFlag.record_id,
    "relations": ContextRelation.context_id,
    "relations_back": ContextRelation.other_id,
    "watchers": ContextWatcher.context_id,
    "links": PersonLink.context_id,
    "actions": ContextAction.context_id,
    "files": Attachment.record_id,
}
"""What goes along, by the column that says on which context it is."""


def _stays(name: str, target: UUID) -> ColumnElement[bool]:
    """What would lead from there to itself. What stands there twice then is shown once, and ended with both."""
    if name == "relations":
        return ContextRelation.other_id == target
    return ContextRelation.context_id == target if name == "relations_back" else false()


async def merge(work: Work, row: ContextRow, into: str, reason: str, *, version: int) -> ContextRow:
    """It goes into the context that people call `into`; returns that one. Raises `IncompleteError`."""
    reason = check_reason(ContextVerb.TAKE_IN, reason)
    other = await lock_two(work, row, into, to=Action.CHANGE_CONTEXT)
    if other is None:
        raise IncompleteError((Problem("into", "There is no other context of this reference that you can change."),))
    if row.version != version:
        raise ChangedMeanwhileError
    shared = await _let_in(work, (row.id, other.id))
    check_merge(_standing(work, row, shared), _standing(work, other, shared))
    moved = await _move(work, row.id, other.id)
    work.mine.add(_merge(work, row, other, reason, moved))
    _say_part(row, other)
    await _let_lead(work, row, other)
    row.merged = True
    touch(work, row)
    touch(work, other)
    add_event(work, row.id, ContextVerb.GO_INTO, f"{other.reference}: {reason}", other_id=other.id)
    add_event(work, other.id, ContextVerb.TAKE_IN, f"{row.reference}: {reason}", other_id=row.id)
    await tell_watchers(work, other)
    await _let_add_up(work, moved["referrals"])
    for each in (row, other):
        await audit.record(work, MERGE, subject_of(each), why=audit.ON_RECORD)
    return other


def _say_part(row: ContextRow, other: ContextRow) -> None:
    """The one that stays is called and found by this one too, and by what had gone into it: as `_say_parts` has it."""
    other.parts_said = " ".join(text for text in (other.parts_said, whereabouts_said(row), row.parts_said) if text)
    other.parts_called = [*other.parts_called, row.name, *row.aliases, *row.parts_called]
    row.parts_said, row.parts_called = "", []


async def _let_add_up(work: Work, moved: Sequence[str]) -> None:
    """The lead hears of what the contacts of both add up to, as if those that came along were put there now: one
    stands for all of them."""
    row = ReferralRow
    counts = (row.id.in_(list(map(UUID, moved))), row.state != ReferralState.WITHDRAWN.value)
    query = select(row.id).where(*counts).order_by(row.received_at.desc()).limit(1)
    newest = await work.mine.scalar(query) if moved else None
    if newest is not None:
        await publish(work, Fact(FactKind.REFERRAL_LINKED, "referral", newest))


async def _let_lead(work: Work, row: ContextRow, other: ContextRow) -> None:
    """Nothing that somebody leads is without a lead for having been put together; who leads it no more hears of it."""
    if row.lead_id is None or row.lead_id == other.lead_id:
        return
    if other.lead_id is not None:
        await publish(work, Fact(FactKind.CONTEXT_CHANGED, RECORD, row.id))
        return
    other.lead_id = row.lead_id
    said = f"Whoever led {row.reference} leads this one now."
    add_event(work, other.id, ContextVerb.GIVE_LEAD, said, other_id=row.id)
    await publish(work, Fact(FactKind.CONTEXT_LEAD_GIVEN, RECORD, other.id))


def _standing(work: Work, row: ContextRow, shared: frozenset[UUID]) -> Standing:
    named = work.near[row.id].named if row.restricted else frozenset()
    closed = row.status == ContextStatus.CLOSED
    return Standing(row.kind, row.team_id, row.restricted, named, row.id in shared, closed)


async def _let_in(work: Work, contexts: Sequence[UUID]) -> frozenset[UUID]:
    """Those of them that are open to a partner, or proposed to be."""
    kept = PartnerInvitation
    live = (kept.state.in_([State.PROPOSED.value, State.ACTIVE.value]), kept.until_at > func.now())
    return frozenset(await work.mine.scalars(select(kept.context_id).where(kept.context_id.in_(contexts), *live)))


async def _move(work: Work, source: UUID, target: UUID) -> dict[str, list[str]]:
    """Everything that hangs on the one, in one statement: what moved, by its ids."""
    moves = {
        name: update(column.class_)
        .where(column == source, ~_stays(name, target))
        .values({column.key: target})
        .returning(column.class_.id)
        for name, column in HANGS.items()
    }
    moves[FOLLOWERS] = (
        update(ContextMerge)
        .where(ContextMerge.into_id == source, stands())
        .values(into_id=target)
        .returning(ContextMerge.context_id)
    )
    parts = {name: each.cte(name) for name, each in moves.items()}
    gathered = [select(func.array_agg(part.c[0], type_=ARRAY(Uuid()))).scalar_subquery() for part in parts.values()]
    found = (await work.mine.execute(select(*gathered))).one()
    return {name: [str(each) for each in ids or ()] for name, ids in zip(parts, found, strict=True)}


def _merge(work: Work, row: ContextRow, other: ContextRow, reason: str, moved: dict[str, list[str]]) -> ContextMerge:
    return ContextMerge(
        tenant_id=work.actor.council,
        id=uuid7(),
        context_id=row.id,
        into_id=other.id,
        reason=reason,
        moved=moved,
        merged_at=work.now,
        merged_by=work.actor.staff,
    )


async def take_apart(work: Work, row: ContextRow, merge_id: UUID, reason: str) -> str:
    """What had gone into `row` stands by itself again, with what it brought; its reference. What came since stays.

    It is held by whoever holds the other one now, and no wider open: much may have been written meanwhile."""
    reason = check_reason(ContextVerb.TAKE_OUT, reason)
    done, *later = await _from_then_on(work, row, merge_id)
    part = await work.mine.get_one(ContextRow, (work.actor.council, done.context_id), with_for_update=True)
    await _put_back(work, done, row)
    _no_longer_with(done, later)
    done.undone_at, done.undone_by, done.undo_words = work.now, work.actor.staff, reason
    await _say_parts(work, row, part)
    await _hold_alike(work, part, row)
    part.merged = False
    touch(work, part)
    touch(work, row)
    add_event(work, part.id, ContextVerb.COME_OUT, f"{row.reference}: {reason}", other_id=row.id)
    add_event(work, row.id, ContextVerb.TAKE_OUT, f"{part.reference}: {reason}", other_id=part.id)
    await tell_watchers(work, row)
    for each in (row, part):
        await audit.record(work, TAKE_APART, subject_of(each), why=audit.ON_RECORD)
    return part.reference


async def _from_then_on(work: Work, row: ContextRow, merge_id: UUID) -> Sequence[ContextMerge]:
    """The merge, and after it those by which something has gone into the same one since; ids rise."""
    query = select(ContextMerge).where(ContextMerge.into_id == row.id, ContextMerge.id >= merge_id, stands())
    found = (await work.mine.scalars(query.order_by(ContextMerge.id).with_for_update())).all()
    if not found or found[0].id != merge_id:
        raise NotFoundHereError
    return found


async def _put_back(work: Work, done: ContextMerge, row: ContextRow) -> None:
    """What it brought goes back with it, in one statement; from what has gone in as well, on which it may stand."""
    parts = [
        update(column.class_)
        .where(itself_or_gone_in(column.expression, row.id), column.class_.id.in_(_ids(done, name)))
        .values({column.key: done.context_id})
        .returning(column.class_.id)
        .cte(name)
        for name, column in HANGS.items()
    ]
    parts.append(
        update(ContextMerge)
        .where(ContextMerge.into_id == row.id, ContextMerge.context_id.in_(_ids(done, FOLLOWERS)), stands())
        .values(into_id=done.context_id)
        .returning(ContextMerge.id)
        .cte(FOLLOWERS)
    )
    await work.mine.execute(select(*(select(func.count()).select_from(part).scalar_subquery() for part in parts)))


def _no_longer_with(done: ContextMerge, later: Sequence[ContextMerge]) -> None:
    """Those that had taken it along bring nothing back any more that has gone with it, wherever that goes from here."""
    part = str(done.context_id)
    gone = {**done.moved, FOLLOWERS: [part, *done.moved.get(FOLLOWERS, ())]}
    for each in later:
        if part in each.moved.get(FOLLOWERS, ()):
            left = {name: set(ids) - set(gone.get(name, ())) for name, ids in each.moved.items()}
            each.moved = {name: sorted(ids) for name, ids in left.items()}


def _ids(done: ContextMerge, name: str) -> list[UUID]:
    return [UUID(each) for each in done.moved.get(name, ())]


async def _say_parts(work: Work, *holders: ContextRow) -> None:
    """Each is called and found by what has gone into it now, and by that alone."""
    await work.mine.flush()
    part, done = ContextRow, ContextMerge
    columns = (done.into_id, part.name, part.aliases, part.reference, part.address, part.postcode, part.handle)
    joined = and_(done.tenant_id == part.tenant_id, done.context_id == part.id)
    query = select(*columns).join(done, joined).where(done.into_id.in_([each.id for each in holders]), stands())
    found = (await work.mine.execute(query.order_by(part.id))).all()
    for holder in holders:
        parts = [each for each in found if each.into_id == holder.id]
        holder.parts_said = " ".join(map(whereabouts_said, parts))
        holder.parts_called = [name for each in parts for name in (each.name, *each.aliases)]


async def _hold_alike(work: Work, part: ContextRow, row: ContextRow) -> None:
    """Whoever could not open it a moment ago can't now."""
    if part.team_id != row.team_id or row.restricted:
        part.lead_id = row.lead_id
    part.team_id = row.team_id
    if part.restricted or row.restricted:
        await work.mine.execute(delete(NamedPerson).where(NamedPerson.record_id == part.id))
        named = [
            NamedPerson(tenant_id=work.actor.council, record_id=part.id, staff_id=each, since=work.now)
            for each in (await named_people(work, row.id) if row.restricted else ())
        ]
        work.mine.add_all(named)
        part.restricted = row.restricted
