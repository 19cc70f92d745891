"""By what a row is known when its file comes again: its reference, or else all its words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from commonground.tenants.tracker_import.columns import plain
from commonground.tenants.tracker_import.entries import Entry
from commonground.tenants.tracker_import.sheets import Cell, text_of


@dataclass(frozen=True, slots=True)
class Planned:
    """A row with what it is known again by. `earlier`: by what a release knew it that read merged cells in their first
    row alone, where that is something else and no other row of the file is known by it."""

    entry: Entry
    fingerprint: bytes
    earlier: bytes | None = None

    @property
    def known_by(self) -> tuple[bytes, ...]:
        return (self.fingerprint, self.earlier) if self.earlier else (self.fingerprint,)


def fingerprint(known_as: str, cells: Iterable[Cell], series: str) -> bytes:
    """Of its reference, where it has one: what else of it was changed since does not make it another row."""
    if reference := plain(known_as):
        said = f"reference\n{series}\n{reference}"
    else:
        said = "\n".join(["words", *(words.casefold() for cell in cells if (words := text_of(cell)))])
    return hashlib.sha256(said.encode()).digest()


def earlier(known_as: str, cells: Sequence[Cell], filled: Mapping[int, str], reference: int | None) -> bytes | None:
    """The same of a row as its cells stood before they were `filled` from above; None where none was. `reference` is
    the column of references: one that stands in the row itself is its own in either form."""
    if not filled or (known_as and reference not in filled):
        return None
    return fingerprint("", [filled.get(column, cell) for column, cell in enumerate(cells)], "")


def each_by_its_own(rows: Sequence[Planned]) -> list[Planned]:
    """Each row with an `earlier` that is its alone: of two that read alike without their merged cells, a release that
    read them so took in the first and passed over the second, which still has to come in."""
    taken = {row.fingerprint for row in rows}
    found = []
    for row in rows:
        found.append(replace(row, earlier=None) if row.earlier in taken else row)
        taken |= {row.earlier} if row.earlier else set()
    return found
