"""One pathway of a council's, and the buttons beside each."""

from __future__ import annotations

from typing import Any, Final, cast

from commonground.platform.reference import AGENCIES, HARMS, LEVELS
from commonground.tenants.pathways.types import (
    CHILDREN,
    DAYS,
    KINDS,
    MOST_STEPS,
    STEP_LIMIT,
    WHEN_LIMIT,
    WHO,
    Pathway,
    Pathways,
    StepPlan,
)
from commonground.tenants.referrals.types import Outcome
from commonground.ui.pathways.words import children_words, who_words
from commonground.ui.referrals.forms import RecordForm
from commonground.ui.shell.forms import Checkboxes, Choice, Hidden, Radios, Select, TextArea, TextField, coded
from commonground.ui.shell.i18n import lazy, ngettext

_ANY: Final = lazy("Any, if you tick none")
WAYS: Final = ("up", "down", "in", "out")


def days_words(days: int) -> str:
    return ngettext("%(num)d working day", "%(num)d working days", days) % {"num": days}


def _days() -> list[Choice]:
    return [Choice(str(each), days_words(each)) for each in DAYS]


class OfKindForm(RecordForm):
    """It brings along the version that it was filled from, and of which type of context it is."""

    of = Hidden(most=20)

    @property
    def kind(self) -> str:
        """Empty for what is no type of ours."""
        return self.of.data if self.of.data in KINDS else ""


class OrderForm(OfKindForm):
    """A button beside a pathway: “consultation.up”."""

    move = Hidden(most=40)

    @property
    def moved(self) -> tuple[Outcome, str] | None:
        code, _, way = (self.move.data or "").partition(".")
        return (Outcome(code), way) if code in set(Outcome) and way in WAYS else None


class PathwayForm(OfKindForm):
    """One pathway. Its questions about steps are made below, three to a step. `offer` must have been called."""

    outcome = Hidden(most=40)
    offered = Radios(
        lazy("Can it be chosen?"),
        (Choice("yes", lazy("Yes")), Choice("no", lazy("No"), lazy("What was decided so before stands"))),
        required=lazy("Choose whether it is offered"),
        small=True,
        size="s",
    )
    when = TextArea(
        lazy("When should it be chosen?"),
        hint=lazy("In your council’s words: whoever decides reads them under it"),
        most=WHEN_LIMIT,
        rows=2,
        size="s",
    )
    harms = Checkboxes(lazy("Which harm?"), coded(HARMS.label, HARMS.codes), hint=_ANY, small=True)
    levels = Checkboxes(lazy("Weighed as how much need?"), coded(LEVELS.label, LEVELS.codes), hint=_ANY, small=True)
    children = Select(lazy("At least how many children?"), empty=lazy("Any number"))
    days = Select(
        lazy("Within how many working days is it held?"),
        hint=lazy("Your council’s own clock, from the decision"),
        empty=lazy("No clock"),
        size="s",
    )
    refer_on = Checkboxes(
        lazy("Where is it referred on to?"),
        coded(AGENCIES.label, AGENCIES.codes),
        hint=lazy("Tick none if it stays here"),
        small=True,
        size="s",
    )

    @classmethod
    def of_pathway(cls, known: Pathways, outcome: Outcome) -> PathwayForm:
        pathway = known.of(outcome)
        start: dict[str, Any] = {"version": str(known.version), "of": known.kind, "outcome": outcome.value}
        start |= {name: list(getattr(pathway, name)) for name in ("harms", "levels", "refer_on")}
        start |= {"offered": "yes" if pathway.offered else "no", "when": pathway.when}
        start |= {"children": str(pathway.children or ""), "days": str(pathway.days or "")}
        for number, step in enumerate(pathway.steps, 1):
            start |= {f"step_{number}": step.what, f"days_{number}": str(step.days), f"who_{number}": step.who}
        return cls(None, start).offer()

    def offer(self) -> PathwayForm:
        self.children.choices = [Choice(str(each), children_words(each)) for each in CHILDREN]
        self.days.choices = _days()
        for number in NUMBERS:
            self._of_step("days", number).choices = _days()
            self._of_step("who", number).choices = [Choice(code, who_words(code)) for code in WHO]
        return self

    def _of_step(self, part: str, number: int) -> Select:
        return cast(Select, self[f"{part}_{number}"])

    def pathway(self, outcome: Outcome) -> Pathway:
        """As typed, for the rules to judge. A step with nothing in it is none."""
        return Pathway(
            outcome=outcome,
            offered=self.offered.data == "yes",
            when=self.when.data or "",
            harms=tuple(self.harms.data),
            levels=tuple(self.levels.data),
            children=int(self.children.data) if self.children.data else None,
            days=int(self.days.data) if self.days.data else None,
            refer_on=tuple(self.refer_on.data),
            steps=tuple(self._step(number) for number in NUMBERS if self._is_filled(number)),
        )

    def _is_filled(self, number: int) -> bool:
        return any((self[f"{part}_{number}"].data or "").strip() for part in ("step", "days", "who"))

    def _step(self, number: int) -> StepPlan:
        days = self[f"days_{number}"].data
        what, who = self[f"step_{number}"].data or "", self[f"who_{number}"].data or ""
        return StepPlan(what, int(days) if days else 0, who)

    def beside(self, number: int) -> int:
        """In which row of the form the step stands that is this one of those that were typed."""
        filled = [each for each in NUMBERS if self._is_filled(each)]
        return filled[number - 1] if number <= len(filled) else number


NUMBERS: Final = range(1, MOST_STEPS + 1)
for _number in NUMBERS:
    _said = {"number": str(_number)}
    _what = TextField(lazy("Step %(number)s: what is to be done", **_said), most=STEP_LIMIT, size="s")
    setattr(PathwayForm, f"step_{_number}", _what)
    setattr(PathwayForm, f"days_{_number}", Select(lazy("Step %(number)s: within", **_said), empty=lazy("Choose")))
    setattr(PathwayForm, f"who_{_number}", Select(lazy("Step %(number)s: by whom", **_said), empty=lazy("Choose")))

STEPS: Final = tuple(f"{part}_{number}" for number in NUMBERS for part in ("step", "days", "who"))
