"""The only way from a reference to a context. Missing and forbidden are one answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, any_, bindparam, exists, false, or_, select
from sqlalchemy.orm import aliased

from commonground.platform import audit
from commonground.platform.access import (
    Action,
    Actor,
    Around,
    Decision,
    Held,
    HeldColumns,
    decide,
    may_see_who,
    reachable,
)
from commonground.platform.access.confirming import require_confirmed
from commonground.platform.access.errors import LeadsOnError, NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.platform.work import Work
from commonground.tenants.break_glass.around import around, let_in, opened_by, remember, stands_around
from commonground.tenants.contexts.merged import gone_into, is_merged
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.contexts.types import ContextKind

RECORD: Final = "context"
_asked = aliased(ContextRow)


def subject_of(row: ContextRow) -> audit.Subject:
    return audit.Subject(RECORD, row.id, row.reference, restricted=row.restricted)


async def load_context(
    work: Work, reference: str, *, to: Action, lock: bool = False, unconfirmed: bool = False
) -> ContextRow:
    """The context that people call `reference`, if the actor may do `to` with it.

    Raises `NotFoundHereError` otherwise, `LeadsOnError` where it has gone into another one that they may open, and
    `ConfirmFirstError` for a restricted one whose reader has not confirmed lately that it is they; `unconfirmed` is for
    what shows nothing of it. `lock` holds the row until the edge commits: for changes."""
    row, held = await _find(work, reference, lock=lock)
    let_in(work, to, held)
    _lead_on(row, reference)
    if row.restricted and not unconfirmed:
        require_confirmed(work)
    audit.looked_at(work, Action.READ_CONTEXT, subject_of(row))
    return row


async def load_context_for_who(work: Work, reference: str) -> ContextRow:
    """The context, for “Who could see this?”: if the actor leads it, may restrict it or answers for access. They
    need not be able to open it: nothing of it may be shown but its reference. Raises `NotFoundHereError`."""
    row, held = await _find(work, reference)
    if not may_see_who(work.actor, Action.READ_CONTEXT, held):
        raise NotFoundHereError
    _lead_on(row, reference)
    return row


async def _find(work: Work, reference: str, *, lock: bool = False) -> tuple[ContextRow, Held]:
    """The context that stands for it now: looking for one that has gone into another takes what looking for any
    takes."""
    known = parse_reference(reference, kind=ReferenceKind.CONTEXT)
    query = (
        select(ContextRow, *around(ContextRow.id.expression))
        .join(_asked, and_(_asked.tenant_id == ContextRow.tenant_id, gone_into(_asked) == ContextRow.id))
        .where(_asked.reference == (known or ""))
    )
    if lock:
        query = query.with_for_update(of=ContextRow).execution_options(populate_existing=True)
    found: Any = (await work.mine.execute(query)).one_or_none()
    if found is not None and found[0].merged:
        # It went into another one while this waited for it: the next statement sees into which.
        found = (await work.mine.execute(query)).one_or_none()
    if found is None:
        raise NotFoundHereError
    row: ContextRow = found[0]
    return row, _held(row, remember(work, row.id, *found[1:]))


def _lead_on(row: ContextRow, reference: str) -> None:
    """Once it is known that the actor may open it: before that, it would tell them."""
    if parse_reference(reference) != row.reference:
        raise LeadsOnError(row.reference)


async def lock_two(work: Work, row: ContextRow, reference: str, *, to: Action) -> ContextRow | None:
    """The other context, if the actor may do `to` with it too and it has not gone into a third. Both are held until the
    edge commits, always in the same order, so that two people who put them together the other way round wait for one
    another; what is asked of a row is asked again once it is held. Raises `ChangedMeanwhileError` where `row` has gone
    into another one by then."""
    known = parse_reference(reference, kind=ReferenceKind.CONTEXT) or ""
    query = (
        select(ContextRow, *around(ContextRow.id.expression))
        .where(or_(ContextRow.id == row.id, and_(ContextRow.reference == known, ~is_merged())))
        .order_by(ContextRow.id)
        .with_for_update(of=ContextRow)
        .execution_options(populate_existing=True)
    )
    rows: Any = (await work.mine.execute(query)).all()
    if row.merged:  # while this waited for it
        raise ChangedMeanwhileError
    other = next((each for each in rows if each[0].reference == known and each[0].id != row.id), None)
    if other is None or not decide(work.actor, to, _held(other[0], remember(work, other[0].id, *other[1:]))):
        return None
    if other[0].restricted:
        require_confirmed(work)
    found: ContextRow = other[0]
    return found


async def why(work: Work, row: ContextRow, action: Action) -> Decision:
    """The decision about this context with its reason, for “Why can I see this?”."""
    return decide(work.actor, action, await held_context(work, row))


async def held_context(work: Work, row: ContextRow) -> Held:
    """What the decision needs of a context."""
    return _held(row, await stands_around(work, row.id))


_HELD: Final[Select[*tuple[Any, ...]]] = select(
    ContextRow.id, ContextRow.team_id, ContextRow.lead_id, ContextRow.restricted, ContextRow.kind,
    *around(ContextRow.id.expression),
).where(ContextRow.id == any_(bindparam("ids", type_=ARRAY(Uuid()))))  # fmt: skip  # what the decision needs


async def held_contexts(work: Work, ids: Collection[UUID]) -> dict[UUID, Held]:
    """As `held_context`, for many in one statement; what is not there is not among them."""
    rows: Any = (await work.mine.execute(_HELD, {"ids": list(ids)})).all() if ids else ()
    return {row.id: _held(row, remember(work, row.id, *row[5:])) for row in rows}


def _held(row: Any, near: Around) -> Held:
    """A peer group is close: open to its own team alone. Names on one that is open count for nothing."""
    named = near.named if row.restricted else frozenset()
    return Held(row.team_id, row.lead_id, row.restricted, row.kind == ContextKind.GROUP, named, near.broken)


async def named_people(work: Work, record_id: UUID) -> frozenset[UUID]:
    """Who may open this restricted record."""
    found = await work.mine.scalars(select(NamedPerson.staff_id).where(NamedPerson.record_id == record_id))
    return frozenset(found)


def visible_contexts(actor: Actor, action: Action, *, glass: bool = False) -> ColumnElement[bool]:
    """For lists: the contexts for which `decide` would say yes, without those that have gone into another one. `glass`:
    with those that are open by break-glass, which no list shows: they are opened by their reference."""
    held = HeldColumns(
        team_id=ContextRow.team_id.expression,
        lead_id=ContextRow.lead_id.expression,
        restricted=ContextRow.restricted.expression,
        close=ContextRow.kind == ContextKind.GROUP,
        named=named_on(actor, ContextRow.id.expression),
        broken=opened_by(actor, ContextRow.id.expression) if glass else false(),
    )
    return and_(reachable(actor, action, held), ~is_merged())


def named_on(actor: Actor, record_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """True on rows that name the actor."""
    return exists().where(NamedPerson.record_id == record_id, NamedPerson.staff_id == actor.staff_id)
