"""Forms of a joint concern as a whole. All words are looked through for names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from commonground.platform.joint.types import GUEST_DAYS, OUTCOME_LABELS, WORDS_LIMIT
from commonground.platform.partners.types import Organisation, PartnerPerson
from commonground.tenants.joint.words import look_through
from commonground.ui.contexts.forms import may_be_names
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.shell.forms import Choice, Radios, Select, TextArea, TextField
from commonground.ui.shell.i18n import gettext, lazy

NO_NAMES: Final = lazy("No name, birth date, number or address of anybody: who they are passes by a handoff alone")


def called(labels: Mapping[Any, str]) -> tuple[Choice, ...]:
    """Codes as choices under what they are called."""
    return tuple(Choice(code.value, lazy(words)) for code, words in labels.items())


class JointForm(RecordForm):
    """Its words are looked through before they are saved. `places`: answers to “where”."""

    places: ClassVar[Collection[str]] = ()

    def flagged(self) -> Iterator[Flagged]:
        for field in self:
            asked = isinstance(field, TextField) and field.name in self.questions()
            words = look_through(field.data or "", place=field.name in self.places).maybe if asked else ()
            if words:
                yield Flagged(field.name, may_be_names(words), field.data)


class WordsForm(JointForm):
    """Some words, which the others read."""

    words = TextArea(lazy("In a few words"), hint=NO_NAMES, most=WORDS_LIMIT, rows=4, size="s")


class InviteForm(JointForm):
    council = Select(lazy("Which council?"), empty=lazy("Choose"), required=lazy("Choose a council"), size="s")
    words = TextArea(
        lazy("If no agreement allows it: why is it needed all the same?"),
        hint=lazy("Your information-governance lead is told. Never a child’s name"),
        most=WORDS_LIMIT,
        rows=3,
        size="s",
    )


class CouncilForm(JointForm):
    council = Select(lazy("Which council?"), empty=lazy("Choose"), required=lazy("Choose a council"), size="s")


class CloseForm(JointForm):
    outcome = Radios(
        lazy("How is it there now?"),
        called(OUTCOME_LABELS),
        required=lazy("Choose how it is there now"),
        size="s",
        small=True,
    )
    words = TextArea(
        lazy("What came of it?"),
        hint=NO_NAMES,
        required=lazy("Say what came of it"),
        most=WORDS_LIMIT,
        rows=4,
        size="s",
    )
    lessons = TextArea(
        lazy("What was learnt?"),
        hint=NO_NAMES,
        required=lazy("Say what was learnt"),
        most=WORDS_LIMIT,
        rows=4,
        size="s",
    )


class LetInForm(JointForm):
    who = Select(lazy("Which partner?"), empty=lazy("Choose"), required=lazy("Choose whom you let in"), size="s")
    purpose = TextArea(
        lazy("For what do they need it?"),
        hint=lazy("They read this. Never a child’s name"),
        required=lazy("Say for what they need it"),
        most=1_000,
        rows=3,
        size="s",
    )
    days = Select(
        lazy("For how long?"),
        tuple(Choice(str(days), lazy("%(days)s days", days=days)) for days in GUEST_DAYS),
        required=lazy("Choose for how long"),
        default="28",
        size="s",
    )

    def offer(self, partners: Sequence[tuple[Organisation, Sequence[PartnerPerson]]]) -> None:
        self.of_person = {person.id: each.id for each, people in partners for person in people}
        choices = []
        for each, people in partners:
            everybody = gettext("%(name)s, everybody there") % {"name": each.name}
            choices += [Choice(str(each.id), everybody)]
            choices += [Choice(str(person.id), f"{person.name}, {each.name}") for person in people]
        self.who.choices = choices


class ChoosePartForm(RecordForm):
    part = Radios(lazy("Which one?"), required=lazy("Choose one"), size="s", small=True)
