"""The only way from a reference to a joint concern. Missing, foreign and forbidden are one answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, select

from commonground.platform import audit
from commonground.platform.access import Action, Actor, Held, HeldColumns, decide, reachable
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.joint.queries import Round, round_of, rounds
from commonground.platform.joint.types import JointKind, Party
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.joint.models import JointLink

RECORD: Final = "joint"


@dataclass(frozen=True, slots=True)
class Link:
    """Whose it is in the acting council. `context`: reference and name of its own context to which it belongs."""

    id: UUID
    reference: str
    kind: JointKind
    team_id: UUID
    coordinator_id: UUID
    context_id: UUID | None
    context: tuple[str, str] | None
    is_over: bool
    held: Held


@dataclass(frozen=True, slots=True)
class Joint:
    """A joint concern as somebody of one of its councils has opened it."""

    link: Link
    round: Round
    council: UUID

    @property
    def party(self) -> Party:
        """The acting council's own."""
        return self.round.party(self.council)


def subject_of(link: Link) -> audit.Subject:
    return audit.Subject(RECORD, link.id, link.reference, restricted=link.held.restricted)


async def load_link(work: Work, reference: str, *, to: Action) -> Link:
    """The council's own side, if the actor may do `to` with it: also of one that it has left. Raises
    `NotFoundHereError`."""
    known = parse_reference(reference, kind=ReferenceKind.JOINT) or ""
    found: Any = (await work.mine.execute(_links(work.actor).where(JointLink.reference == known))).one_or_none()
    if found is None:
        raise NotFoundHereError
    link = _link(found, work.actor)
    if not decide(work.actor, to, link.held):
        raise NotFoundHereError
    audit.looked_at(work, Action.READ_JOINT, subject_of(link))
    return link


async def load_joint(work: Work, reference: str, *, to: Action) -> Joint:
    """The joint concern that people call `reference`, if the actor may do `to` with it and their council works on it.
    Raises `NotFoundHereError`."""
    link = await load_link(work, reference, to=to)
    found = await round_of(work, link.id)
    if found is None or link.is_over:
        raise NotFoundHereError
    return Joint(link, found, work.actor.council)


async def links(work: Work, action: Action, *, context_id: UUID | None = None) -> Sequence[Link]:
    """Those on which the acting person's teams work, the newest first; of one context where that is said."""
    query = _links(work.actor).where(visible_links(work.actor, action)).order_by(JointLink.since.desc(), JointLink.id)
    if context_id is not None:
        query = query.where(JointLink.our_context_id == context_id)
    return [_link(row, work.actor) for row in (await work.mine.execute(query)).all()]


async def joints(work: Work, action: Action, *, context_id: UUID | None = None) -> list[tuple[Link, Joint | None]]:
    """As `links`, each with what the council may see of it; None of one that it has left."""
    mine = await links(work, action, context_id=context_id)
    found = await rounds(work, [each.id for each in mine if not each.is_over])
    return [(link, Joint(link, found[link.id], work.actor.council) if link.id in found else None) for link in mine]


async def held_joints(work: Work, ids: Collection[UUID]) -> dict[UUID, Link]:
    """Those of these that the council works on, by id: for whoever tells people of them."""
    query = _links(work.actor).where(JointLink.id.in_(ids), JointLink.over_at.is_(None))
    rows = (await work.mine.execute(query)).all() if ids else ()
    return {link.id: link for link in (_link(row, work.actor) for row in rows)}


def of_context() -> ColumnElement[bool]:
    return and_(ContextRow.tenant_id == JointLink.tenant_id, ContextRow.id == JointLink.our_context_id)


def _links(actor: Actor) -> Select[*tuple[Any, ...]]:
    ours = (ContextRow.reference, ContextRow.name, ContextRow.restricted)
    query = select(JointLink, *ours, _named(actor).label("named"))
    return query.outerjoin(ContextRow, of_context())


def _named(actor: Actor) -> ColumnElement[bool]:
    mine = (NamedPerson.record_id == JointLink.our_context_id, NamedPerson.staff_id == actor.staff_id)
    return exists().where(NamedPerson.tenant_id == JointLink.tenant_id, *mine)


def visible_links(actor: Actor, action: Action) -> ColumnElement[bool]:
    """For lists: those for which `decide` would say yes."""
    held = HeldColumns(
        team_id=JointLink.team_id.expression,
        lead_id=cast(ColumnElement[UUID | None], JointLink.coordinator_id.expression),
        restricted=func.coalesce(ContextRow.restricted, false()),
        close=JointLink.kind == JointKind.PEER_GROUP.value,
        named=_named(actor),
    )
    return reachable(actor, action, held)


def _link(found: Any, actor: Actor) -> Link:
    row: JointLink = found.JointLink
    named = frozenset({actor.staff_id}) if found.named and actor.staff_id else frozenset[UUID]()
    restricted = bool(found.restricted)
    return Link(
        id=row.id,
        reference=row.reference,
        kind=JointKind(row.kind),
        team_id=row.team_id,
        coordinator_id=row.coordinator_id,
        context_id=row.our_context_id,
        context=(found.reference, found.name) if row.our_context_id else None,
        is_over=row.over_at is not None,
        held=Held(row.team_id, row.coordinator_id, restricted, row.kind == JointKind.PEER_GROUP, named),
    )
