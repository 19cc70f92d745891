"""Forms about agreements between councils."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from commonground.platform.access import ROLES, Actor, Role
from commonground.platform.agreements.types import (
    JOB_LIMIT,
    NAME_LIMIT,
    WORDS_LIMIT,
    AgreementInput,
    AgreementView,
)
from commonground.platform.crossings.types import KIND_LABELS, VERB_LABELS
from commonground.platform.ids import uuid_of
from commonground.ui.shell.forms import Checkboxes, Choice, DateParts, Form, TextArea, TextField
from commonground.ui.shell.i18n import lazy


def job_of(actor: Actor) -> str:
    """What stands under somebody's name unless they say otherwise."""
    keeps = (Role.IG_LEAD, Role.COUNCIL_ADMIN)
    return next((ROLES[role].name for role in keeps if role in actor.roles), "")


def _job() -> TextField:
    return TextField(
        lazy("As what do you sign?"),
        hint=lazy("Your job or office. It stands under your name, and the other councils read it"),
        required=lazy("Say as what you sign: your job or office"),
        most=JOB_LIMIT,
        size="s",
    )


class AgreementForm(Form):
    """`offer` must have been called: the choices are the other councils."""

    name = TextField(
        lazy("What is the agreement called?"),
        required=lazy("Say how the agreement is called"),
        most=NAME_LIMIT,
        size="s",
    )
    region = TextField(
        lazy("For which region?"),
        hint=lazy("Leave it empty if it is for two councils alone"),
        most=NAME_LIMIT,
        size="s",
    )
    councils = Checkboxes(
        lazy("With which councils?"),
        hint=lazy("It is in force between any two of them that have signed"),
        required=lazy("Choose at least one other council"),
        size="s",
        small=True,
    )
    verbs = Checkboxes(
        lazy("What may be done under it?"),
        tuple(Choice(verb.value, words) for verb, words in VERB_LABELS.items()),
        required=lazy("Choose what may be done under it"),
        size="s",
        small=True,
    )
    kinds = Checkboxes(
        lazy("About what?"),
        tuple(Choice(kind.value, words) for kind, words in KIND_LABELS.items()),
        hint=lazy("Tick none for all of these"),
        size="s",
        small=True,
    )
    from_on = DateParts(lazy("In force from"), required=lazy("Say from which day on it is in force"), size="s")
    until_on = DateParts(
        lazy("Until"), hint=lazy("Leave it empty if no day is agreed. A month before it, you are reminded"), size="s"
    )
    words = TextArea(
        lazy("Where is the document, and what else is there to know?"),
        hint=lazy("The other councils read this. Never anything about a child"),
        most=WORDS_LIMIT,
        rows=4,
        size="s",
    )
    job = _job()

    def offer(self, councils: Sequence[tuple[UUID, str]]) -> None:
        self.councils.choices = [Choice(str(council), name) for council, name in councils]

    @classmethod
    def of(cls, agreement: AgreementView, actor: Actor) -> AgreementForm:
        """As the version before has it; its days are said anew."""
        start = {
            "name": agreement.name,
            "region": agreement.region,
            "councils": [str(council) for council in agreement.others(actor.council)],
            "verbs": [verb.value for verb in agreement.verbs],
            "kinds": [kind.value for kind in agreement.kinds],
            "words": agreement.words,
            "job": job_of(actor),
        }
        return cls(None, start)

    def typed(self) -> AgreementInput:
        return AgreementInput(
            name=self.name.data or "",
            region=self.region.data or "",
            councils=tuple(found for each in self.councils.data if (found := uuid_of(each))),
            verbs=tuple(self.verbs.data),
            kinds=tuple(self.kinds.data),
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            words=self.words.data or "",
            job=self.job.data or "",
        )


class SignForm(Form):
    job = _job()


class WithdrawForm(Form):
    words = TextArea(
        lazy("Why does your council withdraw?"),
        hint=lazy("The other councils read this. Never anything about a child"),
        required=lazy("Say why: the other councils read it"),
        most=WORDS_LIMIT,
        rows=3,
        size="s",
    )
