"""What is shown of a file's columns and of its own words, while somebody says what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from commonground.tenants.tracker_import.choices import Waiting
from commonground.tenants.tracker_import.columns import Header
from commonground.tenants.tracker_import.header_row import LOOKED_AT
from commonground.tenants.tracker_import.plan import Plan
from commonground.tenants.tracker_import.sheets import Cell, is_empty, text_of
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.tracker_import.forms import FIELD_LABELS, MOST_WORD, TABLE_LABELS, ColumnsForm, codes_of

MOST_WORDS: Final = 40
_EXAMPLES, _LONGEST = 3, 60
Options = tuple[tuple[str, str], ...]
Unknown = Counter[tuple[str, str]]
"""How often a word stands there, by its table and itself."""


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column: its words, what stands in it first, and what it is taken for; `wrong` says why it can't be that."""

    id: str
    words: str
    examples: str
    chosen: str
    sure: bool
    wrong: str


@dataclass(frozen=True, slots=True)
class WordLine:
    """A word of the council's own of which nobody has said yet what it means; `chosen` is what somebody is about to
    say, on a page that comes back with an error."""

    id: str
    words: str
    table: str
    times: str
    choices: Options
    chosen: str


@dataclass(frozen=True, slots=True)
class ColumnsView:
    """`headers` are the rows that may hold the headings, each by its number as people count it. `sheets` are those in
    which anything stands, by their number from nought; `several`: more than one of them may be the tracker."""

    href: str
    sheet: str
    number: int
    sheets: tuple[tuple[int, str], ...]
    several: bool
    header: int
    headers: tuple[tuple[int, str], ...]
    columns: tuple[ColumnLine, ...]
    fields: Options
    words: tuple[WordLine, ...]
    more_words: int
    long_words: int


def columns_view(key: UUID, waiting: Waiting, columns: Sequence[Header], plan: Plan, form: ColumnsForm) -> ColumnsView:
    sheet, choices = waiting.workbook.sheets[waiting.choices.sheet], waiting.choices
    href, unknown = f"/tracker/import/{key}", plan.unknown()
    short = Counter({asked: times for asked, times in unknown.items() if len(asked[1]) <= MOST_WORD})
    words = tuple(_words(short, form.words()))
    return ColumnsView(
        href=href,
        sheet=sheet.name,
        number=choices.sheet,
        sheets=tuple(_sheets(waiting, dict(plan.not_read))),
        several=bool(plan.not_read),
        header=choices.header + 1,
        headers=tuple(_headers(sheet.rows)),
        columns=tuple(_column(waiting, each, form.wrong) for each in columns),
        fields=tuple((field.value, str(label)) for field, label in FIELD_LABELS.items()),
        words=words,
        more_words=max(0, len(short) - len(words)),
        long_words=len(unknown) - len(short),
    )


def _sheets(waiting: Waiting, likely: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Each with what speaks for it: `likely` ones have so many rows below a header."""
    for number, sheet in enumerate(waiting.workbook.sheets):
        if number == waiting.choices.sheet:
            yield number, gettext("%(name)s, which is read now") % {"name": sheet.name}
        elif sheet.name in likely:
            rows = ngettext("%(n)s row", "%(n)s rows", likely[sheet.name]) % {"n": f"{likely[sheet.name]:,}"}
            yield number, f"{sheet.name}, {rows}"
        elif sheet.rows:
            hidden, other = gettext("%(name)s, hidden in the file"), gettext("%(name)s, which looks like no tracker")
            yield number, (hidden if sheet.hidden else other) % {"name": sheet.name}


def _headers(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(rows[:LOOKED_AT], 1):
        if words := ", ".join(text_of(cell) for cell in row if not is_empty(cell)):
            said = gettext("Row %(row)s: %(words)s")
            yield number, said % {"row": number, "words": words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"}


def _column(waiting: Waiting, column: Header, wrong: Mapping[str, str]) -> ColumnLine:
    name = f"c-{column.column}"
    words = column.words or gettext("Column %(n)s, without a heading") % {"n": column.column + 1}
    examples = ", ".join(_examples(waiting, column.column))
    return ColumnLine(name, words, examples, column.field.value, column.sure, wrong.get(name, ""))


def _examples(waiting: Waiting, column: int) -> Iterator[str]:
    below = waiting.workbook.sheets[waiting.choices.sheet].rows[waiting.choices.header + 1 :]
    found = dict.fromkeys(text_of(row[column])[:_LONGEST] for row in below[:200] if not is_empty(row[column]))
    return iter(list(found)[:_EXAMPLES])


def _words(unknown: Unknown, said: Mapping[str, Mapping[str, str]]) -> Iterator[WordLine]:
    """What somebody is saying first, whether its rows can be counted now or not; then what is asked most often."""
    chosen = {(table, words): code for table, meanings in said.items() for words, code in meanings.items()}
    asked = dict.fromkeys([*chosen, *(each for each, _ in unknown.most_common())])
    for table, words in list(asked)[: max(MOST_WORDS, len(chosen))]:
        yield _word(table, words, unknown[table, words], chosen.get((table, words), ""))


def _word(table: str, words: str, times: int, chosen: str) -> WordLine:
    choices = (("", gettext("Choose")), *codes_of(table).items())
    said = ngettext("%(n)s row", "%(n)s rows", times) % {"n": times} if times else ""
    return WordLine(f"w-{table}-{words}", words, str(TABLE_LABELS[table]), said, choices, chosen)
