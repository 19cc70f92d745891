"""Who looks after it from now on, and why they."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from commonground.platform.ids import uuid_of
from commonground.tenants.contexts.colleagues import Colleague
from commonground.tenants.keepers.rules import REASON_LIMIT
from commonground.ui.shell.dates import day
from commonground.ui.shell.forms import Choice, Form, Radios, TextArea
from commonground.ui.shell.i18n import gettext, lazy


class KeeperForm(Form):
    """`offer` must have been called: the choices are people of the acting council."""

    keeper = Radios(lazy("Who looks after it?"), required=lazy("Choose who looks after it"), size="s", small=True)
    reason = TextArea(
        lazy("Why?"),
        hint=lazy("It stands on the record, and whoever looks after it reads it. Never a child’s name"),
        required=lazy("Say why, because the next person reads it"),
        most=REASON_LIMIT,
        rows=3,
        size="s",
    )

    def offer(self, people: Sequence[Colleague]) -> None:
        self.keeper.choices = [Choice(str(each.id), each.name, _beside(each)) for each in people]

    @property
    def chosen(self) -> UUID | None:
        return uuid_of(self.keeper.data)


def _beside(each: Colleague) -> str:
    if each.away_until is None:
        return each.team_names
    return gettext("%(place)s, away until %(day)s") % {"place": each.team_names, "day": day(each.away_until)}
