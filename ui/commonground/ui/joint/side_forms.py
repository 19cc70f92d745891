"""Forms by which a council begins or joins a joint concern: what it is about, and who works on it here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commonground.platform.joint.types import KEEP_DAYS, KIND_LABELS, TITLE_LIMIT
from commonground.platform.reference import HARMS
from commonground.tenants.joint.words import look_through
from commonground.ui.contexts.forms import may_be_names
from commonground.ui.joint.forms import called
from commonground.ui.referrals.forms import Flagged, HolderForm
from commonground.ui.shell.forms import Checkboxes, Choice, Radios, Select, TextField, coded
from commonground.ui.shell.i18n import LazyText, lazy

_KEEPS: Final = {90: lazy("3 months"), 180: lazy("6 months"), 365: lazy("1 year"), 730: lazy("2 years")}


def keep_choices(most: int) -> list[Choice]:
    return [Choice(str(days), _KEEPS[days]) for days in KEEP_DAYS if days <= most]


def _speaker(hint: LazyText) -> Select:
    return Select(
        lazy("Who speaks for your council in it?"),
        hint=hint,
        required=lazy("Choose who speaks for your council"),
        empty=lazy("Choose"),
        size="s",
    )


def _keep() -> Select:
    return Select(
        lazy("For how long do you keep what your council adds?"),
        keep_choices(KEEP_DAYS[-1]),
        required=lazy("Choose for how long it is kept"),
        default="365",
        size="s",
    )


class BeginForm(HolderForm):
    title = TextField(
        lazy("What is it, in a few words?"),
        hint=lazy("For example: young people on one bus route after school. Never what a group or a person is called"),
        required=lazy("Say in a few words what it is"),
        most=TITLE_LIMIT,
        size="s",
    )
    kind = Radios(
        lazy("What is it about?"),
        called(KIND_LABELS),
        required=lazy("Choose what it is about"),
        size="s",
        small=True,
    )
    harms = Checkboxes(
        lazy("What worries you?"),
        coded(HARMS.label, HARMS.codes),
        required=lazy("Choose what worries you"),
        size="s",
        small=True,
    )
    place = _speaker(lazy("The others learn their name"))
    keep = _keep()

    def flagged(self) -> Iterator[Flagged]:
        typed = self.title.data or ""
        if words := look_through(typed).maybe:
            yield Flagged("title", may_be_names(words), typed)


class OurSideForm(HolderForm):
    """Who works on it here. Asked when the council joins, and when that changes."""

    place = _speaker(lazy("The others learn their name. Their team can open it"))
    context = TextField(
        lazy("Which of your contexts is it about?"),
        hint=lazy("Its reference, if there is one. The others never learn of it"),
        most=20,
        width=10,
        size="s",
    )
    keep = _keep()
