"""Throttles, counted in PostgreSQL so that every process sees them. Commits on its own: a refused attempt counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_COUNT = text("select identity.count_attempt(:bucket, :who, :allowed, :within)")


@dataclass(frozen=True)
class Throttle:
    """At most `allowed` attempts by one key in `within`."""

    bucket: str
    allowed: int
    within: timedelta


SIGN_IN = Throttle("sign_in", 10, timedelta(minutes=5))
RETURN_CODE = Throttle("return_code", 10, timedelta(minutes=5))
REPORT = Throttle("report", 20, timedelta(hours=1))


async def count(engine: AsyncEngine, throttle: Throttle, who: str) -> bool:
    """Count one attempt by `who` (hashed, never kept); False when it is one too many."""
    asked = {"bucket": throttle.bucket, "who": who, "allowed": throttle.allowed, "within": throttle.within}
    async with engine.begin() as connection:
        return bool(await connection.scalar(_COUNT, asked))


async def start_over(engine: AsyncEngine, throttle: Throttle, who: str) -> None:
    """After a success: what was counted against `who` before it no longer stands. It counts as their first attempt."""
    await count(engine, replace(throttle, within=timedelta(0)), who)
