"""What a reader is told who may not, or who asked for what is not there: the same."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from commonground.platform.refusals import RefusedError


class NotFoundHereError(RefusedError):
    """There is no such record, or this reader may not see it. Both look alike, always."""

    status: ClassVar[int] = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is nothing here that we can show you.")
