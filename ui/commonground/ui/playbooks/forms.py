"""Forms: a playbook in the council's own words, and a contact. Neither has a place for anybody's name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commonground.platform.reference import AGENCIES
from commonground.platform.reference.playbooks import Step, Words
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.playbooks.models import RingContact
from commonground.tenants.playbooks.queries import Standing
from commonground.tenants.playbooks.rules import (
    LINE_LIMIT,
    LISTS,
    MOST_LINES,
    MOST_STEPS,
    POST_LIMIT,
    REACH_LIMIT,
    ContactInput,
)
from commonground.ui.contexts.forms import may_be_names
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.shell.forms import Email, Hidden, Select, Telephone, TextArea, TextField, coded
from commonground.ui.shell.i18n import lazy

_LONGEST: Final = MOST_LINES * (LINE_LIMIT + 2)


class WordsForm(RecordForm):
    """A playbook. Its questions about steps are made below, two to a step."""

    of = Hidden(most=40)
    say = TextArea(lazy("Words to use"), hint=lazy("One to a line"), most=_LONGEST, rows=4, count=False, size="s")
    record = TextArea(
        lazy("What to write down"), hint=lazy("One to a line"), most=_LONGEST, rows=4, count=False, size="s"
    )
    escalate = TextArea(
        lazy("Stop and escalate when"),
        hint=lazy("One to a line. That 999 comes first stands above everything anyway"),
        most=_LONGEST,
        rows=4,
        count=False,
        size="s",
    )
    avoid = TextArea(lazy("What not to do"), hint=lazy("One to a line"), most=_LONGEST, rows=4, count=False, size="s")

    @classmethod
    def of_standing(cls, standing: Standing) -> WordsForm:
        start = {"version": str(standing.version), "of": standing.playbook.code}
        for number, step in enumerate(standing.words.steps, 1):
            start |= {f"step_{number}": step.do, f"why_{number}": step.why}
        start |= {part: "\n".join(getattr(standing.words, part)) for part in LISTS}
        return cls(None, start)

    def typed(self) -> Words:
        numbers = range(1, MOST_STEPS + 1)
        steps = tuple(Step(self._of(f"step_{number}"), self._of(f"why_{number}")) for number in numbers)
        return Words(steps=steps, **{part: tuple(self._of(part).split("\n")) for part in LISTS})

    def flagged(self) -> Iterator[Flagged]:
        """Words that may be somebody's name: everybody in the council reads this."""
        for name in self.questions():
            words = self._of(name)
            if name != "of" and (hidden := mask_names(words).hidden_words(words)):
                yield Flagged(name, may_be_names(hidden), words)

    def _of(self, name: str) -> str:
        return str(self[name].data or "")


for _number in range(1, MOST_STEPS + 1):
    setattr(
        WordsForm,
        f"step_{_number}",
        TextField(lazy("Step %(number)s: what to do", number=str(_number)), most=LINE_LIMIT, size="s"),
    )
    setattr(WordsForm, f"why_{_number}", TextField(lazy("Step %(number)s: why", number=str(_number)), most=LINE_LIMIT))

IN_TURN: Final = tuple(f"{part}_{number}" for number in range(1, MOST_STEPS + 1) for part in ("step", "why")) + LISTS


class OursForm(RecordForm):
    """Takes the platform's words back."""

    of = Hidden(most=40)


class ContactForm(RecordForm):
    agency = Select(
        lazy("Whose desk is it?"),
        coded(AGENCIES.label, AGENCIES.codes),
        empty=lazy("Choose"),
        required=lazy("Choose whose contact it is"),
        size="s",
    )
    post = TextField(
        lazy("Which desk or post?"),
        hint=lazy(
            "For example Licensing duty desk. A post still answers when somebody has left. Never a child or a case"
        ),
        required=lazy("Say which desk or post it is"),
        most=POST_LIMIT,
        size="s",
    )
    phone = Telephone(lazy("Phone"), most=REACH_LIMIT, services=True, size="s")
    email = Email(lazy("E-mail address"), size="s")
    hours = TextField(
        lazy("When do they answer?"), hint=lazy("For example weekdays 9 to 5"), most=REACH_LIMIT, size="s"
    )

    @classmethod
    def of_row(cls, row: RingContact) -> ContactForm:
        names = ("agency", "post", "phone", "email", "hours")
        return cls(None, {"version": str(row.version), **{name: getattr(row, name) for name in names}})

    def typed(self) -> ContactInput:
        return ContactInput(
            agency=self.agency.data or "",
            post=self.post.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            hours=self.hours.data or "",
        )
