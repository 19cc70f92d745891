"""Forms about neighbours, children and person links of a context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid_of
from commonground.platform.reference import AGE_BANDS, CHILD_BANDS, NOT_SAID, SOURCES
from commonground.tenants.around.queries import Linked, Relation
from commonground.tenants.around.rules import BelievedInput, PersonInput
from commonground.tenants.around.types import (
    CASE_REFERENCE_LIMIT,
    ROLE_LABELS,
    SAID_FROM,
    WORDS_LIMIT,
)
from commonground.tenants.intake.masking import mask_names
from commonground.ui.around.forms import why
from commonground.ui.contexts.forms import NO_NAMES, may_be_names
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.shell.dates import day
from commonground.ui.shell.forms import Choice, DateParts, Radios, Select, TextArea, TextField, coded
from commonground.ui.shell.i18n import gettext, lazy

KEEP, END = "keep", "end"


class RelateForm(RecordForm):
    kind = Radios(
        lazy("How do they stand to one another?"),
        tuple(Choice(kind.value, lazy(words)) for kind, words in SAID_FROM.items()),
        required=lazy("Choose how they stand to one another"),
        size="s",
        small=True,
    )
    reference = TextField(
        lazy("Reference of the other one"),
        hint=lazy("Like CX-7K3F-29M. It stands beside its name"),
        required=lazy("Write the reference of the other one"),
        most=20,
        width=10,
        size="s",
    )


class UnrelateForm(RecordForm):
    """`offer` must have been called: the neighbours that the reader may open."""

    relation = Radios(lazy("Which one is not so?"), required=lazy("Choose one"), size="s", small=True)

    def offer(self, relations: Sequence[Relation]) -> None:
        self.relation.choices = [
            Choice(str(each.id), f"{gettext(each.words)} {each.name}", each.reference) for each in relations
        ]

    @property
    def chosen(self) -> UUID:
        return _id(self.relation.data)


class ChildrenForm(RecordForm):
    band = Radios(
        lazy("How many children are believed affected?"),
        coded(CHILD_BANDS.label, CHILD_BANDS.codes),
        required=lazy("Choose how many"),
        size="s",
        small=True,
    )
    age_band = Select(
        lazy("How old most of them are"), coded(AGE_BANDS.label, AGE_BANDS.codes), empty=lazy("Not said"), size="s"
    )
    source = Select(
        lazy("Who says so?"),
        coded(SOURCES.label, [code for code in SOURCES.codes if code != NOT_SAID]),
        required=lazy("Choose who says so"),
        empty=lazy("Choose"),
        size="s",
    )
    believed_on = DateParts(lazy("On which day was this believed?"), required=lazy("Type the day"), size="s")
    words = TextArea(lazy("How is it known?"), hint=NO_NAMES, most=WORDS_LIMIT, rows=3, size="s")

    def typed(self) -> BelievedInput:
        return BelievedInput(
            band=self.band.data or "",
            age_band=self.age_band.data or "",
            source=self.source.data or "",
            believed_on=self.believed_on.data,
            words=self.words.data or "",
        )

    def flagged(self) -> Iterator[Flagged]:
        yield from names_in("words", self.words.data or "")


class PersonForm(RecordForm):
    case_reference = TextField(
        lazy("Reference in your case system"),
        hint=lazy("Never a name. Whoever may see the child’s record finds it there by this"),
        required=lazy("Write the reference from your case system"),
        most=CASE_REFERENCE_LIMIT,
        width=20,
        size="s",
    )
    role = Radios(
        lazy("Why are they linked?"),
        tuple(Choice(role.value, lazy(words)) for role, words in ROLE_LABELS.items()),
        required=lazy("Choose why they are linked"),
        size="s",
        small=True,
    )
    reason = TextArea(
        lazy("What is the link needed for?"),
        hint=NO_NAMES,
        required=lazy("Say what it is needed for"),
        most=WORDS_LIMIT,
        rows=3,
        size="s",
    )
    review_on = DateParts(
        lazy("When is it looked at again?"),
        hint=lazy("Within half a year"),
        required=lazy("Type the day"),
        size="s",
    )

    def typed(self) -> PersonInput:
        return PersonInput(
            case_reference=self.case_reference.data or "",
            role=self.role.data or "",
            reason=self.reason.data or "",
            review_on=self.review_on.data,
        )

    def flagged(self) -> Iterator[Flagged]:
        yield from names_in("reason", self.reason.data or "")


class ReviewPersonForm(RecordForm):
    """`offer` must have been called: the context's links that stand."""

    link = Radios(lazy("Which link?"), required=lazy("Choose a link"), size="s", small=True)
    what = Radios(
        lazy("What happens to it?"),
        (
            Choice(KEEP, lazy("It is still needed"), reveals="review_on"),
            Choice(END, lazy("It ends"), lazy("It stays in the history")),
        ),
        required=lazy("Choose what happens to it"),
        size="s",
        small=True,
    )
    review_on = DateParts(lazy("When is it looked at again?"), hint=lazy("Within half a year"), size="s")
    reason = why()

    def offer(self, links: Sequence[Linked]) -> None:
        until = gettext("to be looked at on %(day)s")
        standing: dict[str, Linked] = {}
        for each in links:
            if each.ended_at is None:  # of one reference, the first to be looked at stands for all
                standing.setdefault(each.case_reference, each)
        self.link.choices = [
            Choice(str(each.id), each.case_reference, until % {"day": day(each.review_on)})
            for each in standing.values()
        ]

    @property
    def chosen(self) -> UUID:
        return _id(self.link.data)

    def flagged(self) -> Iterator[Flagged]:
        yield from names_in("reason", self.reason.data or "")


def _id(typed: str | None) -> UUID:
    """Raises `NotFoundHereError`."""
    chosen = uuid_of(typed)
    if chosen is None:
        raise NotFoundHereError
    return chosen


def names_in(field: str, typed: str) -> Iterator[Flagged]:
    """Words that may be somebody's name, to be looked at again."""
    if words := mask_names(typed).hidden_words(typed):
        yield Flagged(field, may_be_names(words), typed)
