"""The forms by which words of an earlier tracker are cleared of names: of one row, or of several on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from commonground.platform.references import ReferenceKind, parse_reference
from commonground.tenants.tracker_import.clearing import (
    AT_ONCE,
    CLEARED,
    MOST,
    Uncleared,
    masked_words,
    suggested,
    version_of,
)
from commonground.tenants.tracker_import.models import ImportedRow
from commonground.ui.shell.forms import Checkboxes, Choice, Form, Hidden, Problem, Sent, TextArea, TextField
from commonground.ui.shell.i18n import gettext, lazy

MOST_WHERE: Final = 400
ROW: Final = "row"
"""Under which the references of the rows on the page are sent."""


class ClearForm(Form):
    """Each text as it will be shown. Only those that the row has are asked."""

    version = Hidden(most=64)
    where_said = TextField(
        lazy("Where it is, or which group"), most=MOST_WHERE, required=lazy("Say which place or group it is")
    )
    address = TextField(lazy("Address"), most=MOST_WHERE)
    what_said = TextArea(lazy("What was told"), most=MOST, rows=6, count=False)
    comments = TextArea(lazy("Comments"), most=MOST, rows=4, count=False)
    tracker_words = TextArea(lazy("Other cells"), most=MOST, rows=4, count=False)

    @classmethod
    def fresh(cls, said: ImportedRow, **options: Any) -> ClearForm:
        return cls(None, {**suggested(said), "version": version_of(said)}, **options)

    def asked(self, there: Mapping[str, str]) -> tuple[str, ...]:
        """The names of the questions about texts that there are."""
        return tuple(column for column in CLEARED if column in there and column in self)

    def words(self, there: Mapping[str, str]) -> dict[str, str]:
        return {column: self[column].data or "" for column in self.asked(there)}

    @property
    def seen_version(self) -> str:
        return self.version.data or ""

    def over(self, said: ImportedRow) -> None:
        """From here on it is over what stands now."""
        self.version.data = version_of(said)


class RowForm(ClearForm):
    """One row of several. What is not ticked stays as it is."""

    ready = Checkboxes(lazy("Is it ready?"), [Choice("yes", lazy("Show these words"))], size="s", small=True)
    each: Uncleared

    @classmethod
    def of(cls, each: Uncleared, sent: Sent | None) -> RowForm:
        """Each row's questions bear its reference. What was not sent is as we suggest it."""
        prefix = f"{each.row.reference}-"
        was_sent = sent is not None and f"{prefix}where_said" in sent
        start = {**suggested(each.said), "version": version_of(each.said)}
        form = cls(sent, None, prefix=prefix) if was_sent else cls(None, start, prefix=prefix)
        form.each = each
        form.ready.text = gettext("Is row %(row)s ready?") % {"row": each.said.row_number}
        return form

    @property
    def is_ready(self) -> bool:
        return "yes" in self.ready.data

    @property
    def is_over(self) -> bool:
        """Whether somebody else cleared it since the page was shown."""
        return self.seen_version != version_of(self.each.said)

    def is_typed_in(self) -> bool:
        """Whether its words are others than we suggested."""
        there = masked_words(self.each.said)
        return any(_plain(words) != _plain(there[column]) for column, words in self.words(there).items())

    def typed(self) -> dict[str, str]:
        return self.words(masked_words(self.each.said))


def _plain(words: str) -> str:
    return "\n".join(line.strip() for line in words.strip().splitlines())


class SeveralForm(Form):
    """A page of rows, each with questions of its own. Those that are ticked are cleared, all of them or none."""

    rows: Sequence[RowForm] = ()

    @classmethod
    def over(cls, found: Iterable[Uncleared], sent: Sent | None = None) -> SeveralForm:
        form = cls()
        form.rows = [RowForm.of(each, sent) for each in found]
        return form

    @property
    def ready(self) -> list[RowForm]:
        return [row for row in self.rows if row.is_ready]

    def check(self) -> bool:
        """Whether all that is ticked can be cleared, and nothing that was typed would be lost."""
        for row in self.rows:
            if row.is_ready:
                row.validate()
            elif row.is_typed_in():
                row.ready.refuse(
                    gettext("You changed the words of row %(row)s. Tick it too, or put them back")
                    % {"row": row.each.said.row_number}
                )
        if not self.ready:
            self.form_errors = [*self.form_errors, gettext("Tick the rows that are ready")]
        return not self.errors

    def meanwhile(self, asked: Sequence[str]) -> bool:
        """Whether others were at it since the page was shown; then the form says so and is over what stands now.
        `asked`: the references that were sent."""
        over = [row for row in self.rows if row.is_over and (row.is_ready or row.is_typed_in())]
        for row in over:
            row.over(row.each.said)
            said = gettext("Somebody cleared row %(row)s meanwhile. Compare, then save again")
            row.ready.refuse(said % {"row": row.each.said.row_number})
        if len(self.rows) < len(set(asked)):
            said = gettext("Some of these rows can’t be cleared from here any more. Nothing was saved")
            self.form_errors = [*self.form_errors, said]
        return bool(self.errors)

    @property
    def errors(self) -> dict[str, Any]:
        own: dict[str, Any] = {"": self.form_errors} if self.form_errors else {}
        return own | {row.each.row.reference: row.errors for row in self.rows if row.errors}

    @property
    def problems(self) -> list[Problem]:
        return [*super().problems, *(problem for row in self.rows for problem in row.problems)]


def left_out(form: SeveralForm, sent: Sent, asked: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of rows that were sent and are not on the page any more, the reference and the sender's own words."""
    there = {row.each.row.reference for row in form.rows}
    for reference in (each for each in asked[:AT_ONCE] if each not in there):
        texts = (text for column in CLEARED for text in sent.getlist(f"{reference}-{column}"))
        if words := tuple(text for text in texts if text.strip()):
            yield reference, words


def rows_sent(sent: Sent) -> list[str]:
    """References of referrals; what else was sent names none."""
    known = (parse_reference(each, kind=ReferenceKind.REFERRAL) for each in sent.getlist(ROW))
    return list(dict.fromkeys(each for each in known if each))


def originals(form: ClearForm, said: ImportedRow) -> Iterator[tuple[str, str]]:
    """Each question's name with the words as they stood."""
    yield from ((column, str(getattr(said, column))) for column in form.asked(masked_words(said)))
