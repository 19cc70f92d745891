"""What Larkmere wants to hear of when contacts add up, in its own words; the others leave it as we suggest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.access import Role
from commonground.platform.demo.personas import personas_of
from commonground.platform.ids import uuid7
from commonground.tenants.adding_up.models import GuidanceRow

OWN: Final = {
    "larkmere": {
        # Six weeks: contacts about one yard come with half-terms between them.
        "often_count": 3, "often_days": 42, "rising_days": 28, "new_harm": True,
        "universal": "Seldom and small, and an adult there has dealt with it. Thank whoever told us, give advice, and "
        "keep it on the context.",
        "targeted": "Three contacts in six weeks, or several young people. One agency leads: ring the owner or the "
        "school, walk there, and agree two or three actions.",
        "statutory": "A child has been hurt or taken somewhere, or it goes on although we act. Strategy discussion the "
        "same day, then a context assessment and a conference.",
    }
}  # fmt: skip  # one row to a council
_AGO: Final = timedelta(days=75)


async def add_guidance(connection: AsyncConnection, slug: str, council: Settled, now: datetime) -> int:
    """As its administrator has set it; says how many rows."""
    if slug not in OWN:
        return 0
    admin = next(each.subject for each in personas_of(slug) if Role.COUNCIL_ADMIN in each.roles)
    row = {"tenant_id": council.id, "id": uuid7(), "version": 1, "saved_at": now - _AGO, **OWN[slug]}
    await connection.execute(insert(GuidanceRow), row | {"saved_by": council.staff[admin]})
    return 1
