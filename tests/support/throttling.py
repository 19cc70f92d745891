"""Throttles in tests: their limits stand in the database, so that is where a test changes them."""

from __future__ import annotations

from commonground.platform.throttle import THROTTLES, Throttle
from councils import World
from told import tell

_LIMIT = "update identity.throttle_limits set allowed = :allowed where bucket = :bucket"


async def allow(world: World, throttle: Throttle, attempts: int) -> None:
    await tell(world, _LIMIT, allowed=attempts, bucket=throttle.bucket)


async def count_anew(world: World) -> None:
    """Nothing counted, and every limit as it is declared."""
    await tell(world, "delete from identity.throttles")
    for throttle in THROTTLES:
        await allow(world, throttle, throttle.allowed)
