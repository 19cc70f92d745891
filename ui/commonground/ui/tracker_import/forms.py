"""The forms about an earlier tracker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commonground.platform.reference import DECISIONS, HARMS, SOURCES, VENUES
from commonground.tenants.tracker_import.choices import MOST_SERIES, Choices, Waiting
from commonground.tenants.tracker_import.columns import MAY_STAND_TWICE, NEEDED, Field
from commonground.tenants.tracker_import.words import UNDECIDED
from commonground.ui.shell.forms import Checkboxes, Choice, Form, Problem, Sent, TextField, Upload
from commonground.ui.shell.i18n import LazyText, gettext, lazy

ACCEPT: Final = ".xlsx,.xls,.ods,.csv,.txt"
FIELD_LABELS: Final[Mapping[Field, LazyText]] = {
    Field.REFERENCE: lazy("Its own reference"),
    Field.RECEIVED: lazy("Day it came"),
    Field.SOURCE: lazy("From whom it came (source)"),
    Field.REFERRER: lazy("Name of whoever referred it"),
    Field.SUBJECT: lazy("Place, group, school or online space"),
    Field.KIND: lazy("Kind of place"),
    Field.ADDRESS: lazy("Address"),
    Field.POSTCODE: lazy("Postcode"),
    Field.CONCERN: lazy("What was told"),
    Field.HARMS: lazy("Harm"),
    Field.CHILDREN: lazy("How many young people"),
    Field.CHILDREN_REFERENCES: lazy("References of young people"),
    Field.WORKER: lazy("Who has it"),
    Field.DECISION: lazy("Decision"),
    Field.DECIDED: lazy("Day of the decision"),
    Field.FED_BACK: lazy("Whether the referrer was told"),
    Field.COMMENTS: lazy("Comments"),
    Field.NOTHING: lazy("Leave it behind"),
}
MOST_WORD: Final = 200
"""Characters of a word that a council can give a meaning: longer ones are sentences."""
TABLE_LABELS: Final[Mapping[str, LazyText]] = {
    "harm": lazy("Harm"),
    "source": lazy("Source"),
    "venue": lazy("Kind of place"),
    "decision": lazy("Decision"),
}


def codes_of(table: str) -> dict[str, str]:
    """What words of this table can mean, by code."""
    labels = {"harm": HARMS.labels, "source": SOURCES.labels, "venue": VENUES.labels, "decision": DECISIONS.labels}
    found = dict(labels[table]())
    return found | ({UNDECIDED: gettext("Nothing is decided yet")} if table == "decision" else {})


class FileForm(Form):
    file = Upload(
        lazy("Choose the file of your tracker"),
        hint=lazy("Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, up to 10 MB and 20,000 rows. Its name is not kept"),
        accept=ACCEPT,
        size="s",
    )


class ColumnsForm(Form):
    """What each column is, and what the council's own words mean. Columns are named `c-` and their place, words `w-`,
    their table and themselves: each file has others, so that they are no fields of the form."""

    series = TextField(
        lazy("Does another tracker of yours use the same numbers? Name this one"),
        hint=lazy("For example: 2024. Leave it empty if each number stands in one tracker alone"),
        most=MOST_SERIES,
        width=20,
        size="s",
    )

    def __init__(self, sent: Sent | None = None, start: Mapping[str, str] | None = None) -> None:
        super().__init__(sent, start)
        self.wrong: dict[str, str] = {}
        self._sent = sent

    def chosen(self, waiting: Waiting) -> Choices:
        """The choices as they were sent; what is not there stays as it was."""
        columns = {place: self._field(place, field) for place, field in waiting.choices.columns.items()}
        return Choices(
            sheet=waiting.choices.sheet,
            header=waiting.choices.header,
            columns=columns,
            series=(self.series.data or "").strip(),
            told=waiting.choices.told,
        )

    def _field(self, place: int, before: Field) -> Field:
        sent = next(iter(self._sent.getlist(f"c-{place}")), "") if self._sent else ""
        return Field(sent) if sent in set(Field) else before

    def words(self) -> dict[str, dict[str, str]]:
        """What was said of words, by table; only codes that there are, and only words that a cell can ask about."""
        found: dict[str, dict[str, str]] = {}
        for name in self._sent or ():
            table, _, words = str(name).removeprefix("w-").partition("-")
            if str(name).startswith("w-") and table in TABLE_LABELS and self._sent:
                code = next(iter(self._sent.getlist(name)), "")
                if code in codes_of(table) and len(words) <= MOST_WORD and "\x00" not in words:
                    found.setdefault(table, {})[words] = code
        return found

    def check(self, choices: Choices) -> bool:
        """Whether the columns can be read so; else each wrong one says why."""
        taken: dict[Field, int] = {}
        for place, field in sorted(choices.columns.items()):
            if field not in MAY_STAND_TWICE and taken.setdefault(field, place) != place:
                said = gettext("Another column is “%(what)s” already: choose which of them is")
                self.wrong[f"c-{place}"] = said % {"what": FIELD_LABELS[field]}
        for field in NEEDED:
            if field not in choices.columns.values():
                self.form_errors = [
                    *self.form_errors, gettext("Say which column is “%(what)s”") % {"what": FIELD_LABELS[field]}
                ]  # fmt: skip  # one more
        self.form_errors = [*self.form_errors, *self.wrong.values()]
        return not self.errors

    @property
    def problems(self) -> list[Problem]:
        places = {sentence: name for name, sentence in self.wrong.items()}
        return [
            Problem(each.message, f"#{places[each.message]}") if each.message in places else each
            for each in super().problems
        ]


class BringForm(Form):
    leave_out = Checkboxes(
        lazy("Rows that can’t be read"),
        [Choice("yes", lazy("Leave them out, and bring in all others. I have the copy that names them"))],
        size="s",
        small=True,
    )
