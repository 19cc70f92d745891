"""Break-glass in tests: using it, and time that passes by the database's clock."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from casework import acting
from commonground.tenants.break_glass import service
from commonground.tenants.break_glass.types import Asked, Broken, Ground
from councils import TestCouncil, World
from told import tell

WHY = "The school rings: he has been followed home."
_EARLIER = "update tenants.break_glass_uses set " + ", ".join(
    f"{moment} = {moment} - cast(:ago as interval)" for moment in ("started_at", "until_at", "ended_at")
)


async def break_glass(world: World, council: TestCouncil, person: str, reference: str) -> Broken:
    async with acting(world, council, person) as work:
        return await service.break_glass(work, Asked(reference=reference, ground=Ground.HARM, reason=WHY))


async def pass_time(world: World, ago: timedelta) -> None:
    """Whatever was done until now was done this much earlier."""
    await tell(world, _EARLIER, ago=ago)


async def end(world: World, council: TestCouncil, person: str, use: UUID) -> None:
    async with acting(world, council, person) as work:
        await service.end(work, use)
