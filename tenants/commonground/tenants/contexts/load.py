"""The only way from a reference to a context. Missing and forbidden are one answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, bindparam, exists, false, select

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
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.break_glass.around import around, let_in, opened_by, remember, stands_around
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.contexts.types import ContextKind

RECORD: Final = "context"


def subject_of(row: ContextRow) -> audit.Subject:
    return audit.Subject(RECORD, row.id, row.reference, restricted=row.restricted)


async def load_context(
    work: Work, reference: str, *, to: Action, lock: bool = False, unconfirmed: bool = False
) -> ContextRow:
    """The context that people call `reference`, if the actor may do `to` with it.

    Raises `NotFoundHereError` otherwise, and `ConfirmFirstError` for a restricted one whose reader has not confirmed
    lately that it is they; `unconfirmed` is for what shows nothing of it. `lock` holds the row until the edge commits:
    for changes."""
    row, held = await _find(work, reference, lock=lock)
    let_in(work, to, held)
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
    return row


async def _find(work: Work, reference: str, *, lock: bool = False) -> tuple[ContextRow, Held]:
    known = parse_reference(reference, kind=ReferenceKind.CONTEXT)
    query = select(ContextRow, *around(ContextRow.id.expression)).where(ContextRow.reference == (known or ""))
    found: Any = (await work.mine.execute(query.with_for_update() if lock else query)).one_or_none()
    if found is None:
        raise NotFoundHereError
    row: ContextRow = found[0]
    return row, _held(row, remember(work, row.id, *found[1:]))


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
    """For lists: the contexts for which `decide` would say yes. `glass`: with those that are open by break-glass, which
    no list shows: they are opened by their reference."""
    held = HeldColumns(
        team_id=ContextRow.team_id.expression,
        lead_id=ContextRow.lead_id.expression,
        restricted=ContextRow.restricted.expression,
        close=ContextRow.kind == ContextKind.GROUP,
        named=named_on(actor, ContextRow.id.expression),
        broken=opened_by(actor, ContextRow.id.expression) if glass else false(),
    )
    return reachable(actor, action, held)


def named_on(actor: Actor, record_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """True on rows that name the actor."""
    return exists().where(NamedPerson.record_id == record_id, NamedPerson.staff_id == actor.staff_id)
