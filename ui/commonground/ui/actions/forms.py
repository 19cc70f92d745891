"""A new action, and how one stands. Neither has a place for a child's name, and each looks for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from commonground.platform.ids import uuid_of
from commonground.platform.reference.playbooks import PLAYBOOKS
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.rules import REASON_LIMIT, WHAT_LIMIT, ActionInput, ActionStatus, OutcomeInput
from commonground.tenants.contexts.colleagues import Colleague
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.playbooks.rules import MOST_STEPS
from commonground.ui.contexts.forms import NO_NAMES, may_be_names
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.shell.dates import short_day
from commonground.ui.shell.forms import Choice, DateParts, Hidden, Radios, Select, TextArea, TextField
from commonground.ui.shell.i18n import gettext, lazy

_NUMBERS: Final = frozenset(str(number) for number in range(1, MOST_STEPS + 1))
_STATES: Final = (
    Choice(ActionStatus.DONE.value, lazy("Done")),
    Choice(ActionStatus.DROPPED.value, lazy("Dropped")),
    Choice(ActionStatus.OPEN.value, lazy("Still to do, by somebody else or another day")),
)


DAY: Final = tuple(f"due_on-{part}" for part in ("day", "month", "year"))
"""As what the one date of either form is sent."""


class _OwnedForm(RecordForm):
    """`offer` must have been called: the choices are people who can work on the context."""

    owner = Select(lazy("Who does it?"), empty=lazy("Choose"), size="s")
    due_on = DateParts(lazy("By which day?"), size="s")

    def offer(self, people: Sequence[Colleague]) -> None:
        self.owner.choices = [Choice(str(each.id), each.name, each.team_names) for each in people]


class ActionForm(_OwnedForm):
    step = Hidden(most=60)
    what = TextField(
        lazy("What is to be done?"), hint=NO_NAMES, required=lazy("Say what is to be done"), most=WHAT_LIMIT, size="s"
    )

    taken: ContextAction | None = None
    """What somebody has to do already of the same step."""

    @property
    def of_step(self) -> str:
        """Of which step of a playbook it is made, `shop-3`; empty for anything that is none."""
        playbook, _, number = (self.step.data or "").rpartition("-")
        return f"{playbook}-{number}" if playbook in PLAYBOOKS and number in _NUMBERS else ""

    def typed(self) -> ActionInput:
        playbook, _, number = self.of_step.rpartition("-")
        return ActionInput(
            what=self.what.data or "",
            owner_id=uuid_of(self.owner.data),
            due_on=self.due_on.data,
            playbook=playbook,
            step=int(number) if number else None,
        )

    def flagged(self) -> Iterator[Flagged]:
        typed = self.what.data or ""
        if words := mask_names(typed).hidden_words(typed):
            yield Flagged("what", may_be_names(words), typed)
        if self.taken is not None:
            yield Flagged("what", self._already_there(self.taken), str(self.taken.id))

    def _already_there(self, taken: ContextAction) -> str:
        names = {each.value: str(each.label) for each in self.owner.choices}
        who = names.get(str(taken.owner_id), gettext("Somebody"))
        said = {"who": who, "what": taken.what, "day": short_day(taken.due_on)}
        return gettext("%(who)s has this to do already, by %(day)s: “%(what)s”. Press again to add another") % said


class OutcomeForm(_OwnedForm):
    status = Radios(lazy("How does it stand?"), _STATES, required=lazy("Choose how it stands"), size="s", small=True)
    reason = TextArea(
        lazy("What came of it, or why is it dropped?"), hint=NO_NAMES, most=REASON_LIMIT, rows=3, size="s"
    )

    @classmethod
    def of_action(cls, action: ContextAction) -> OutcomeForm:
        return cls(None, {"version": str(action.version), "owner": str(action.owner_id), "due_on": action.due_on})

    def typed(self) -> OutcomeInput:
        chosen = self.status.data
        return OutcomeInput(
            status=ActionStatus(chosen) if chosen in set(ActionStatus) else None,
            owner_id=uuid_of(self.owner.data),
            due_on=self.due_on.data,
            reason=self.reason.data or "",
        )

    def flagged(self) -> Iterator[Flagged]:
        typed = self.reason.data or ""
        if words := mask_names(typed).hidden_words(typed):
            yield Flagged("reason", may_be_names(words), typed)
