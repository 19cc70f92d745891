"""What is done again and again, for each council: every so often, or at a time of the day.

Declare a job here and its effect in `workers/actors/effects.py`, under the same kind of fact; nothing else is needed.
At each slot every council gets one fact, about the council itself (`database/sql/055_schedule.sql`). A slot that was
missed is not made up for, but for the latest: an effect looks at what is due now, and not at what happened since the
last one. It may come late, and again after a crash, so it needs an effect key like every other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from typing import Final

from commonground.platform.outbox.kinds import FactKind

SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(days=28)


class CouncilHour(StrEnum):
    """A time that each council has of its own: the hours in which it reads what comes in."""

    OPENS = "opens"
    CLOSES = "closes"


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """One rhythm: `every` so often, or each day (weekends too) `at_local` time in London or at a `council_hour`.

    Raises `ValueError` for none or several, and for a rhythm that nobody means."""

    job: FactKind
    every: timedelta | None = None
    at_local: time | None = None
    council_hour: CouncilHour | None = None

    def __post_init__(self) -> None:
        if sum(each is not None for each in (self.every, self.at_local, self.council_hour)) != 1:
            raise ValueError(f"{self.job} needs one rhythm.")
        if self.every is not None and not SHORTEST <= self.every <= LONGEST:
            raise ValueError(f"{self.job} comes round too often or too seldom.")
        if self.at_local is not None and self.at_local.tzinfo is not None:
            raise ValueError(f"{self.job} falls due by the clocks of London.")


def once_each(declared: Iterable[Periodic]) -> tuple[Periodic, ...]:
    """Raises `ValueError` when a job is declared twice."""
    found = tuple(declared)
    if len({periodic.job for periodic in found}) != len(found):
        raise ValueError("A job has one rhythm.")
    return found


PERIODIC: Final = once_each(
    (
        Periodic(job=FactKind.DECISIONS_DUE, every=timedelta(minutes=15)),
        Periodic(job=FactKind.NOTICES_UNREAD, every=timedelta(minutes=15)),
        Periodic(job=FactKind.MAILS_UNDELIVERED, every=timedelta(minutes=15)),
        Periodic(job=FactKind.DIGESTS_DUE, council_hour=CouncilHour.CLOSES),
        Periodic(job=FactKind.FLAGS_DUE, council_hour=CouncilHour.OPENS),
        Periodic(job=FactKind.SHARING_DUE, council_hour=CouncilHour.OPENS),
        Periodic(job=FactKind.ACTIONS_DUE, council_hour=CouncilHour.OPENS),
        Periodic(job=FactKind.FILES_DUE, every=timedelta(hours=1)),
        Periodic(job=FactKind.CROSSINGS_DUE, every=timedelta(minutes=15)),
        Periodic(job=FactKind.JOINT_DUE, every=timedelta(hours=1)),
    )
)
