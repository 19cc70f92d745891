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
    counting_saved,
    counting_with_holders,
    falls,
    listing,
)
from commonground.tenants.referrals.tracker_types import (
    ME,
    NOBODY,
    USUAL,
    Column,
    Counts,
    Found,
    Received,
    Sort,
    View,
    Wanted,
)
from commonground.tenants.views.queries import Saved, from_column

__all__ = [
    "COUNTED", "EXPORT_LIMIT", "ME", "NOBODY", "OPEN_STATES", "PAGE", "USUAL", "Column", "Counts", "Found",
    "Received", "Sort", "View", "Wanted", "count", "count_around", "count_saved", "falls", "find",
]  # fmt: skip

Holders = Sequence[tuple[UUID, str]]
PAGE = 50
EXPORT_LIMIT = 10_000
COUNTED = 200
"""A saved view may be of everything there ever was, and its number is no more than a hint."""


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


async def count_around(work: Work) -> tuple[Counts, Holders, list[Saved]]:
    """The figures on the tabs, the colleagues who may hold a referral, for the filter, and the saved views that the
    reader is offered; in one statement."""
    (row,) = await work.mine.rows(counting_with_holders(work.actor), asking(work.actor, work.now))
    *figures, holders, saved = tuple(row)
    return Counts(*map(int, figures)), [(UUID(person), name) for person, name in holders], from_column(saved)


async def count_saved(work: Work, views: Sequence[Wanted]) -> list[int]:
    """How many rows each has, as the reader may see them; not counted further than `COUNTED`. One statement, and none
    where there are no views."""
    if not views:
        return []
    query = counting_saved(work.actor, views, COUNTED + 1)
    (row,) = await work.mine.rows(query, asking(work.actor, work.now))
    return list(map(int, row))
