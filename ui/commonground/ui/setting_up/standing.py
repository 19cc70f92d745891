"""Forms that change what stands: of two who write at once, the second sees what the first has saved."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Self

from commonground.platform.councils.models import Council
from commonground.ui.shell.forms import ComparedForm, Hidden


class StandingForm(ComparedForm):
    """It brings along a mark of what it was filled from."""

    filled_from = Hidden(most=64)

    @classmethod
    @abstractmethod
    def of(cls, council: Council) -> Self:
        """With what stands now; made by `filled`."""

    @classmethod
    def filled(cls, start: Mapping[str, Any]) -> Self:
        """`start`: a value for each of its fields."""
        return cls(None, {**start, "filled_from": mark_of(sorted(start.items()))})

    def offer(self, council: Council) -> Self:  # noqa: ARG002  # for those whose answers depend on it
        """With the answers that this council has. A form that was sent needs it before it is checked."""
        return self

    def is_stale(self, council: Council) -> bool:
        """Whether something else stands than it was filled from."""
        return self.filled_from.data != self.of(council).filled_from.data

    def compare(self, council: Council) -> None:
        """Beside what was typed, what stands now."""
        self.compare_with(self.of(council))


def mark_of(facts: object) -> str:
    """Tells what a form was filled from from anything else; goes along with it, unseen."""
    return sha256(repr(facts).encode()).hexdigest()
