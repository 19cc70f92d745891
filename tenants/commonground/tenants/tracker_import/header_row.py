"""Where the header stands: under titles and a warning or two, and once more on each page of a printed sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from commonground.tenants.tracker_import.columns import SURE_FROM, Field, Header, likeness, may_mean, plain
from commonground.tenants.tracker_import.sheets import Cell, Sheet, is_empty, text_of

LOOKED_AT: Final = 60
_FOUND_FROM: Final = 2.0
_LONG: Final = 45
_SAME_FROM: Final = 0.7


def header_row(sheet: Sheet, remembered: Mapping[str, Field] = MappingProxyType({})) -> int | None:
    """The row's number from nought, or None where nothing looks like one."""
    scores = [_score(row, remembered) for row in sheet.rows[:LOOKED_AT]]
    best = max(scores, default=0.0)
    # Of two alike the first: further down it is the header repeated.
    return (
        next((place for place, score in enumerate(scores) if score >= 0.8 * best), None)
        if best >= _FOUND_FROM
        else None
    )


def _score(row: Sequence[Cell], remembered: Mapping[str, Field]) -> float:
    """One for each column whose words are surely a field's, each field once; a number, a date or a sentence speaks
    against it."""
    filled = [cell for cell in row if not is_empty(cell)]
    against = sum(not isinstance(cell, str) or len(text_of(cell)) > _LONG for cell in filled)
    found: dict[Field, float] = {}
    for cell in filled:
        field, score = _likeness(text_of(cell), remembered)
        found[field] = max(found.get(field, 0.0), score)
    return sum(score / 100 for field, score in found.items() if score >= 80 and field is not Field.NOTHING) - against


def _likeness(words: str, remembered: Mapping[str, Field]) -> tuple[Field, float]:
    chosen = remembered.get(plain(words))
    return (chosen, 100.0) if chosen else likeness(words)


def likeliest_sheet(sheets: Sequence[Sheet]) -> Sheet | None:
    """The sheet to show first: the longest with a header, and none that is hidden while another will do."""
    with_header = [sheet for sheet in sheets if header_row(sheet) is not None]
    return max(with_header, key=lambda sheet: (not sheet.hidden, len(sheet.rows)), default=None)


def others_with_header(
    sheets: Sequence[Sheet], read: int, remembered: Mapping[str, Field] = MappingProxyType({})
) -> tuple[tuple[str, int], ...]:
    """Names of the sheets that look like trackers beside the one that is `read`, each with its rows below the header.
    Hidden ones are left out."""
    found = [(sheet, header_row(sheet, remembered)) for at, sheet in enumerate(sheets) if at != read]
    return tuple((sheet.name, _filled(sheet, at)) for sheet, at in found if at is not None and not sheet.hidden)


def _filled(sheet: Sheet, header: int) -> int:
    return sum(any(not is_empty(cell) for cell in row) for row in sheet.rows[header + 1 :])


class HeaderAgain:
    """Whether a row further down is the header again, in the same words or in others for the same columns.

    The same few words stand in thousands of rows, so each is compared once. `below`: what stands in the rows, to ask
    first about the columns in which the fewest different words do: an entry mostly ends there."""

    def __init__(self, columns: Sequence[Header], below: Sequence[Sequence[str]]) -> None:
        named = [column for column in columns if column.words]
        self._most = len(named) - _SAME_FROM * len(named)
        named.sort(key=lambda column: len({row[column.column] for row in below}))
        self._named = [_Named(column) for column in named]

    def is_it(self, row: Sequence[str]) -> bool:
        """`row`: the words of each cell, as `text_of` says them."""
        others = 0
        for named in self._named:
            others += not named.is_named(row[named.column])
            if others > self._most:
                return False
        return bool(self._named)


class _Named:
    """One column, and which words name the same."""

    def __init__(self, header: Header) -> None:
        self.column = header.column
        self._words, self._field = plain(header.words), header.field
        self._known: dict[str, bool] = {}

    def is_named(self, words: str) -> bool:
        if words not in self._known:
            self._known[words] = self._is_named(words)
        return self._known[words]

    def _is_named(self, words: str) -> bool:
        asked = plain(words)
        if asked == self._words:
            return True
        if not may_mean(asked, self._field):
            return False
        field, score = likeness(words)
        return field is self._field and score >= SURE_FROM
