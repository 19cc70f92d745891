"""Which rows of a sheet are entries: not the month across the page, not the header again, not the total."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from commonground.tenants.tracker_import.columns import Field, Header, plain
from commonground.tenants.tracker_import.header_row import HeaderAgain
from commonground.tenants.tracker_import.sheets import Cell, is_empty, text_of

_TOTAL: Final = re.compile(r"(?:grand |sub ?|overall )?totals?\b|^(?:count|sum|average)\b")
_SAYS: Final = frozenset({Field.SUBJECT, Field.CONCERN})
_CONTINUED: Final = frozenset({Field.COMMENTS, Field.DECISION, Field.HARMS})
_PERIOD: Final = re.compile(
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*|q[1-4]|quarter [1-4]|week \d+|term \d+"
    r"|spring|summer|autumn|winter|[a-z]+ term)?(?: ?(?:20)?\d\d(?: (?:20)?\d\d)?)?"
)


class RowKind(StrEnum):
    ENTRY = "entry"
    BLANK = "blank"
    DIVIDER = "divider"
    HEADER = "header"
    TOTAL = "total"
    TWICE = "twice"
    GOES_ON = "goes_on"


def kinds_of(rows: Sequence[Sequence[Cell]], columns: Sequence[Header]) -> list[RowKind]:
    """For each row below the header. A row that says the very same as one before it is `TWICE`: two people pasted
    it, or one person did so two times."""
    texts = [[text_of(cell) for cell in row] for row in rows]
    header, seen, kinds = HeaderAgain(columns, texts), set[tuple[str, ...]](), list[RowKind]()
    for row, said in zip(rows, texts, strict=True):
        continues = bool(kinds) and kinds[-1] in {RowKind.ENTRY, RowKind.TWICE}
        kind = _kind(row, said, columns, header, continues=continues)
        words = tuple(map(str.casefold, said))
        # “chase” alone in a row says another thing under another entry.
        if kind is RowKind.ENTRY and words in seen and sum(map(bool, words)) > 1:
            kind = RowKind.TWICE
        seen.add(words)
        kinds.append(kind)
    return kinds


def _kind(
    row: Sequence[Cell], said: Sequence[str], columns: Sequence[Header], header: HeaderAgain, *, continues: bool
) -> RowKind:
    """`said`: the words of its cells."""
    filled = [place for place, cell in enumerate(row) if not is_empty(cell)]
    if not filled:
        return RowKind.BLANK
    if len(filled) <= 4 and _TOTAL.match(plain(said[filled[0]])):
        return RowKind.TOTAL
    if header.is_it(said):
        return RowKind.HEADER
    return RowKind.DIVIDER if _is_divider(said, filled, columns, continues=continues) else RowKind.ENTRY


def _is_divider(said: Sequence[str], filled: Sequence[int], columns: Sequence[Header], *, continues: bool) -> bool:
    """One cell alone, or one text repeated across a merged row, that says nothing about a subject. `filled`: in which
    columns anything stands, one at least. `continues`: an entry stands above it, so that it may be a line more of its
    comments, decision or harms, and is no heading: somebody has to look."""
    words = said[filled[0]]
    if any(said[place] != words for place in filled[1:]):
        return False
    if _PERIOD.fullmatch(plain(words)):
        return True
    says = _SAYS | _CONTINUED if continues else _SAYS
    about = [header.column for header in columns if header.field in says]
    return len(filled) > 1 or filled[0] not in about
