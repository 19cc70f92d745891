"""Who is away in the demonstration: one person now, and one to come, each covered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.calendar import LONDON
from commonground.platform.cover.models import AbsenceRow, CoverRow
from commonground.platform.ids import uuid7

# Who, from and to how many days from today, and who covers.
AWAY: Final = (
    ("sunniva-croft", -2, 6, ("priya-raman",)),
    ("hanna-lund", 12, 19, ("amara-nwosu", "dayo-okoro")),
)


async def add_absences(connection: AsyncConnection, council: Settled, now: datetime) -> int:
    """Says how many rows."""
    today, total = now.astimezone(LONDON).date(), 0
    for who, first, last, covers in AWAY:
        key = {"tenant_id": council.id, "id": uuid7()}
        days = {"first_day": today + timedelta(days=first), "last_day": today + timedelta(days=last)}
        await connection.execute(insert(AbsenceRow), key | {"staff_id": council.staff[who]} | days)
        rows = [{"tenant_id": council.id, "absence_id": key["id"], "staff_id": council.staff[each]} for each in covers]
        await connection.execute(insert(CoverRow), rows)
        total += 1 + len(rows)
    return total
