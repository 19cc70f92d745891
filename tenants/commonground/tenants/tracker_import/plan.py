"""What a workbook would become, read as somebody chose: every entry, and what is passed over. No database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from commonground.tenants.tracker_import.choices import Choices
from commonground.tenants.tracker_import.columns import Field, Header, missing, plain, suggest
from commonground.tenants.tracker_import.entries import Entry, RowReader
from commonground.tenants.tracker_import.errors import UnknownSheetError, Unread, UnreadError
from commonground.tenants.tracker_import.going_on import Cases, reference_column
from commonground.tenants.tracker_import.header_row import header_row, likeliest_sheet, others_with_header
from commonground.tenants.tracker_import.known_again import Planned, each_by_its_own, earlier, fingerprint
from commonground.tenants.tracker_import.remarks import Remark, Weight
from commonground.tenants.tracker_import.row_kinds import RowKind, kinds_of
from commonground.tenants.tracker_import.sheets import Sheet, Workbook
from commonground.tenants.tracker_import.words import lexicons

NO_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Plan:
    """`rows` are the entries in the file's order; `passed_over` counts the rest below the header; `not_read` are other
    sheets that look like trackers, each with how many rows it has."""

    columns: tuple[Header, ...]
    lacking: tuple[Field, ...]
    rows: tuple[Planned, ...]
    passed_over: Mapping[RowKind, int]
    lost: tuple[str, ...]
    comments: int
    not_read: tuple[tuple[str, int], ...]

    @property
    def tells_source(self) -> bool:
        """Whether any column says who told."""
        return any(column.field is Field.SOURCE for column in self.columns)

    @property
    def stopped(self) -> tuple[Planned, ...]:
        return tuple(row for row in self.rows if row.entry.stopped)

    def unknown(self) -> Counter[tuple[str, str]]:
        """Words of which nobody has said what they mean, by table, with how often they stand there."""
        remarks = (remark for row in self.rows for remark in row.entry.remarks)
        return Counter(remark.unknown for remark in remarks if remark.unknown)


def first_choices(workbook: Workbook, remembered: Mapping[str, Field]) -> Choices:
    """The likeliest sheet and header, and a field for each of its columns. Raises `UnreadError`."""
    sheet = likeliest_sheet(workbook.sheets) or max(workbook.sheets, key=lambda each: len(each.rows))
    return choices_for(workbook, workbook.sheets.index(sheet), remembered)


def choices_of_sheet(workbook: Workbook, name: str, remembered: Mapping[str, Field]) -> Choices:
    """The same of the sheet with this name, whatever its capitals and spaces. Raises `UnknownSheetError`."""
    filled = {number: sheet.name for number, sheet in enumerate(workbook.sheets) if sheet.rows}
    alike = [number for number, known in filled.items() if _bare(known) == _bare(name)]
    exact = [number for number in alike if filled[number] == name]
    if not alike:
        raise UnknownSheetError(name, tuple(filled.values()))
    return choices_for(workbook, (exact or alike)[0], remembered)


def _bare(name: str) -> str:
    return " ".join(name.casefold().split())


def choices_for(workbook: Workbook, sheet: int, remembered: Mapping[str, Field], header: int | None = None) -> Choices:
    """The same of a sheet that somebody chose; `header` is the row with its headings, where they chose that too."""
    chosen = workbook.sheets[sheet]
    if not chosen.rows:
        raise UnreadError(Unread.EMPTY)
    if header is None:
        header = header_row(chosen, remembered) or 0
    columns = suggest(chosen.rows[header], remembered)
    return Choices(sheet=sheet, header=header, columns={each.column: each.field for each in columns})


def columns_of(sheet: Sheet, choices: Choices, remembered: Mapping[str, Field]) -> list[Header]:
    """Each column with the field that was chosen for it; `sure` where it is what we would suggest without doubt."""
    suggested = suggest(sheet.rows[choices.header], remembered)
    return [
        replace(each, field=field, sure=each.sure and each.field is field)
        for each in suggested
        for field in (choices.columns.get(each.column, Field.NOTHING),)
    ]


def plan(
    workbook: Workbook,
    choices: Choices,
    today: date,
    remembered: Mapping[str, Field] = MappingProxyType({}),
    words: Mapping[str, Mapping[str, str]] = NO_WORDS,
) -> Plan:
    """Everything that the file would become. `words` are what the council chose."""
    sheet = workbook.sheets[choices.sheet]
    columns = columns_of(sheet, choices, remembered)
    lacking = missing(columns)
    below = sheet.rows[choices.header + 1 :]
    kinds = kinds_of(below, columns)
    rows = () if lacking else _entries(sheet, kinds, columns, choices, RowReader(columns, lexicons(words), today))
    passed_over: Counter[RowKind] = Counter(kind for kind in kinds if kind is not RowKind.ENTRY)
    others = others_with_header(workbook.sheets, choices.sheet, remembered)
    known = _once(each_by_its_own(rows))
    return Plan(tuple(columns), lacking, known, passed_over, tuple(sheet.lost), sheet.remarks, others)


def _entries(
    sheet: Sheet, kinds: list[RowKind], columns: Sequence[Header], choices: Choices, reader: RowReader
) -> Sequence[Planned]:
    """Rows that go on with the one above them are marked so among the `kinds`."""
    cases, series, reference = Cases(columns, sheet.filled), plain(choices.series), reference_column(columns)
    for place, kind in enumerate(kinds):
        number = choices.header + 1 + place
        cells = sheet.rows[number]
        # Inside the merged cell of a reference nothing is a heading.
        if kind is RowKind.ENTRY or (kind is RowKind.DIVIDER and cases.is_below(number, cells)):
            entry = reader.entry(number, cells)
            before = earlier(entry.known_as, cells, sheet.filled.get(number, {}), reference)
            planned = Planned(entry, fingerprint(entry.known_as, cells, series), before)
            kinds[place] = RowKind.ENTRY if cases.add(planned, number, cells) else RowKind.GOES_ON
    return cases.found


def _once(rows: Sequence[Planned]) -> tuple[Planned, ...]:
    """A reference that stands at two rows of different words: the second can't come in beside the first."""
    first: dict[bytes, int] = {}
    found = []
    for row in rows:
        earlier = first.setdefault(row.fingerprint, row.entry.row)
        found.append(row if earlier == row.entry.row else replace(row, entry=_twice(row.entry, earlier)))
    return tuple(found)


def _twice(entry: Entry, earlier: int) -> Entry:
    sentence = f"Row {earlier} has the same reference. Give one of them another, or leave this one out."
    return replace(entry, remarks=(*entry.remarks, Remark("", Field.REFERENCE, sentence, Weight.STOPS)))
