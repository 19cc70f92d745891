"""To whom Larkmere's rules propose what comes in; the others have set none."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.access import Role
from commonground.platform.demo.personas import CONTEXTUAL, NORTH, personas_of
from commonground.platform.ids import uuid7
from commonground.tenants.allocation.models import AllocationRules
from commonground.tenants.allocation.rules import kept
from commonground.tenants.allocation.types import Rule

_OWN: Final = "larkmere"
_AGO: Final = timedelta(days=60)


async def add_rules(connection: AsyncConnection, slug: str, council: Settled, now: datetime) -> int:
    """As its administrator has set them; says how many rows."""
    if slug != _OWN:
        return 0
    admin = next(each.subject for each in personas_of(slug) if Role.COUNCIL_ADMIN in each.roles)
    row = {"tenant_id": council.id, "id": uuid7(), "version": 1, "saved_at": now - _AGO}
    row |= {"rules": kept(_rules(council)), "saved_by": council.staff[admin]}
    await connection.execute(insert(AllocationRules), row)
    return 1


def _rules(council: Settled) -> tuple[Rule, ...]:
    contextual, north = council.teams[CONTEXTUAL], council.teams[NORTH]
    return (
        Rule(team_id=contextual, kinds=("group",), person=True),
        Rule(team_id=north, venues=("park", "street", "estate"), areas=("LM4",), under=30),
        Rule(team_id=contextual, venues=("takeaway", "shop"), harms=("cce", "county_lines"), person=True),
    )
