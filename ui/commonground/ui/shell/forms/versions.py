"""Forms that know over which version they were typed: of two who save at once, the second sees what the first saved."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.ui.shell.forms.base import Field, Form
from commonground.ui.shell.forms.fields import Checkboxes, Hidden, Radios, Select
from commonground.ui.shell.i18n import LazyText, lazy


def number_in(typed: str | None) -> int:
    """A whole number that a form brings along, of at most nine figures; 0 for anything else."""
    given = typed or ""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


class VersionForm(Form):
    """It brings along the version that it was filled from."""

    version = Hidden(most=10)

    @property
    def seen_version(self) -> int:
        """0 for anything that is no version of ours: it fits nothing that stands."""
        return number_in(self.version.data)


class ComparedForm(Form):
    """It can be shown beside what somebody else saved while it was typed."""

    def compare_with(self, now: Form) -> None:
        """Beside what was typed, what stands now, whoever of the two changed it: `now`, a form of the same kind. Saved
        again, what was typed takes its place."""
        for field in self:
            saved = now[field.name]
            if isinstance(field, Hidden):
                field.data = saved.data
            elif isinstance(field, Field) and isinstance(saved, Field) and (saved.data or "") != (field.data or ""):
                field.hint = lazy("Saved now: %(words)s", words=_words(field, saved.data))


def _words(field: Field, saved: str | Sequence[str] | None) -> LazyText | str:
    """`field` has the answers that can be chosen."""
    if isinstance(field, Checkboxes):
        chosen = [str(choice.label) for choice in field.choices if choice.value in (saved or ())]
        return ", ".join(chosen) or lazy("nothing")
    choices = field.choices if isinstance(field, Select | Radios) else ()
    shown = next((choice.label for choice in choices if choice.value == saved), saved)
    return f"“{shown}”" if saved else lazy("nothing")
