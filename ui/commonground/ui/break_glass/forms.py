"""The questions before the glass is broken, and of whoever looks at it afterwards."""

from __future__ import annotations

from commonground.platform.refusals import IncompleteError
from commonground.tenants.break_glass.rules import check_asked
from commonground.tenants.break_glass.types import GROUND_LABELS, NOTE_LIMIT, REASON_LIMIT, Asked
from commonground.ui.shell.forms import Choice, Form, Hidden, Radios, TextArea, TextField
from commonground.ui.shell.i18n import lazy


class BreakGlassForm(Form):
    """A form whose answer says nothing of any record: what is wrong with it is wrong with what was typed."""

    reference = TextField(
        lazy("Which record?"),
        hint=lazy("Its reference, as you were told it: for example CR-7K3F-29M"),
        required=lazy("Type the reference that you were told"),
        most=40,
        width=20,
        size="s",
    )
    ground = Radios(
        lazy("Why can’t it wait?"),
        tuple(Choice(ground.value, words) for ground, words in GROUND_LABELS.items()),
        required=lazy("Choose why it can’t wait"),
        size="s",
        small=True,
    )
    reason = TextArea(
        lazy("What has happened?"),
        hint=lazy("In a sentence or two. Whoever answers for this record reads it. Never a child’s name"),
        required=lazy("Say what has happened"),
        most=REASON_LIMIT,
        rows=4,
        size="s",
    )

    def asked(self) -> Asked | None:
        """What was typed, if all of it may be written; else each problem stands beside its question."""
        if not self.validate():
            return None
        try:
            return check_asked(self.reference.data or "", self.ground.data, self.reason.data or "")
        except IncompleteError as lacking:
            self.refuse(lacking)
            return None


class EndForm(Form):
    use = Hidden(most=40)


class ReviewForm(EndForm):
    note = TextArea(
        lazy("What did you find?"),
        hint=lazy("Was it needed? What follows from it?"),
        required=lazy("Write what you found: was it needed, and what follows from it?"),
        most=NOTE_LIMIT,
        rows=3,
        size="s",
    )
