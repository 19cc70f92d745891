"""What a reader is told who may not, or who asked for what is not there: the same."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from commonground.platform.refusals import RefusedError


class LeadsOnError(RefusedError):
    """The record has become part of another one, which its reader may open: its address leads on there."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"It has become part of {reference}, perhaps while you were writing. Nothing of yours was saved. Send it"
            " again to see what you typed beside what stands there."
        )
        self.reference = reference


class NotFoundHereError(RefusedError):
    """There is no such record, or this reader may not see it. Both look alike, always."""

    status: ClassVar[int] = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is nothing here that we can show you.")
