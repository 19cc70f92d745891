"""As much of a list as a page shows at once, and whether there is more: no list ends without a word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


class Listed(list[T]):
    """At most `most` of the rows. `more`: there are others, so ask the database for one too many."""

    def __init__(self, rows: Iterable[T], most: int) -> None:
        found = list(rows)
        super().__init__(found[:most])
        self.most = most
        self.more = len(found) > most
