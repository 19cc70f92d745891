"""The tracker: which referrals, in which order, fifty at a time, whatever the number of rows.

Paging is by keyset: the position is the last row's sort value and id, so page 40 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from commonground.platform.work import Work
from commonground.tenants.referrals.tracker_queries import (
    OPEN_STATES,
    asking,
    counting,
    counting_with_holders,
    falls,
    listing,
)
from commonground.tenants.referrals.tracker_types import ME, NOBODY, Counts, Found, Received, Sort, View, Wanted

__all__ = [
    "EXPORT_LIMIT", "ME", "NOBODY", "OPEN_STATES", "PAGE", "Counts", "Found", "Received", "Sort", "View", "Wanted",
    "count", "count_with_holders", "falls", "find",
]  # fmt: skip

Holders = Sequence[tuple[UUID, str]]
PAGE = 50
EXPORT_LIMIT = 10_000


async def find(work: Work, wanted: Wanted, *, most: int = PAGE) -> Found:
    """One page of the tracker, as the actor may see it."""
    backwards = wanted.before is not None
    asked = asking(work.actor, work.now, most + 1)
    rows = await work.mine.rows(listing(work.actor, wanted), asked)
    beyond = len(rows) > most
    rows = rows[most - 1 :: -1] if backwards else rows[:most]
    more_before = beyond if backwards else wanted.after is not None
    return Found(rows, more_before, True if backwards else beyond)


async def count(work: Work) -> Counts:
    """The figures on the tabs."""
    (figures,) = await work.mine.rows(counting(work.actor), asking(work.actor, work.now))
    return Counts(*map(int, figures))


async def count_with_holders(work: Work) -> tuple[Counts, Holders]:
    """The figures on the tabs and, for the filter, the colleagues who may hold a referral; in one statement."""
    (row,) = await work.mine.rows(counting_with_holders(work.actor), asking(work.actor, work.now))
    return Counts(*map(int, row[:-1])), [(UUID(person), name) for person, name in row[-1]]
