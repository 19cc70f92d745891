"""The only way from a reference to a restricted record that has nobody left. Every other one is missing here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Select, select

from commonground.platform import audit
from commonground.platform.access import Action, Held, decide
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.colleagues import Colleague, House, who_works_here
from commonground.tenants.contexts.load import held_context
from commonground.tenants.contexts.load import subject_of as subject_of_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.keepers.queries import is_left_alone
from commonground.tenants.keepers.rules import nobody_left, who_could_keep
from commonground.tenants.referrals.events import subject_of as subject_of_referral
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow

AnyRow = ContextRow | ReferralRow
_TABLES: Final[Mapping[ReferenceKind, type[AnyRow]]] = MappingProxyType(
    {ReferenceKind.CONTEXT: ContextRow, ReferenceKind.REFERRAL: ReferralRow}
)


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """`could`: who can be named on it. Nothing of the row may be shown but its reference."""

    row: AnyRow
    house: House
    could: tuple[Colleague, ...]

    @property
    def reference(self) -> str:
        return self.row.reference


async def load_left_alone(work: Work, kind: ReferenceKind, reference: str, *, lock: bool = False) -> LeftAlone:
    """The record that people call `reference`, if the actor may name somebody on it. `lock` holds it until the edge
    commits, so that two people do not name somebody each.

    Raises `NotFoundHereError`, also where somebody looks after it: then there is nothing here to know of it."""
    row = await _row(work, kind, reference, lock=lock) if decide(work.actor, Action.NAME_KEEPER) else None
    if row is None:
        raise NotFoundHereError
    # After the lock, in statements of their own: so that they see what was committed while it waited.
    held, house = await held_of(work, row), await who_works_here(work)
    if not nobody_left(house, held):
        raise NotFoundHereError
    audit.looked_at(work, Action.NAME_KEEPER, subject_of(row))
    return LeftAlone(row, house, who_could_keep(house, held, work.actor.staff_id))


async def _row(work: Work, kind: ReferenceKind, reference: str, *, lock: bool) -> AnyRow | None:
    """Asked for in one statement whatever there is, so that none takes longer to be refused than another."""
    known, table = parse_reference(reference, kind=kind) or "", _TABLES[kind]
    query: Select[Any] = select(table).where(table.reference == known, is_left_alone(table))
    found: AnyRow | None = (await work.mine.scalars(query.with_for_update() if lock else query)).one_or_none()
    return found


async def held_of(work: Work, row: AnyRow) -> Held:
    """What the decision needs of it."""
    return await (held_context(work, row) if isinstance(row, ContextRow) else held_referral(work, row))


def subject_of(row: AnyRow) -> audit.Subject:
    return subject_of_context(row) if isinstance(row, ContextRow) else subject_of_referral(row)
