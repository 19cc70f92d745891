"""From when to when, and who covers. There is no question for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from commonground.platform.cover.rules import Days
from commonground.platform.cover.service import Absence, Asked, Standing
from commonground.ui.shell.forms import Checkboxes, Choice, DateParts, Form
from commonground.ui.shell.i18n import lazy


class AwayForm(Form):
    """`offer` must have been called: the choices are the colleagues who could cover."""

    first = DateParts(
        lazy("First day away"),
        hint=lazy("No reason is asked, and none is kept. Why somebody is away is their own business"),
        required=lazy("Type the first day"),
        size="s",
    )
    last = DateParts(
        lazy("Last day away"), hint=lazy("That day included"), required=lazy("Type the last day"), size="s"
    )
    covers = Checkboxes(
        lazy("Who covers?"),
        hint=lazy("Of the same team, or in the same role. They are told of the work, as far as they may open it"),
        size="s",
        small=True,
    )

    def offer(self, standing: Standing, away: Mapping[UUID, list[str]]) -> None:
        self.covers.choices = [
            Choice(str(each.id), each.name, "; ".join(away.get(each.id, ()))) for each in standing.could
        ]

    @classmethod
    def of(cls, absence: Absence) -> AwayForm:
        """The form as it stands."""
        covers = [str(each) for each in absence.covers]
        return cls(None, {"first": absence.days.first, "last": absence.days.last, "covers": covers})

    @property
    def asked(self) -> Asked:
        """Only after `validate`, which finds both days missing."""
        assert self.first.data is not None  # noqa: S101  # for mypy: both are required
        assert self.last.data is not None  # noqa: S101  # for mypy: both are required
        return Asked(Days(self.first.data, self.last.data), frozenset(UUID(each) for each in self.covers.data))
