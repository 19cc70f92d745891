"""How often, and how fast, the public form may be used. Whoever meets a limit is told so, with a number to ring."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from commonground.platform.throttle import Throttle, count_over
from commonground.platform.work import Work

LEAST_TIME: Final = timedelta(seconds=3)
"""From the first answer to sending. No person reads four pages faster; programs do."""

OPEN_FOR: Final = timedelta(minutes=15)
"""How long a return code that was typed stays open without being used."""


async def drop_pass(work: Work) -> None:
    """Undo whatever this request did before, and leave its work without a pass, so that another may be opened."""
    # Closed, not rolled back: the second of two sessions would find their one transaction gone already, and warn.
    await work.mine.close()
    await work.shared.close()
    await work.roll_back()


async def within(work: Work, throttle: Throttle, who: str) -> bool:
    """Count one attempt by `who`; False when it is one too many. As `throttle.count`, it commits on its own.

    It undoes whatever this request did before and leaves its work without a pass. It uses the request's connection:
    anybody may post here, and a second connection for each attempt would let a flood of them lock up the pool."""
    await drop_pass(work)
    allowed = await count_over(work.connection, throttle, who)
    await work.commit()
    return allowed
