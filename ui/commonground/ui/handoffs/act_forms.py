"""The small forms by which either side answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from commonground.platform.crossings.types import DECLINE_LABELS, WORDS_LIMIT, DeclineReason
from commonground.platform.ids import uuid_of
from commonground.platform.reference import KINDS
from commonground.tenants.contexts.colleagues import PlaceKey
from commonground.tenants.joint.words import look_through
from commonground.ui.contexts.forms import may_be_names
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.shell.forms import Choice, DateParts, Form, Hidden, Radios, Select, TextArea
from commonground.ui.shell.i18n import lazy

NO_NAMES: Final = lazy("The other council reads this. No name, birth date, number or address of anybody")
_NO: Final = "no"


class PlainForm(Form):
    """Nothing to ask: the button says it."""


class SaidForm(RecordForm):
    """Its words are looked through for names before they are sent: whoever may see crossings in either council reads
    them, accepted or not. What names somebody passes in a package alone."""

    def flagged(self) -> Iterator[Flagged]:
        typed = str(self["words"].data or "")
        if words := look_through(typed).maybe:
            yield Flagged("words", may_be_names(words), typed)


class WordsForm(SaidForm):
    """A few words that the other council reads."""

    words = TextArea(
        lazy("What do you tell them?"),
        hint=NO_NAMES,
        required=lazy("Write a few words"),
        most=WORDS_LIMIT,
        rows=4,
        size="s",
    )


class OpenForm(SaidForm):
    """Who opens it. `offer` must have been called."""

    taker = Select(
        lazy("Who will open it?"),
        empty=lazy("Choose a person"),
        hint=lazy("This person and their team see the content. Opening is recorded, and they are told who it is"),
        required=lazy("Choose who opens it"),
        size="s",
    )
    words = TextArea(lazy("Do you want to tell them something?"), hint=NO_NAMES, most=WORDS_LIMIT, rows=3, size="s")

    def offer(self, people: Sequence[tuple[PlaceKey, str]]) -> None:
        self.taker.choices = [Choice(str(key), words) for key, words in people]

    @property
    def chosen(self) -> tuple[UUID, UUID]:
        """Person and team, of a form that is valid."""
        key = PlaceKey.read(self.taker.data)
        if key is None or key.person_id is None:
            raise ValueError
        return key.person_id, key.team_id


class DeclineForm(WordsForm):
    reason = Radios(
        lazy("Why not?"),
        tuple(Choice(reason.value, label) for reason, label in DECLINE_LABELS.items()),
        required=lazy("Choose why not"),
        size="s",
        small=True,
    )
    elsewhere = Select(lazy("Which council could it be?"), empty=lazy("We don’t know"), size="s")

    def offer(self, councils: Sequence[tuple[UUID, str]]) -> None:
        self.elsewhere.choices = [Choice(str(each), name) for each, name in councils]

    @property
    def why(self) -> DeclineReason:
        return DeclineReason(self.reason.data or "")

    @property
    def try_council(self) -> UUID | None:
        return uuid_of(self.elsewhere.data)


class ConferenceForm(WordsForm):
    held_on = DateParts(lazy("When was it held?"), required=lazy("Enter the day on which it was held"), size="s")


class PurgeForm(WordsForm):
    done = Radios(
        lazy("Do you delete the copy here?"),
        (
            Choice(
                "yes",
                lazy("Yes, delete it now"),
                lazy("This copy is gone at once. A referral that was made of it stays, and they read that it does"),
            ),
            Choice(_NO, lazy("No, we must keep it"), lazy("Say on what ground. They read it")),
        ),
        required=lazy("Choose whether you delete it"),
        size="s",
        small=True,
    )

    @property
    def deletes(self) -> bool:
        return self.done.data != _NO


class TakeInForm(Form):
    about = Radios(
        lazy("What is it about here?"),
        tuple(Choice(code, label) for code, label in KINDS.labels()),
        required=lazy("Choose what it is about"),
        size="s",
        small=True,
    )


class SettleForm(Form):
    """The second person's answer."""

    package = Hidden(most=36)
    """Which they saw: another one is another question."""
    answer = Radios(
        lazy("Do you agree that exactly this leaves the council?"),
        (
            Choice("agree", lazy("Yes")),
            Choice("refuse", lazy("No"), lazy("Nothing is sent. Whoever prepared it reads why")),
        ),
        required=lazy("Choose whether you agree"),
        size="s",
        small=True,
    )
    words = TextArea(
        lazy("Why?"),
        hint=lazy("Is it necessary, and as little as possible? The record keeps this"),
        required=lazy("Say why"),
        most=1_000,
        rows=3,
        size="s",
    )
