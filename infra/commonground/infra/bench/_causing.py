"""The smallest save there is, as often as wanted, and waiting until what it caused is over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

import psycopg
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.infra.drill.ground import Ground, GroundCouncil
from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import begin

_LONGEST = 120.0


async def saves(app: AsyncEngine, ground: Ground, council: GroundCouncil, number: int) -> list[float]:
    """Seconds of each but the first, which opens the connection."""
    token = await asyncio.to_thread(ground.manager_token, council)
    times = []
    await save(app, token, council)
    for _ in range(number - 1):
        began = time.perf_counter()
        await save(app, token, council)
        times.append(time.perf_counter() - began)
    return times


async def save(app: AsyncEngine, token: str, council: GroundCouncil) -> UUID:
    """Pass, audit, fact, commit. Returns the fact's id."""
    async with begin(app) as work:
        if await open_session(work, token) is None:
            raise RuntimeError("the benchmark's session is over")
        referral = council.referrals[0]
        await audit.record(work, Action.SCREEN_REFERRAL, audit.Subject("referral", referral))
        fact = await publish(work, Fact(FactKind.REFERRAL_RECEIVED, "referral", referral))
        await work.commit()
    return fact


async def with_app(ground: Ground, use: Callable[[AsyncEngine], Awaitable[list[float]]]) -> list[float]:
    """`use` with one connection as the web's role."""
    app = make_engine(ground.app_url, pool_size=1)
    try:
        return await use(app)
    finally:
        await app.dispose()


def wait_until_told(ground: Ground) -> None:
    wait_for(ground, "select exists (select from system.outbox where done_at is null)")


def wait_for(ground: Ground, some_left: str, *, longest: float = _LONGEST) -> None:
    """Until the query, which must cost next to nothing, says no. Raises `RuntimeError` after `longest` seconds."""
    until = time.monotonic() + longest
    with psycopg.connect(ground.owner_url, autocommit=True) as owner:
        while (owner.execute(some_left.encode()).fetchone() or (False,))[0]:
            if time.monotonic() > until:
                raise RuntimeError("the worker did not finish")
            time.sleep(0.01)
