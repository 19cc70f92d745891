"""The small forms: each verb's own questions. The decision's form stands in `decide_form.py`."""

from __future__ import annotations

# Long: one small form for each verb.
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from uuid import UUID

from commonground.platform.access import Action, Held
from commonground.platform.drafts.service import Kept
from commonground.platform.ids import uuid_of
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.allocation.rules import read_shown, sent
from commonground.tenants.allocation.types import LeadsIt, Proposal, Shown
from commonground.tenants.contexts.colleagues import House, Place, PlaceKey
from commonground.tenants.intake.masking import mask_place
from commonground.tenants.referrals.queries import Holder
from commonground.tenants.referrals.types import QUESTION_LIMIT, REASON_LIMIT, REPLY_LIMIT
from commonground.tenants.referrals.words import ASKED_LABELS
from commonground.tenants.referrals.writing import Teller
from commonground.ui.shell.dates import day
from commonground.ui.shell.forms import (
    Checkboxes,
    Choice,
    Hidden,
    Radios,
    Select,
    Sent,
    TextArea,
    TextField,
    VersionForm,
)
from commonground.ui.shell.i18n import gettext, lazy


@dataclass(frozen=True, slots=True)
class Flagged:
    """Words that somebody should look at again before they are saved. It never blocks: people know more."""

    field: str
    sentence: str
    text: str


def seal_of(texts: Iterable[str]) -> str:
    """What a form carries from the page that showed these words as flagged to the press that leaves them."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


class RecordForm(VersionForm):
    """A form about a record. `version` is that of the record it was filled from, so that nothing is overwritten."""

    looked = Hidden(most=64)
    preview = ""
    """What would leave, where a form shows it before it does."""
    preview_heading = preview_button = done_words = ""
    """What stands above it, on the button below it and once it is done, where that is not what the page always says."""
    beforehand = ""
    """What is to be known before it is done, in a sentence."""
    leads_to = ""
    """Where one goes next, where that is not the record."""

    def questions(self) -> list[str]:
        """Names of what a draft keeps."""
        return [field.name for field in self if field.name not in ("version", "looked")]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """As always; what was typed under an answer that is folded away now is not judged, and not lost either."""
        folded = self.folded()
        valid = super().validate(extra_validators)
        for name in folded:
            self[name].process_formdata(self[name].raw_data or [])
        return valid

    def in_its_line(self) -> list[str]:
        """What else the history's line says of a form that was in order: a second press says the same."""
        return []

    def flagged(self) -> Iterator[Flagged]:
        """Words that somebody should look at again before they are saved."""
        yield from ()

    def second_look(self, flagged: Sequence[Flagged]) -> bool:
        """Whether to go on: nothing was flagged, or the same words were shown as flagged before. Else each is said
        beside its question, and sending the form again says that they may stay."""
        seal = seal_of(each.text for each in flagged)
        if not flagged or self.looked.data == seal:
            return True
        self.looked.data = seal
        self.refuse_all(Problem(each.field, each.sentence) for each in flagged)
        return False

    def refuse_all(self, problems: Iterable[Problem]) -> None:
        """Put each of a service's refusals beside its question; one without a question of its own beside the last."""
        names = self.questions()
        for problem in problems:
            field = self[problem.field if problem.field in names else names[-1]]
            field.errors = [*field.errors, problem.sentence]

    @classmethod
    def kept(cls, draft: Kept, version: int) -> Self:
        """As it was typed then. Where the draft does not know over which version, over the one of now: `version`; such
        a page says itself that the record changed after it."""
        answers = {"version": [str(version)], **draft.answers}
        return cls(Sent((name, value) for name, values in answers.items() for value in values))


class TakeForm(RecordForm):
    """Nothing to ask; but what has been given to somebody else is taken from them by who knows that alone."""

    given_to: UUID | None = None

    def say_whose(self, lead_id: UUID, name: str) -> None:
        self.given_to = lead_id
        self.beforehand = gettext("It has been given to %(name)s. If you take it, they are told.") % {"name": name}

    def second_look(self, flagged: Sequence[Flagged]) -> bool:
        if self.given_to is None:
            return super().second_look(flagged)
        seal = seal_of([str(self.given_to)])
        seen, self.looked.data = self.looked.data == seal, seal
        return seen


class AskForm(RecordForm):
    asked = Radios(
        lazy("Whom do you ask?"),
        tuple(Choice(asked.value, words[0].upper() + words[1:]) for asked, words in ASKED_LABELS.items()),
        required=lazy("Choose whom you ask"),
        size="s",
        small=True,
    )
    of_whom = TextField(
        lazy("Its name, if it has one"),
        hint=lazy("For example Brook Lane School. The clock will say “asked Brook Lane School”"),
        most=100,
        size="s",
    )
    question = TextArea(
        lazy("What do you want to know?"),
        hint=lazy("Say nothing about any child, or whether we knew: whoever told us reads it, if it is them you ask"),
        required=lazy("Write what you want to know"),
        most=QUESTION_LIMIT,
        rows=4,
        size="s",
    )

    def flagged(self) -> Iterator[Flagged]:
        """Whom it is asked stands in the tracker and in what is taken out of it."""
        whom = self.of_whom.data or ""
        if mask_place(whom).spans:
            sentence = gettext("This may be a person’s name. Say which service it is. Save again if it may stay")
            yield Flagged("of_whom", sentence, whom)


class WriteForm(RecordForm):
    """`offer` must have been called: in which language they read it, if there is a way to write to them."""

    words = TextArea(
        lazy("What will they read?"),
        hint=lazy("Say nothing about any child, or whether we knew"),
        required=lazy("Write what they should read"),
        most=REPLY_LIMIT,
        rows=5,
        size="s",
    )
    asks = Checkboxes(
        lazy("Is it a question?"), (Choice("yes", lazy("I ask them something. No clock stops for it")),), size="s",
        small=True,
    )  # fmt: skip
    teller: Teller | None = None

    def offer(self, teller: Teller | None) -> None:
        self.teller = teller
        if teller is None:
            self.words.hint = lazy("There is no way to write to the person who told us")
        elif teller.lang == "cy":
            self.words.hint = lazy("They are answered in Welsh. Say nothing about any child, or whether we knew")


class WordsForm(RecordForm):
    """Something to add, if there is anything."""

    words = TextArea(lazy("What should the next person know?"), most=REASON_LIMIT, rows=4, size="s")


class ResumeForm(RecordForm):
    words = TextArea(lazy("What did you learn?"), hint=lazy("Two sentences at most"), most=REASON_LIMIT, size="s")


class ReasonForm(RecordForm):
    reason = TextArea(
        lazy("Why?"),
        hint=lazy("The next person reads this"),
        required=lazy("Say why, because the next person reads it"),
        most=REASON_LIMIT,
        rows=4,
        size="s",
    )


class ProposedForm(RecordForm):
    """A form in which something may be proposed, by the council's rules or as the context's lead: it brings back what
    it showed."""

    proposed = Hidden(most=100)
    proposal: Proposal | LeadsIt | None = None
    place: Select

    def put_proposal(self, proposal: Proposal | LeadsIt | None) -> None:
        """What is proposed stands first among the choices, and is chosen by nobody but the reader."""
        self.proposal = proposal
        self.proposed.data = sent(proposal)
        if proposal is not None:
            self.place.choices = marked(self.place.choices, proposal)

    @property
    def shown(self) -> Shown | None:
        return read_shown(self.proposed.data or "")


class HolderForm(ProposedForm):
    """With whom it is put. `offer` must have been called: the choices are the council's own teams and people."""

    place = Select(lazy("To whom?"), required=lazy("Choose a team or a person"), empty=lazy("Choose"), size="s")
    house: House
    needs_person: ClassVar[bool] = False
    offered: Sequence[Place] = ()

    def offer(self, house: House, record: Held, action: Action, then: Action) -> None:
        """Those who could do `action`, where somebody could do `then`: work is never put where it would lie."""
        self.house = house
        self.offered = self.among(house.places(action, record, then))
        self.place.choices = place_choices(self.offered, then)

    def among(self, places: Sequence[Place]) -> Sequence[Place]:
        return places

    def holder(self) -> Holder:
        """The team and person that were chosen. Raises `IncompleteError` for a choice that is none of ours."""
        place = PlaceKey.read(self.place.data)
        if place is None or not self.house.has(place):
            raise IncompleteError((Problem("place", gettext("Choose a team or a person")),))
        return Holder(place.team_id, place.person_id)


class ReassignForm(HolderForm):
    reason = TextArea(
        lazy("Why?"),
        hint=lazy("The next person reads this"),
        required=lazy("Say why, because the next person reads it"),
        most=REASON_LIMIT,
        rows=4,
        size="s",
    )


class LeadForm(HolderForm):
    place = Select(lazy("Who will lead it?"), required=lazy("Choose who will lead it"), empty=lazy("Choose"), size="s")
    # Taken out where nothing is proposed.
    place_why = TextField(lazy("If not the team that is proposed: why?"), most=REASON_LIMIT, size="s")
    words = TextArea(lazy("What should they know first?"), most=REASON_LIMIT, rows=3, size="s")
    needs_person = True

    def among(self, places: Sequence[Place]) -> Sequence[Place]:
        """People only: what has been decided waits until somebody leads it."""
        return [place for place in places if place.person is not None]


class ReopenForm(ReasonForm):
    keep = Radios(
        lazy("Who screens it now?"),
        (Choice("me", lazy("I do")), Choice("team", lazy("Nobody yet: put it before the team"))),
        required=lazy("Choose who screens it"),
        size="s",
        small=True,
    )


class RestrictForm(ReasonForm):
    open_to = Radios(
        lazy("Who can open it?"),
        (
            Choice("named", lazy("Only the people named here"), lazy("Nobody else finds it, not even in a number")),
            Choice("everybody", lazy("Everybody whose role and team include it")),
        ),
        required=lazy("Choose who can open it"),
        size="s",
        small=True,
    )
    named = Checkboxes(lazy("Who is named?"), size="s", small=True)
    reads: ClassVar[Action] = Action.READ_REFERRAL

    def offer_people(self, house: House) -> None:
        self.named.choices = [
            Choice(str(each.id), each.name, each.team_names) for each in house.readers(Action.READ_REFERRAL)
        ]

    @property
    def chosen(self) -> frozenset[UUID]:
        return frozenset(UUID(value) for value in self.named.data if uuid_of(value))


def marked(choices: Sequence[Choice], proposal: Proposal | LeadsIt) -> list[Choice]:
    """The one that is proposed first, and said to be."""
    found = [each for each in choices if each.value == str(proposal.place.key)]
    first = [replace(each, label=gettext("%(place)s (proposed)") % {"place": each.label}) for each in found]
    return [*first, *(each for each in choices if each not in found)]


def place_choices(places: Sequence[Place], then: Action = Action.REASSIGN_REFERRAL) -> list[Choice]:
    """“Contextual safeguarding, nobody yet”, then each of its people; who is away says so, and can be chosen. A team in
    which nobody could do `then` with it says that, and can be chosen too."""
    return [Choice(str(place.key), _place_words(place, then)) for place in places]


def _place_words(place: Place, then: Action) -> str:
    words = place.words(gettext("nobody yet"))
    if place.person is None:
        return words if place.goes_on_there else f"{words} ({_nobody_there(then)})"
    if place.person.away_until is None:
        return words
    return gettext("%(place)s, away until %(day)s") % {"place": words, "day": day(place.person.away_until)}


def _nobody_there(then: Action) -> str:
    if then is Action.REASSIGN_REFERRAL:
        return gettext("nobody there can give it a lead")
    return gettext("nobody there can screen it")
