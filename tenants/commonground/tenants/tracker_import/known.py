"""What cells of one file were read as before: the same few stand in thousands of rows."""

from __future__ import annotations

from commonground.platform.postcodes.written import parse_postcode
from commonground.tenants.tracker_import.counts import Count, count_of
from commonground.tenants.tracker_import.sheets import Cell


class Known:
    """Of one file, and forgotten with it."""

    def __init__(self) -> None:
        self._counts: dict[tuple[type, Cell], Count | None] = {}
        self._postcodes: dict[str, str | None] = {}

    def count(self, cell: Cell) -> Count | None:
        # By its kind as well: 1 and “yes” are equal otherwise.
        asked = (type(cell), cell)
        if asked not in self._counts:
            self._counts[asked] = count_of(cell)
        return self._counts[asked]

    def postcode(self, words: str) -> str | None:
        if words not in self._postcodes:
            self._postcodes[words] = parse_postcode(words)
        return self._postcodes[words]
