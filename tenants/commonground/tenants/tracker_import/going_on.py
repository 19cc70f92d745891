"""A reference that is one cell over several rows: one case that goes on, told over more than one line.

It becomes one referral. What stands in the rows below is kept with the comments of the first, its harms with the harms,
and somebody looks. A row that names another place is a referral of its own, under the same reference: a referral is
about one subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from commonground.tenants.tracker_import.columns import Field, Header, plain
from commonground.tenants.tracker_import.entries import Entry
from commonground.tenants.tracker_import.known_again import Planned, fingerprint
from commonground.tenants.tracker_import.remarks import Remark
from commonground.tenants.tracker_import.sheets import CELL_LIMIT, Cell, Filled, address, is_empty, text_of

_NOT_KEPT: Final = (Field.REFERENCE, Field.NOTHING)


class Cases:
    """The entries of one sheet in its order, with rows that go on joined to the one that they go on with."""

    def __init__(self, columns: Sequence[Header], filled: Filled) -> None:
        self.found: list[Planned] = []
        self._reference = reference_column(columns)
        self._told = [column for column in columns if column.field not in _NOT_KEPT]
        self._filled = filled
        self._first: int | None = None
        self._said = ""

    def is_below(self, number: int, cells: Sequence[Cell]) -> bool:
        """Whether its reference is one cell with that of an entry above it. `number` counts from nought."""
        column = self._reference
        if column is None or self._first is None or column not in self._filled.get(number, {}):
            return False
        return text_of(cells[column]) in ("", self._said)

    def add(self, planned: Planned, number: int, cells: Sequence[Cell]) -> bool:
        """Whether it is an entry; else it went on with the one above it."""
        if self._first is None or not self.is_below(number, cells):
            self._first = len(self.found)
            self._said = text_of(cells[self._reference]) if self._reference is not None else ""
            self.found.append(planned)
            return True
        first = self.found[self._first]
        if _names_another(first.entry, planned.entry):
            self.found.append(_of_its_own(planned, first.entry, cells, self._at(number)))
            return True
        joined = _joined(first.entry, planned.entry, self._words(number, cells), self._at(number))
        if len(joined.comments) > CELL_LIMIT:
            # More than one record holds: it stays a second row with the same reference, which is held back.
            self.found.append(planned)
            return True
        self.found[self._first] = replace(first, entry=joined)
        return False

    def _at(self, number: int) -> str:
        return address(number, self._reference or 0)

    def _words(self, number: int, cells: Sequence[Cell]) -> str:
        """What stands in the row itself, each under its heading."""
        theirs: Mapping[int, str] = self._filled[number]
        own = (each for each in self._told if each.column not in theirs and not is_empty(cells[each.column]))
        return "; ".join(f"{each.words}: {text_of(cells[each.column])}".removeprefix(": ") for each in own)


def reference_column(columns: Sequence[Header]) -> int | None:
    return next((each.column for each in columns if each.field is Field.REFERENCE), None)


def _names_another(first: Entry, entry: Entry) -> bool:
    return bool(entry.subject) and plain(entry.subject) != plain(first.subject)


def _joined(first: Entry, entry: Entry, words: str, at: str) -> Entry:
    sentence = (
        f"Row {entry.row} goes on with row {first.row}: its reference is one cell over both. It is kept with the"
        f" comments of row {first.row}. If it is another case, give it a reference of its own."
    )
    of_harms = (remark for remark in entry.remarks if remark.field is Field.HARMS)
    return replace(
        first,
        comments="\n".join(filter(None, (first.comments, f"Row {entry.row}: {words}"))),
        harms=tuple(dict.fromkeys((*first.harms, *entry.harms))),
        remarks=(*first.remarks, Remark(at, Field.REFERENCE, sentence), *of_harms),
    )


def _of_its_own(planned: Planned, first: Entry, cells: Sequence[Cell], at: str) -> Planned:
    sentence = (
        f"Its reference is one cell with that of row {first.row}, and it names another place, group or school: it is a"
        " referral of its own, under the same reference."
    )
    entry = replace(planned.entry, remarks=(*planned.entry.remarks, Remark(at, Field.REFERENCE, sentence)))
    # Known by its words: the reference is the other’s.
    return Planned(entry, fingerprint("", cells, ""), planned.earlier)
