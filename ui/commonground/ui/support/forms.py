"""Whom the council lets in, and why somebody goes in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from commonground.platform.ids import uuid_of
from commonground.platform.support.service import LASTS, REASON_LIMIT, MyGrant
from commonground.ui.shell.dates import moment
from commonground.ui.shell.forms import Choice, Form, Hidden, Radios, Select, TextArea
from commonground.ui.shell.i18n import gettext, lazy

_HOURS = {4: lazy("4 hours"), 24: lazy("1 day"), 72: lazy("3 days"), 168: lazy("7 days")}


class GrantForm(Form):
    """`offer` must have been called: the choices are the people who run the platform."""

    operator = Select(
        lazy("Whom do you let in?"), empty=lazy("Choose"), required=lazy("Choose whom you let in"), size="s"
    )
    reason = TextArea(
        lazy("What are they to look at?"),
        hint=lazy("They read this. Never a child’s name, nor anything of a case: they can open none"),
        required=lazy("Say what they are to look at"),
        most=REASON_LIMIT,
        rows=3,
        size="s",
    )
    hours = Select(
        lazy("For how long?"),
        tuple(Choice(str(hours), _HOURS[hours]) for hours in LASTS),
        hint=lazy("Then it ends by itself. You can end it at any time before"),
        required=lazy("Choose for how long"),
        default=str(LASTS[0]),
        size="s",
    )

    def offer(self, people: Sequence[tuple[UUID, str]]) -> None:
        self.operator.choices = [Choice(str(account), name) for account, name in people]

    @property
    def whom(self) -> UUID | None:
        return uuid_of(self.operator.data)


class GrantButton(Form):
    """The button that ends one."""

    grant = Hidden(most=40)

    @property
    def chosen(self) -> UUID | None:
        return uuid_of(self.grant.data)


class EnterForm(Form):
    """`offer` must have been called: the choices are the grants that stand."""

    grant = Radios(lazy("Which council?"), required=lazy("Choose a council"), size="s", small=True)
    why = TextArea(
        lazy("Why do you go in?"),
        hint=lazy("The council reads this, beside each page that you open"),
        required=lazy("Say why you go in"),
        most=REASON_LIMIT,
        rows=3,
        size="s",
    )

    def offer(self, grants: Sequence[MyGrant]) -> None:
        until = gettext("until %(moment)s: %(reason)s")
        self.grant.choices = [
            Choice(str(each.id), each.council, until % {"moment": moment(each.until), "reason": each.reason})
            for each in grants
        ]

    @property
    def chosen(self) -> UUID | None:
        return uuid_of(self.grant.data)
