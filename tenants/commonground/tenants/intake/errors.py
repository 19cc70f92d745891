"""What can be refused about a public report. The pages say it in the reader's language."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from commonground.platform.refusals import IncompleteError, Problem, RefusedError
from commonground.tenants.intake.types import Page


class ReportIncompleteError(IncompleteError):
    """A report lacks a required answer. `page` is the first one to go back to."""

    def __init__(self, page: Page) -> None:
        super().__init__((Problem(page, "One of the answers we need is missing."),))
        self.page = page


class AlreadySentError(RefusedError):
    """The draft is gone: it was sent a moment ago (a second press of the button), deleted or too old."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("This has been sent already, or was deleted.")


class NobodyToReadError(RefusedError):
    """The council has no front door team on the platform yet, so nobody would read it: better to say so."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("This council does not take reports here yet. Please ring its front door.")


class NewsRefusedError(IncompleteError):
    """News is empty or too long."""

    def __init__(self, sentence: str) -> None:
        super().__init__((Problem("news", sentence),))
