"""Why something with a crossing can't be done, each with the sentence that people read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import ClassVar, Final

from commonground.platform.answers import Answers
from commonground.platform.refusals import Problem, RefusedError


class CrossingRefusedError(RefusedError):
    """The other side was quicker, or what it stands on is over. Nothing is half done."""

    status: ClassVar[int] = HTTPStatus.CONFLICT


_OFFERED: Final = "It is being handed over to a council already. Withdraw or close that first."
_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "changed": "It has moved on meanwhile: somebody else did something with it. Look at how it stands now.",
        "expired": "Its day is over, so nobody can accept it. It can be offered anew.",
        "unauthorised": "A second person has to agree to exactly this first.",
        "no_agreement": "No agreement with that council allows this now. Say why it has to be shared all the same.",
        "no_duty": "That body has no duty to protect children under its legal powers, so responsibility can’t pass to"
        " it. It can be asked, told and worked with.",
        "nobody": "Choose somebody who works here, and a team.",
        "offered_already": _OFFERED,
        "offered_already_at_once": _OFFERED,
        "too_early_for_words": "Before they accept, nothing but the offer may be said.",
        "reference_taken": "That reference was drawn twice. Send it once more.",
    }
)
_AT_FIELD: Final[Mapping[str, Problem]] = MappingProxyType(
    {
        "words_missing": Problem("words", "Say it in a few words: the other council reads them."),
        "when": Problem("held_on", "Enter the day on which it was held: not before it was accepted, and not to come."),
        "nobody": Problem("taker", "Choose who opens it."),
    }
)


ANSWERS: Final = Answers(CrossingRefusedError, _SENTENCES, _AT_FIELD, frozenset({"done", "sent"}))
