"""The calendar of the council that somebody acts for, kept for the life of the process."""

from __future__ import annotations

from datetime import time
from functools import cache

from commonground.platform.access.actor import Actor, NoCouncilError
from commonground.platform.calendar.working import WorkingCalendar
from commonground.platform.councils.types import Nation


def calendar_of(actor: Actor) -> WorkingCalendar:
    """Raises `NoCouncilError` for somebody who acts for no council."""
    if actor.reads_from is None or actor.reads_until is None:
        raise NoCouncilError
    return calendar_for(actor.nation, actor.reads_from, actor.reads_until)


@cache
def calendar_for(nation: str, opens: time, closes: time) -> WorkingCalendar:
    """One calendar for all councils of a nation with the same hours."""
    return WorkingCalendar(Nation(nation), opens=opens, closes=closes)
