"""How a step stands: done on a day, not needed, or made an action with an owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from commonground.platform.ids import uuid_of
from commonground.tenants.contexts.colleagues import Colleague
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.pathways.doing import StepInput
from commonground.tenants.pathways.types import NOTE_LIMIT, StepStatus
from commonground.ui.contexts.forms import NO_NAMES, may_be_names
from commonground.ui.referrals.decide_form import UnfoldingRadios
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.shell.forms import Choice, DateParts, Select, TextArea
from commonground.ui.shell.i18n import lazy

DAYS: Final = tuple(f"{name}-{part}" for name in ("day", "due_on") for part in ("day", "month", "year"))
"""As what the two dates are sent."""
_DONE: Final = Choice(StepStatus.DONE.value, lazy("Done"), reveals="day")
_ACTION: Final = Choice(
    StepStatus.ACTION.value,
    lazy("Somebody takes it on"),
    lazy("It becomes an action on the context, with an owner and a day"),
    reveals="owner due_on",
)
_DROPPED: Final = Choice(StepStatus.DROPPED.value, lazy("Not needed here"))


class StepForm(RecordForm):
    """`offer` must have been called: whether there is a context for an action, and who could do it."""

    status = UnfoldingRadios(
        lazy("How does it stand?"), (_DONE, _ACTION, _DROPPED), required=lazy("Choose how it stands"), size="s",
        small=True,
    )  # fmt: skip  # one question
    day = DateParts(lazy("On which day was it done?"))
    owner = Select(lazy("Who does it?"), empty=lazy("Choose"))
    due_on = DateParts(lazy("By which day?"))
    words = TextArea(
        lazy("What came of it, or why is it not needed?"), hint=NO_NAMES, most=NOTE_LIMIT, rows=3, size="s"
    )

    @classmethod
    def of_step(cls, version: int, today: date, due: date | None, owner: str) -> StepForm:
        start = {"version": str(version), "day": today, "due_on": due or today, "owner": owner}
        return cls(None, start)

    def offer(self, people: Sequence[Colleague] | None) -> StepForm:
        """None: there is no context that the reader can put an action on."""
        self.status.choices = [_DONE, _DROPPED] if people is None else [_DONE, _ACTION, _DROPPED]
        self.owner.choices = [Choice(str(each.id), each.name, each.team_names) for each in people or ()]
        return self

    def typed(self) -> StepInput:
        chosen = self.status.data
        return StepInput(
            status=StepStatus(chosen) if chosen in set(StepStatus) else None,
            words=self.words.data or "",
            day=self.day.data,
            owner_id=uuid_of(self.owner.data),
            due_on=self.due_on.data,
        )

    def flagged(self) -> Iterator[Flagged]:
        typed = self.words.data or ""
        if words := mask_names(typed).hidden_words(typed):
            yield Flagged("words", may_be_names(words), typed)
