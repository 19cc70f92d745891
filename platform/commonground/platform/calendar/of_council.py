"""The calendar of the council that somebody acts for, kept for the life of the process."""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache

from sqlalchemy import bindparam, select

from commonground.platform.access.actor import Actor, NoCouncilError
from commonground.platform.calendar.working import WorkingCalendar
from commonground.platform.councils.models import Council
from commonground.platform.councils.types import Nation
from commonground.platform.work import Work

_DAYS = select(Council.nation, Council.reads_from, Council.reads_until, Council.closures).where(
    Council.id == bindparam("id")
)


def calendar_of(actor: Actor) -> WorkingCalendar:
    """Raises `NoCouncilError` for somebody who acts for no council."""
    if actor.reads_from is None or actor.reads_until is None:
        raise NoCouncilError
    return calendar_for(actor.nation, actor.reads_from, actor.reads_until, actor.closures)


async def calendar_now(work: Work) -> WorkingCalendar:
    """That of the acting council as it stands, for a job, whose pass knows the council by its id alone."""
    nation, opens, closes, closures = (await work.shared.execute(_DAYS, {"id": work.actor.council})).one()
    return calendar_for(nation, opens, closes, tuple(closures))


@lru_cache(maxsize=1000)
def calendar_for(nation: str, opens: time, closes: time, closures: tuple[date, ...] = ()) -> WorkingCalendar:
    """One calendar for all councils of a nation with the same hours and the same days of their own off."""
    return WorkingCalendar(Nation(nation), opens=opens, closes=closes, closures=closures)
