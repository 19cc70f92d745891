"""The only way from a reference to a context. Missing and forbidden are one answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, bindparam, exists, func, select

from commonground.platform.access import Action, Actor, Decision, Held, HeldColumns, decide, reachable
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.contexts.types import ContextKind


async def load_context(work: Work, reference: str, *, to: Action, lock: bool = False) -> ContextRow:
    """The context that people call `reference`, if the actor may do `to` with it.

    Raises `NotFoundHereError` otherwise. `lock` holds the row until the edge commits: for changes."""
    known = parse_reference(reference, kind=ReferenceKind.CONTEXT)
    query = select(ContextRow).where(ContextRow.reference == (known or ""))
    row = (await work.mine.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None or not decide(work.actor, to, await held_context(work, row)):
        raise NotFoundHereError
    return row


async def why(work: Work, row: ContextRow, action: Action) -> Decision:
    """The decision about this context with its reason, for “Why can I see this?”."""
    return decide(work.actor, action, await held_context(work, row))


async def held_context(work: Work, row: ContextRow) -> Held:
    """What the decision needs of a context. A peer group is close: open to its own team alone."""
    named = await named_people(work, row.id) if row.restricted else frozenset()
    return Held(row.team_id, row.lead_id, row.restricted, row.kind == ContextKind.GROUP, named)


_HELD: Final[Select[*tuple[Any, ...]]] = select(
    ContextRow.id, ContextRow.team_id, ContextRow.lead_id, ContextRow.restricted, ContextRow.kind,
    select(func.array_agg(NamedPerson.staff_id))
    .where(NamedPerson.tenant_id == ContextRow.tenant_id, NamedPerson.record_id == ContextRow.id)
    .scalar_subquery().label("named"),
).where(ContextRow.id == any_(bindparam("ids", type_=ARRAY(Uuid()))))  # fmt: skip  # what the decision needs


async def held_contexts(work: Work, ids: Collection[UUID]) -> dict[UUID, Held]:
    """As `held_context`, for many in one statement; what is not there is not among them."""
    rows = await work.mine.rows(_HELD, {"ids": list(ids)}) if ids else []
    return {row.id: _held(row) for row in rows}


def _held(row: Any) -> Held:
    named = frozenset(row.named or ()) if row.restricted else frozenset()
    return Held(row.team_id, row.lead_id, row.restricted, row.kind == ContextKind.GROUP, named)


async def named_people(work: Work, record_id: UUID) -> frozenset[UUID]:
    """Who may open this restricted record."""
    found = await work.mine.scalars(select(NamedPerson.staff_id).where(NamedPerson.record_id == record_id))
    return frozenset(found)


def visible_contexts(actor: Actor, action: Action) -> ColumnElement[bool]:
    """For lists: the contexts for which `decide` would say yes."""
    held = HeldColumns(
        team_id=ContextRow.team_id.expression,
        lead_id=ContextRow.lead_id.expression,
        restricted=ContextRow.restricted.expression,
        close=ContextRow.kind == ContextKind.GROUP,
        named=named_on(actor, ContextRow.id.expression),
    )
    return reachable(actor, action, held)


def named_on(actor: Actor, record_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """True on rows that name the actor."""
    return exists().where(NamedPerson.record_id == record_id, NamedPerson.staff_id == actor.staff_id)
