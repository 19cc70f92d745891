"""Forms about what stands around a context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid_of
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.contexts.merged import Part
from commonground.tenants.contexts.types import Match
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.referrals.types import REASON_LIMIT
from commonground.ui.contexts.forms import may_be_names
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.shell.dates import day
from commonground.ui.shell.forms import Choice, Radios, TextArea, TextField
from commonground.ui.shell.i18n import gettext, lazy

ANOTHER = "another"


def why() -> TextArea:
    """The last question: what it is asked about stands above it."""
    return TextArea(
        lazy("Why?"),
        hint=lazy("The next person reads this"),
        required=lazy("Say why, because the next person reads it"),
        most=REASON_LIMIT,
        rows=4,
        size="s",
    )


class MergeForm(RecordForm):
    """`offer` must have been called: the likeliest stand there to be chosen, any other is named by its reference."""

    into = Radios(lazy("Which one stays?"), required=lazy("Choose the one that stays"), size="s", small=True)
    reference = TextField(
        lazy("Its reference"), hint=lazy("Like CX-7K3F-29M. It stands beside its name"), most=20, width=10, size="s"
    )
    reason = why()

    def offer(self, likely: Sequence[tuple[Match, str]]) -> None:
        choices = [Choice(match.reference, name, f"{match.reference}. {match.reason}") for match, name in likely]
        self.into.choices = [*choices, Choice(ANOTHER, gettext("Another one"), reveals="reference")]

    @property
    def chosen(self) -> str:
        """Raises `IncompleteError`."""
        if self.into.data != ANOTHER:
            return self.into.data or ""
        if not self.reference.data:
            raise IncompleteError((Problem("reference", gettext("Write the reference of the one that stays")),))
        return self.reference.data

    def flagged(self) -> Iterator[Flagged]:
        yield from _names_in(self)


class TakeApartForm(RecordForm):
    """`offer` must have been called: what has gone into the record."""

    part = Radios(lazy("Which one stands by itself again?"), required=lazy("Choose one"), size="s", small=True)
    reason = why()

    def offer(self, parts: Sequence[Part]) -> None:
        since = gettext("%(reference)s, put together on %(day)s")
        self.part.choices = [
            Choice(str(each.merge_id), each.name, since % {"reference": each.reference, "day": day(each.at)})
            for each in parts
            if each.undone_at is None
        ]

    @property
    def chosen(self) -> UUID:
        chosen = uuid_of(self.part.data)
        if chosen is None:
            raise NotFoundHereError
        return chosen

    def flagged(self) -> Iterator[Flagged]:
        yield from _names_in(self)


def _names_in(form: MergeForm | TakeApartForm) -> Iterator[Flagged]:
    typed = form.reason.data or ""
    if words := mask_names(typed).hidden_words(typed):
        yield Flagged("reason", may_be_names(words), typed)
