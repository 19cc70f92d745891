"""Who of which partner could open a context now: for “Who could see this?”, by the one decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commonground.platform.access import Actor, decide_shared, known_roles
from commonground.platform.partners.queries import people_of
from commonground.platform.work import Work
from commonground.tenants.sharing.queries import invitations_to, shared_of_context


@dataclass(frozen=True, slots=True)
class PartnerReader:
    """Somebody of a partner organisation, and until when."""

    name: str
    organisation: str
    names: bool
    until: datetime


async def partners_who_could(work: Work, context_id: UUID) -> list[PartnerReader]:
    """By organisation and name; somebody who is invited twice is there once, until the later end."""
    standing = await shared_of_context(work, context_id)
    if not standing:
        return []
    organisations = {each.organisation_id: each.organisation for each in await invitations_to(work, context_id)}
    found: dict[UUID, PartnerReader] = {}
    for organisation_id, person in await people_of(work):
        actor = Actor(roles=known_roles([person.role]), staff_id=person.id, organisation_id=organisation_id)
        open_to = [each for _, each in standing if decide_shared(actor, each, work.now)]
        if open_to:
            names, until = any(each.names for each in open_to), max(each.until for each in open_to)
            found[person.id] = PartnerReader(person.name, organisations[organisation_id], names, until)
    return sorted(found.values(), key=lambda each: (each.organisation, each.name))
