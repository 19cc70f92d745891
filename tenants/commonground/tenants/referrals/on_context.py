"""The context that a referral stands on, as far as whoever asks may open it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from commonground.platform.access import Action, Actor
from commonground.platform.work import Work
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.queries import Compared
from commonground.tenants.referrals.models import ReferralRow


@dataclass(frozen=True, slots=True)
class ContextName:
    """As much of a context as a referral's page says of it, or as the council's rules ask about; and who leads it, in
    which team."""

    id: UUID
    reference: str
    name: str
    kind: str
    venue: str | None
    postcode: str
    team_id: UUID | None = None
    lead_id: UUID | None = None


CONTEXT_NAME: Final = (
    ContextRow.id.label("context_id"),
    ContextRow.reference.label("context_reference"),
    ContextRow.name.label("context_name"),
    ContextRow.kind.label("context_kind"),
    ContextRow.venue.label("context_venue"),
    ContextRow.postcode.label("context_postcode"),
    ContextRow.team_id.label("context_team_id"),
    ContextRow.lead_id.label("context_lead_id"),
)
"""For a query of referrals that is joined to `ContextRow` by `opens_context`, where nothing may be found."""


def read_name(columns: Sequence[Any]) -> ContextName | None:
    """Of what `CONTEXT_NAME` gave."""
    return None if columns[0] is None else ContextName(*columns)


def name_of(each: Compared) -> ContextName:
    """Of one that something was compared with."""
    known, held = each.known, each.held_by
    return ContextName(
        each.id, known.reference, known.name, known.kind.value, each.venue, known.postcode, held.team_id, held.lead_id
    )


def opens_context(actor: Actor) -> ColumnElement[bool]:
    """Joins a referral to the context that it stands on, if the actor may open that."""
    on_it = and_(ContextRow.tenant_id == ReferralRow.tenant_id, ContextRow.id == ReferralRow.context_id)
    return and_(on_it, visible_contexts(actor, Action.READ_CONTEXT))


async def context_of(work: Work, context_id: UUID | None) -> ContextName | None:
    """The context a referral stands on, if the actor may open it; else nothing of it is said."""
    if context_id is None:
        return None
    seen = visible_contexts(work.actor, Action.READ_CONTEXT)
    row = (await work.mine.execute(select(*CONTEXT_NAME).where(ContextRow.id == context_id, seen))).one_or_none()
    return None if row is None else ContextName(*row)
