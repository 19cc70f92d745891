"""Several open worries about what may be one place or school, in different teams: nobody sees it alone."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from commonground.platform.access import Action
from commonground.platform.work import Work
from commonground.tenants.adding_up.types import Worry
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.matching import LIKELY_FROM, likely_same
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.queries import contexts_like
from commonground.tenants.contexts.types import Candidate, ContextKind, ContextStatus

_KINDS: Final = frozenset({ContextKind.PLACE, ContextKind.SCHOOL})


async def worries_about(work: Work, row: ContextRow) -> list[Worry]:
    """This one and the active ones that it is likely the same as, with most contacts first, of those that the actor may
    open; nothing where one team has them all. A group is its own team's alone, and an online space has one handle."""
    kind = ContextKind(row.kind)
    if kind not in _KINDS or row.status != ContextStatus.ACTIVE:
        return []
    found = await contexts_like(work, (row.name, *row.aliases, row.address, row.postcode), row.kind)
    known = {each.known.reference: each for each in found}
    others = [
        each.known for each in found
        if each.id != row.id and each.known.kind is kind and each.known.status is ContextStatus.ACTIVE
    ]  # fmt: skip  # one condition
    asked = Candidate(kind=kind, name=row.name, address=row.address, postcode=row.postcode)
    same = [match.reference for match in likely_same(asked, others) if match.score >= LIKELY_FROM]
    if not same:
        return []
    seen = visible_contexts(work.actor, Action.READ_CONTEXT)
    query = select(ContextRow).where(ContextRow.reference.in_([row.reference, *same]), seen)
    held = list(await work.mine.scalars(query))
    if len({each.team_id for each in held}) < 2:
        return []
    counted = {reference: each.contacts for reference, each in known.items()}
    worries = [_worry(each, counted.get(each.reference, 0)) for each in held]
    return sorted(worries, key=lambda each: (-each.contacts, each.opened_at, each.reference))


def _worry(row: ContextRow, contacts: int) -> Worry:
    return Worry(row.id, row.reference, row.name, row.team_id, row.lead_id, contacts, row.created_at)
