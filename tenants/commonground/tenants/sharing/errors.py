"""What can be refused about an invitation, each with the sentence its reader sees."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from commonground.platform.refusals import IncompleteError, Problem, RefusedError


class InvitationIncompleteError(IncompleteError):
    """An invitation as typed lacks something, or asks for what nobody may have."""


class InvitationOverError(RefusedError):
    """It is in a state in which this can't be done: it has ended, or somebody was quicker."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("This invitation has moved on in the meantime. Look at it again.")


class OwnProposalError(RefusedError):
    """The second person was to be the first one."""

    def __init__(self) -> None:
        words = "Nobody agrees to what they proposed themselves. Ask a colleague who may."
        super().__init__(words, (Problem("words", words),))
