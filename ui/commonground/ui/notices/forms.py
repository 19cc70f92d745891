"""A question for each kind that one may choose for, and the council's two numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, cast

from commonground.platform.access import Role
from commonground.platform.notifications.choosing import Rules
from commonground.platform.notifications.sentences import NAMES
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.notifications.ways import CHOICES, Way, choices, preset
from commonground.ui.shell.forms import Choice, Form, Select
from commonground.ui.shell.i18n import LazyText, gettext, lazy

WAYS: Final[Mapping[Way, LazyText]] = {
    Way.AT_ONCE: lazy("At once"),
    Way.DIGEST: lazy("In the daily digest"),
    Way.NONE: lazy("No e-mail"),
}


class WaysForm(Form):
    """How I hear of each kind. Its questions are made from the kinds there are; `offer` leaves those that can come."""

    def offer(self, roles: Collection[Role]) -> None:
        """The three ways, that of the preset marked; what differs from it says so."""
        self._offered = choices(roles)
        for never in [kind.value for kind in CHOICES if kind not in self._offered and kind.value in self]:
            del self[never]
        for kind in self._offered:
            usual, field = preset(roles, kind), cast("Select", self[kind.value])
            field.choices = [Choice(way.value, _named(way, usual)) for way in Way]
            if field.data in set(Way) and field.data != usual:
                field.hint = lazy("Not as your preset has it")

    def ways(self) -> dict[NotificationKind, Way]:
        return {kind: Way(self[kind.value].data) for kind in self._offered}

    def differing(self, roles: Collection[Role]) -> int:
        return sum(self[kind.value].data != preset(roles, kind) for kind in self._offered)


for _kind in CHOICES:
    setattr(WaysForm, _kind.value, Select(lazy(NAMES[_kind]), (), required=lazy("Choose how you hear of this")))


def _named(way: Way, usual: Way) -> str:
    return gettext("%(way)s (your preset)") % {"way": WAYS[way]} if way is usual else str(WAYS[way])


def example() -> dict[str, str | list[str]]:
    """A form that would be accepted."""
    return {kind.value: Way.DIGEST.value for kind in CHOICES}


class RulesForm(Form):
    unread_hours = Select(
        lazy("After how many working hours is an urgent notice passed on if nobody has read it?"),
        tuple(Choice(str(hours), str(hours)) for hours in (1, 2, 3, 4, 6, 8, 16, 24, 40)),
        required=lazy("Choose a number of hours"),
    )
    most_at_once = Select(
        lazy("How many e-mails a day reach somebody at once, before the rest waits for the digest?"),
        tuple(Choice(str(most), str(most)) for most in (0, 1, 2, 3, 5, 10, 20, 50)),
        hint=lazy("Urgent ones do not count"),
        required=lazy("Choose a number of e-mails"),
    )

    @classmethod
    def of(cls, rules: Rules) -> RulesForm:
        return cls(None, {"unread_hours": str(rules.unread_hours), "most_at_once": str(rules.most_at_once)})

    def rules(self) -> Rules:
        return Rules(int(self.unread_hours.data or 0), int(self.most_at_once.data or 0))
