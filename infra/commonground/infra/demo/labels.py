"""What the invented councils call our codes: no two of them say “front door”, and the codes are the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.access import Role
from commonground.platform.demo.personas import personas_of
from commonground.platform.ids import uuid7
from commonground.platform.labels.models import Labels
from commonground.platform.labels.rules import Code, checked

OWN: Final = {
    "larkmere": {
        Code("team_kind", "front_door"): "MASH",
        Code("decision", "panel"): "Take it to MACE",
        Code("harm", "substances"): "Drugs and alcohol",
    },
    "hallowdene": {
        Code("team_kind", "front_door"): "Single point of access",
        Code("decision", "panel"): "Take it to the exploitation panel",
        Code("kind", "place"): "Neighbourhood",
    },
}
_AGO: Final = timedelta(days=80)


async def add_labels(connection: AsyncConnection, slug: str, council: Settled, now: datetime) -> int:
    """As its administrator has chosen them; says how many rows."""
    if slug not in OWN:
        return 0
    admin = next(each.subject for each in personas_of(slug) if Role.COUNCIL_ADMIN in each.roles)
    row = {"tenant_id": council.id, "id": uuid7(), "version": 1, "words": checked(OWN[slug])}
    row |= {"saved_by": council.staff[admin], "saved_at": now - _AGO}
    await connection.execute(insert(Labels), row)
    return 1
