"""What each invented council has shown before its form opened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.councils import evidence
from commonground.platform.councils.evidence import Said
from commonground.platform.councils.gate import SETUP_ISSUER, Ask, council_row
from commonground.tenants.going_live.items import ITEMS

_SAID: Final = {
    "agreement": ("Harriet Lowe, director of children’s services", "1.2", ""),
    "ig_contact": ("Sunita Rao, information governance manager", "", "information.governance@council.example"),
    "caldicott_guardian": ("Dr Peter Anand", "", "caldicott@council.example"),
    "dpia": ("Sunita Rao", "", ""),
    "public_page": ("Harriet Lowe", "", ""),
}
BEFORE: Final = timedelta(days=100)


async def give_evidence(connection: AsyncConnection, council_id: UUID, by: UUID | None) -> None:
    """Of everything on the list that is not found in the council's records, each in the version that stands now."""
    at, council = datetime.now(UTC) - BEFORE, await council_row(connection, council_id, issuer=SETUP_ISSUER)
    day: date = at.date()
    for item in ITEMS:
        if item.key in _SAID:
            who, version, note = _SAID[item.key]
            dated = day if item.version or Ask.ON_DAY in item.asks else None
            said = Said(who, dated, await item.version(connection, council) if item.version else version, note)
            await evidence.add(connection, council_id, item.key, said, by=by, at=at)
