"""Throttles, counted in PostgreSQL so that every process sees them. Commits on its own: a refused attempt counts.

What is allowed stands in the database, by the throttle's name, written there by each migration from `THROTTLES`: SQL of
somebody's own, run as the web's role, can neither widen a limit nor begin a count anew. It can still count attempts in
somebody else's name and so keep them waiting; that lies in counting by name. It is kept small: each throttle is counted
by one role, so nothing run over the pages' pool keeps anybody from signing in; and each window ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from commonground.platform.database.roles import APP, LOGIN

_COUNT = text("select identity.count_attempt(:bucket, :who)")
_START_OVER = text("select identity.start_over(:bucket, :who)")


@dataclass(frozen=True)
class Throttle:
    """At most `allowed` attempts by one key in `within`, counted by one database role."""

    bucket: str
    allowed: int
    within: timedelta
    counted_by: str = APP


SIGN_IN: Final = Throttle("sign_in", 10, timedelta(minutes=5), LOGIN)
SIGN_IN_BEGUN: Final = Throttle("sign_in_begun", 100, timedelta(minutes=5), LOGIN)
"""Leaving for the provider proves nothing and guesses nothing, so only a flood is refused. Coming back is what can be
guessed at: `SIGN_IN`."""
SECOND_FACTOR: Final = Throttle("second_factor", 5, timedelta(minutes=5), LOGIN)
"""By account: whoever gets here knew the password, or holds an open session."""
RESET_ASKED: Final = Throttle("reset_asked", 5, timedelta(hours=1), LOGIN)
"""By the address that was typed, whether anybody has it or not."""
RETURN_CODE: Final = Throttle("return_code", 10, timedelta(minutes=5))
RETURN_CODE_PREFIX: Final = Throttle("return_code_prefix", 10, timedelta(minutes=5))
"""Attempts on codes that begin alike, from everywhere together: guessing from many addresses gets no further."""
REPORT: Final = Throttle("report", 20, timedelta(hours=1))
REPORT_BEGUN: Final = Throttle("report_begin", 120, timedelta(hours=1))
"""Drafts begun from one address. A school or an office may stand behind one address."""
REPORT_NEWS: Final = Throttle("report_news", 20, timedelta(hours=1))
"""News and withdrawals under one return code."""
HEARD: Final = Throttle("heard", 20, timedelta(days=1))
"""Answers to whether somebody feels heard, from one address: they carry nothing else by which they could be counted."""
COLLECT: Final = Throttle("collect", 20, timedelta(minutes=5))
"""Codes typed for what a council sends outside the platform, from one address. Each has five attempts of its own."""
BREAK_GLASS: Final = Throttle("break_glass", 5, timedelta(days=1))
"""By one member of staff, found or not: a key that is used every hour is no emergency's."""

THROTTLES: Final = (
    SIGN_IN,
    SIGN_IN_BEGUN,
    SECOND_FACTOR,
    RESET_ASKED,
    RETURN_CODE,
    RETURN_CODE_PREFIX,
    REPORT,
    REPORT_BEGUN,
    REPORT_NEWS,
    HEARD,
    COLLECT,
    BREAK_GLASS,
)


async def count(engine: AsyncEngine, throttle: Throttle, who: str) -> bool:
    """Count one attempt by `who` (hashed, never kept); False when it is one too many."""
    async with engine.begin() as connection:
        return await count_over(connection, throttle, who)


async def count_over(connection: AsyncConnection, throttle: Throttle, who: str) -> bool:
    """As `count`, over a connection that the caller commits."""
    return bool(await connection.scalar(_COUNT, {"bucket": throttle.bucket, "who": who}))


async def start_over(engine: AsyncEngine, throttle: Throttle, who: str) -> None:
    """After a success: what was counted against `who` before it no longer stands. It counts as their first attempt."""
    async with engine.begin() as connection:
        await connection.execute(_START_OVER, {"bucket": throttle.bucket, "who": who})
