"""The cells of one row, each read as what its column is, with what was noticed about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from commonground.platform.reference import DECISIONS, HARMS, SOURCES, VENUES
from commonground.platform.reference.types import Table
from commonground.tenants.tracker_import.columns import Field, plain
from commonground.tenants.tracker_import.dates import Day, day_of
from commonground.tenants.tracker_import.known import Known
from commonground.tenants.tracker_import.remarks import FedBack, Remark, Weight
from commonground.tenants.tracker_import.sheets import Cell, address, is_empty, text_of
from commonground.tenants.tracker_import.words import UNDECIDED, Lexicon, denies, hesitates

_YES: Final = frozenset({"y", "yes", "done", "true", "given", "completed", "ie", "ydy"})
_NO: Final = frozenset({"n", "no", "false", "not yet", "outstanding", "na"})
_NOT_NEEDED: Final = frozenset({"n a", "not applicable", "anon", "anonymous", "not needed"})


_LABELS: Final[Mapping[Field, Table[Any]]] = MappingProxyType(
    {Field.SOURCE: SOURCES, Field.KIND: VENUES, Field.HARMS: HARMS, Field.DECISION: DECISIONS}
)
_KEPT_WORDS: Final = (Field.RECEIVED, Field.KIND, Field.HARMS, Field.DECIDED, Field.FED_BACK)
TABLES: Final = MappingProxyType(
    {Field.SOURCE: "source", Field.KIND: "venue", Field.HARMS: "harm", Field.DECISION: "decision"}
)
"""Fields whose words stand for codes, with the table of those."""


class Reading:
    """One row while it is read, with what was noticed about its cells."""

    def __init__(self, row: int, cells: Sequence[Cell], columns: Mapping[Field, Sequence[int]], known: Known) -> None:
        self.row = row
        self.remarks: list[Remark] = []
        self._cells = cells
        self._columns = columns
        self._known = known
        self._words: dict[Field, str] = {}

    def has(self, field: Field) -> bool:
        """Whether any column is it."""
        return field in self._columns

    def cell(self, field: Field) -> Cell:
        columns = self._columns.get(field)
        return self._cells[columns[0]] if columns else ""

    def words(self, field: Field) -> str:
        words = self._words.get(field)
        if words is None:
            cell = self.cell(field)
            words = self._words[field] = "" if is_empty(cell) else text_of(cell)
        return words

    def joined(self, field: Field) -> str:
        """Several columns of words one under the other, and the line breaks inside a cell kept."""
        columns = self._columns.get(field, ())
        if len(columns) < 2 and not _has_lines(self.cell(field)):
            return self.words(field)
        cells = (self._cells[column] for column in columns)
        return "\n".join(_lines(cell) for cell in cells if not is_empty(cell))

    def day(self, field: Field, today: date, near: date | None) -> Day | None:
        if not self.words(field):
            return None
        day = day_of(self.cell(field), today=today, near=near)
        if day is not None and day.day > today:
            self._to_come(field)
            return None
        if day is None:
            weight = Weight.STOPS if field is Field.RECEIVED else Weight.LOOK
            self.remark(field, f"“{self.words(field)}” isn’t a day that we can read. Write it like 21/11/2026.", weight)
        elif day.about:
            self.remark(field, f"“{self.words(field)}” is taken as about {day.day:%d/%m/%Y}.")
        return day

    def _to_come(self, field: Field) -> None:
        weight = Weight.STOPS if field is Field.RECEIVED else Weight.LOOK
        left = "" if field is Field.RECEIVED else " It is left without a day."
        self.remark(field, f"“{self.words(field)}” is still to come: write the day on which it was.{left}", weight)

    def code(self, field: Field, lexicon: Lexicon) -> str | None:
        """What is like words that we know is taken for them where nothing speaks against it, and somebody looks."""
        words = self.words(field)
        if not words and field is not Field.DECISION:
            return None
        meaning = lexicon.meaning(words)
        if meaning is None or (not meaning.sure and field is not Field.DECISION and denies(words, meaning.by)):
            self._unknown(field, words)
            return None
        if meaning.sure:
            return meaning.code
        open_yet = field is Field.DECISION and ("?" in words or hesitates(words, meaning.by))
        code = UNDECIDED if open_yet else meaning.code
        self._likely(field, words, code)
        return code

    def codes(self, field: Field, lexicon: Lexicon) -> tuple[str, ...]:
        words = ", ".join(line for line in self.joined(field).splitlines() if line)
        found: dict[str, None] = {}
        for part, meaning in lexicon.meanings(words) if words else ():
            if meaning is None:
                self._unknown(field, part)
            elif not meaning.sure and denies(part, meaning.by):
                self.remark(field, f"“{part}” is taken as saying that it is not so.")
            else:
                found[meaning.code] = None
                if not meaning.sure:
                    self._likely(field, part, meaning.code)
        return tuple(found)

    def children(self) -> str:
        words = self.words(Field.CHILDREN)
        count = self._known.count(self.cell(Field.CHILDREN)) if words else None
        if words and count is None:
            self.remark(
                Field.CHILDREN, f"“{words}” isn’t a number of young people that we can read: taken as not sure."
            )
        elif count and count.about:
            self.remark(Field.CHILDREN, f"“{words}” is taken by its highest number.")
        return count.band if count else "not_sure"

    def postcode(self) -> str:
        words = self.words(Field.POSTCODE)
        found = self._known.postcode(words)
        if words and found is None:
            self.remark(Field.POSTCODE, f"“{words}” isn’t a whole postcode: kept with the address.")
        return found or ""

    def address(self) -> str:
        """With what stands for a postcode and is none."""
        part = "" if self._known.postcode(self.words(Field.POSTCODE)) else self.words(Field.POSTCODE)
        return ", ".join(words for words in (self.words(Field.ADDRESS), part) if words)

    def fed_back(self) -> FedBack:
        words = plain(self.words(Field.FED_BACK))
        if words in _NOT_NEEDED:
            return FedBack.NOT_NEEDED
        if words.split(" ")[0] in _YES:
            return FedBack.YES
        return FedBack.NO if words.split(" ")[0] in _NO else FedBack.UNKNOWN

    def own_words(self, days: Mapping[Field, Day | None]) -> tuple[tuple[Field, str], ...]:
        """Of cells that become codes and days, so that nothing that was written there is lost."""
        said = {field: "; ".join(self.joined(field).splitlines()) for field in _KEPT_WORDS}
        told = (field for field in _KEPT_WORDS if field is not Field.RECEIVED or _is_about(days.get(field)))
        return tuple((field, said[field]) for field in told if said[field])

    def _likely(self, field: Field, words: str, code: str) -> None:
        taken = "not decided yet" if code == UNDECIDED else _LABELS[field].label(code)
        self.remark(field, f"“{words}” is taken as “{taken}”. Look whether that is right.")

    def remark(self, field: Field, sentence: str, weight: Weight = Weight.LOOK) -> None:
        self.remarks.append(Remark(self.at(field), field, sentence, weight))

    def _unknown(self, field: Field, words: str) -> None:
        sentence = f"We don’t know what “{words}” stands for. Choose it under “Words of your own”."
        self.remarks.append(Remark(self.at(field), field, sentence, Weight.STOPS, (TABLES[field], plain(words))))

    def at(self, field: Field) -> str:
        columns = self._columns.get(field)
        return address(self.row, columns[0]) if columns else ""


def _is_about(day: Day | None) -> bool:
    return day is None or day.about


def _has_lines(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell.splitlines()) > 1


def _lines(cell: Cell) -> str:
    if not isinstance(cell, str):
        return text_of(cell)
    return "\n".join(" ".join(line.split()) for line in cell.strip().splitlines())
