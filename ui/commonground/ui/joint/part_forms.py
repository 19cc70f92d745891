"""Forms of one part of a joint concern: what it says, and who will see it, which is asked before it is added."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Final
from uuid import UUID

from commonground.platform.files.kinds import SORTS
from commonground.platform.ids import uuid_of
from commonground.platform.joint.rules import MOST_SLOTS, slots
from commonground.platform.joint.types import SHORT_LIMIT, WORDS_LIMIT, Guest, NewPart, PartKind, Party
from commonground.platform.reference import AGE_BANDS, AGENCIES, CHILD_BANDS, HARMS, SEVERITIES
from commonground.tenants.attachments.types import Attached
from commonground.ui.attachments.views import size_words
from commonground.ui.contexts.forms import may_be_names
from commonground.ui.joint.forms import NO_NAMES, JointForm
from commonground.ui.joint.side_forms import keep_choices
from commonground.ui.referrals.forms import Flagged
from commonground.ui.shell.dates import day
from commonground.ui.shell.forms import Checkboxes, Choice, DateParts, Radios, Select, TextArea, TextField, coded
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.masks import read_masks

DESCRIBED: Final = "described"
"""No file goes along."""


def _reason() -> TextArea:
    return TextArea(
        lazy("Where no agreement allows it: why do they need to see it all the same?"),
        hint=lazy("They read this, and your information-governance lead is told. Never a child’s name"),
        most=WORDS_LIMIT,
        rows=3,
        size="s",
    )


class SeenForm(JointForm):
    """Says who sees a part. Why is asked where somebody may be chosen with whom there is no agreement."""

    councils: Checkboxes
    guests: Checkboxes
    reason: TextArea

    def offer_seen(self, others: Sequence[Party], guests: Sequence[Guest]) -> None:
        with_reason = {each.council_id for each in others if not each.sees}
        self.councils.choices = [Choice(str(each.council_id), each.council, _hint(each)) for each in others]
        if "guests" in self:
            invited = gettext("invited by %(council)s")
            self.guests.choices = [
                Choice(str(each.id), each.label, invited % {"council": each.council}) for each in guests
            ]
        if "reason" in self and not with_reason:
            del self["reason"]

    @property
    def why(self) -> str:
        return str(self.reason.data or "") if "reason" in self else ""


def _hint(party: Party) -> str:
    if party.sees:
        return party.coordinator
    return gettext("%(name)s. No agreement with them: say why below") % {"name": party.coordinator}


class PartForm(SeenForm):
    """One part. `fit` leaves the questions of its kind; `offer` puts in who can see it."""

    places: ClassVar[Collection[str]] = ("where",)
    words = TextArea(lazy("What do you know?"), hint=NO_NAMES, most=WORDS_LIMIT, rows=5, size="s")
    where = TextField(lazy("Where?"), hint=lazy("As people call it. No house, no whole postcode"), most=200, size="s")
    harms = Checkboxes(lazy("Which harms?"), coded(HARMS.label, HARMS.codes), size="s", small=True)
    weight = Radios(
        lazy("How much does it weigh, as your council sees it?"),
        coded(SEVERITIES.label, SEVERITIES.codes),
        size="s",
        small=True,
    )
    band = Select(
        lazy("How many young people of your council’s?"),
        coded(CHILD_BANDS.label, CHILD_BANDS.codes),
        empty=lazy("Choose"),
        size="s",
    )
    ages = Checkboxes(lazy("How old are they?"), coded(AGE_BANDS.label, AGE_BANDS.codes), size="s", small=True)
    slots = Select(
        lazy("Do you want to tell them apart, without names?"),
        tuple(
            Choice(str(n), lazy("As %(letters)s", letters=f"A to {slots(n)[-1]}" if n > 1 else "A"))
            for n in range(1, MOST_SLOTS + 1)
        ),
        hint=lazy("Each letter is one young person. Who it is, only your council knows"),
        empty=lazy("No"),
        size="s",
    )
    file = Radios(
        lazy("Does a file of your context go along?"),
        hint=lazy("Its name stays with you: it may be somebody’s. The others see its kind and how large it is"),
        default=DESCRIBED,
        size="s",
        small=True,
    )
    nobody = Checkboxes(
        lazy("Before others can open a file"),
        (Choice("read", lazy("Somebody of ours has read all of it: nobody can be known by it")),),
        size="s",
        small=True,
    )
    due_on = DateParts(lazy("By which day?"), size="s")
    doer = Select(lazy("Which council does it?"), empty=lazy("Ours"), size="s")
    organisation = TextField(
        lazy("Which organisation there?"),
        hint=lazy("A service or an organisation, never somebody’s name"),
        most=SHORT_LIMIT,
        size="s",
    )
    councils = Checkboxes(
        lazy("Which councils will see it?"), hint=lazy("Those ticked, and no other. You can change it later"), size="s",
        small=True,
    )  # fmt: skip  # one question
    guests = Checkboxes(
        lazy("Which partners will see it?"), hint=lazy("Those ticked, and no other"), size="s", small=True
    )
    reason = _reason()
    keep = Select(
        lazy("For how long?"),
        hint=lazy("Then it is taken back by itself"),
        required=lazy("Choose for how long"),
        size="s",
    )
    asks: ClassVar[Mapping[PartKind, tuple[str, ...]]] = {
        PartKind.TEXT: ("words",),
        PartKind.PLACE: ("where", "words"),
        PartKind.TIME_PATTERN: ("words",),
        PartKind.HARM: ("harms", "words"),
        PartKind.WEIGHTING: ("weight", "words"),
        PartKind.COUNT: ("band", "ages", "slots", "words"),
        PartKind.DOCUMENT: ("words", "file", "nobody"),
        PartKind.ACTION: ("words", "due_on", "doer", "organisation"),
        PartKind.MEETING: ("words", "due_on"),
        PartKind.MESSAGE: ("words",),
    }
    kind: PartKind = PartKind.TEXT
    files: Mapping[UUID, Attached] = MappingProxyType({})
    in_file: tuple[str, ...] = ()
    """What may be names in the file that goes along."""

    def fit(self, kind: PartKind) -> None:
        self.kind = kind
        kept = {*self.asks[kind], "councils", "reason", "keep", "looked", "version"}
        if kind is not PartKind.MESSAGE:
            kept.add("guests")
        for name in [field.name for field in self if field.name not in kept]:
            del self[name]

    def offer(self, others: Sequence[Party], guests: Sequence[Guest], most: int) -> None:
        self.offer_seen(others, guests)
        self.keep.choices = keep_choices(most)
        if "doer" in self:
            self.doer.choices = [Choice(str(each.council_id), each.council) for each in others]

    def offer_files(self, files: Sequence[Attached]) -> None:
        """Of the council's own context, under what its own people read: nobody else does."""
        self.files = {each.id: each for each in files}
        if not files:
            del self["file"], self["nobody"]
            self.beforehand = gettext("No file of a context of yours can go along, so the document is described only.")
            return
        none = Choice(DESCRIBED, gettext("None: it is described only"))
        self.file.choices = [none, *(Choice(str(each.id), each.shown_name, _about(each)) for each in files)]

    def chosen_file(self) -> UUID | None:
        return uuid_of(self._said("file"))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid = super().validate(extra_validators)
        if self.chosen_file() is None or self.nobody.data:
            return valid
        self.nobody.refuse(gettext("Tick this once somebody of your council has read all of the file"))
        return False

    def flagged(self) -> Iterator[Flagged]:
        yield from super().flagged()
        if self.in_file:
            yield Flagged("file", may_be_names(self.in_file), f"{self.chosen_file()} {', '.join(self.in_file)}")

    def typed(self) -> NewPart:
        """Of a form that is valid."""
        words = "\n\n".join(part for part in (self._said("where"), self._said("words")) if part)
        return NewPart(
            kind=self.kind,
            words=words,
            codes=tuple(self._codes()),
            councils=chosen_ids(self.councils),
            guests=chosen_ids(self.guests) if "guests" in self else (),
            due_on=self.due_on.data if "due_on" in self else None,
            doer_id=uuid_of(self._said("doer")) if self._said("doer") else None,
            doer=self._said("organisation"),
            keep_days=int(self.keep.data or 0),
        )

    def _said(self, name: str) -> str:
        return str(self[name].data or "") if name in self else ""

    def _codes(self) -> Iterator[str]:
        if "harms" in self:
            yield from self.harms.data
        if self._said("weight"):
            yield self._said("weight")
        if self._said("band"):
            yield f"band:{self._said('band')}"
        if "ages" in self:
            yield from (f"age:{each}" for each in self.ages.data)
        if self._said("slots"):
            yield f"slots:{self._said('slots')}"


def _about(file: Attached) -> str:
    said = f"{gettext(SORTS[file.kind].words)}, {size_words(file.size)}, {day(file.added_at)}"
    return f"{said}. {about}" if (about := read_masks(file.shown_about)) else said


class ShowForm(SeenForm):
    councils = Checkboxes(lazy("Which councils see it?"), size="s", small=True)
    guests = Checkboxes(lazy("Which partners see it?"), size="s", small=True)
    reason = _reason()


class MinutesForm(JointForm):
    agencies = Checkboxes(
        lazy("Which agencies were there?"), coded(AGENCIES.label, AGENCIES.codes), size="s", small=True
    )
    people = TextField(lazy("How many people in all?"), most=2, width=2, size="s")
    words = TextArea(
        lazy("The minutes"),
        hint=lazy("What was said and agreed, without names. A second person of your council looks through them first"),
        required=lazy("Write the minutes"),
        most=WORDS_LIMIT,
        rows=10,
        size="s",
    )

    def fill(self, attendance: Collection[str], words: str) -> None:
        """With minutes as they were written before."""
        self.agencies.data = [each for each in attendance if each in AGENCIES]
        self.people.data = next((each.partition(":")[2] for each in attendance if each.startswith("people:")), "")
        self.words.data = words


class CheckForm(JointForm):
    answer = Radios(
        lazy("Is there nobody’s name in them?"),
        (
            Choice("publish", lazy("Nobody can be known by them"), lazy("The others read them at once")),
            Choice("return", lazy("Something must be changed"), lazy("Whoever wrote them reads why")),
        ),
        required=lazy("Choose whether they can be read by the others"),
        size="s",
        small=True,
    )
    words = TextArea(lazy("What must be changed?"), most=WORDS_LIMIT, rows=3, size="s")


def chosen_ids(field: Checkboxes) -> tuple[UUID, ...]:
    return tuple(found for each in field.data if (found := uuid_of(each)) is not None)
