"""The only way from a reference to a context. Missing and forbidden are one answer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from commonground.platform.access import Action, Actor, Decision, Held, HeldColumns, decide, reachable
from commonground.platform.access.confirming import require_confirmed
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.contexts.types import ContextKind


async def load_context(
    work: Work, reference: str, *, to: Action, lock: bool = False, unconfirmed: bool = False
) -> ContextRow:
    """The context that people call `reference`, if the actor may do `to` with it.

    Raises `NotFoundHereError` otherwise, and `ConfirmFirstError` for a restricted one whose reader has not confirmed
    lately that it is they; `unconfirmed` is for what shows nothing of it. `lock` holds the row until the edge commits:
    for changes."""
    known = parse_reference(reference, kind=ReferenceKind.CONTEXT)
    query = select(ContextRow).where(ContextRow.reference == (known or ""))
    row = (await work.mine.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None or not decide(work.actor, to, await held_context(work, row)):
        raise NotFoundHereError
    if row.restricted and not unconfirmed:
        require_confirmed(work)
    return row


async def why(work: Work, row: ContextRow, action: Action) -> Decision:
    """The decision about this context with its reason, for “Why can I see this?”."""
    return decide(work.actor, action, await held_context(work, row))


async def held_context(work: Work, row: ContextRow) -> Held:
    """What the decision needs of a context. A peer group is close: open to its own team alone."""
    named = await named_people(work, row.id) if row.restricted else frozenset()
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
