"""What can be refused about a context, each with the sentence its reader sees."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from commonground.platform.refusals import IncompleteError, Problem, RefusedError


class ContextIncompleteError(IncompleteError):
    """A context as typed lacks something, or holds what does not belong to its kind."""


class ContextReasonMissingError(IncompleteError):
    """Closing, reopening and restricting need a reason, because the next person reads it."""

    def __init__(self, doing: str) -> None:
        super().__init__((Problem("reason", f"Say why you want to {doing} this context."),))


class ContextStandsAlreadyError(RefusedError):
    """It is closed or active already: somebody else was quicker."""

    status: ClassVar[int] = HTTPStatus.CONFLICT
