"""How often, and how fast, the public form may be used. Whoever meets a limit is told so, with a number to ring."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import text

from commonground.platform.throttle import Throttle
from commonground.platform.work import Work

BEGIN: Final = Throttle("report_begin", 120, timedelta(hours=1))
"""Drafts begun from one address. A school or an office may stand behind one address."""

CODE_PREFIX: Final = Throttle("return_code_prefix", 10, timedelta(minutes=5))
"""Attempts on codes that begin alike, from everywhere together: guessing from many addresses gets no further."""

NEWS: Final = Throttle("report_news", 20, timedelta(hours=1))
"""News and withdrawals under one return code."""

LEAST_TIME: Final = timedelta(seconds=3)
"""From the first answer to sending. No person reads four pages faster; programs do."""

OPEN_FOR: Final = timedelta(minutes=15)
"""How long a return code that was typed stays open without being used."""

_COUNT: Final = text("select identity.count_attempt(:bucket, :who, :allowed, :within)")


async def within(work: Work, throttle: Throttle, who: str) -> bool:
    """Count one attempt by `who`; False when it is one too many. As `throttle.count`, it commits on its own.

    It undoes whatever this request did before and leaves its work without a pass. It uses the request's connection:
    anybody may post here, and a second connection for each attempt would let a flood of them lock up the pool."""
    # Closed, not rolled back: the second of two sessions would find their one transaction gone already, and warn.
    await work.mine.close()
    await work.shared.close()
    await work.roll_back()
    asked = {"bucket": throttle.bucket, "who": who, "allowed": throttle.allowed, "within": throttle.within}
    allowed = bool(await work.connection.scalar(_COUNT, asked))
    await work.commit()
    return allowed
