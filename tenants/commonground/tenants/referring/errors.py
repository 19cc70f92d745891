"""What can be refused, each with the sentence its reader sees."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from commonground.platform.refusals import IncompleteError, Problem, RefusedError


class NobodyReadsError(RefusedError):
    """No front door in which anybody could read it: it would lie unread."""

    status: ClassVar[int] = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__("Nobody is at the front door who could read this. It is kept as your draft: ring them.")


class DecidedMeanwhileError(RefusedError):
    """There is nothing to be withdrawn any more."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("It has been decided meanwhile. Write to the front door instead.")


class NewsRefusedError(IncompleteError):
    """What was to be added is missing or too long."""

    def __init__(self, sentence: str) -> None:
        super().__init__((Problem("news", sentence),))
