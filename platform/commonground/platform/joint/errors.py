"""Why something with a joint concern can't be done, each with the sentence that people read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import ClassVar, Final

from commonground.platform.answers import Answers
from commonground.platform.refusals import Problem, RefusedError


class JointRefusedError(RefusedError):
    """Somebody was quicker, or what it stands on is over. Nothing is half done."""

    status: ClassVar[int] = HTTPStatus.CONFLICT


_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "changed": "It has moved on meanwhile: somebody else did something with it. Look at how it stands now.",
        "closed": "It is closed, so nothing is added to it any more. What is yours can still be taken back.",
        "stopped": "The agreement under which your council works on it is over. Until a new one is in force, nothing is"
        " added or shown between you.",
        "lead_only": "The council that leads it does this. Write to its coordinator, or ask to lead.",
        "lead_first": "Your council leads it. Hand the lead on first, or close it.",
        "own_minutes": "You wrote these minutes. A second person looks through them.",
        "reference_taken": "That reference was drawn twice. Send it once more.",
        "there_already": "They are in it already, or have been asked.",
    }
)
_AT_FIELD: Final[Mapping[str, Problem]] = MappingProxyType(
    {
        "words_missing": Problem("words", "Say it in a few words: the others read them."),
        "nobody": Problem("who", "Choose one of those on the list."),
        "not_there": Problem("councils", "Somebody whom you chose does not work on it any more. Choose again."),
        "no_agreement": Problem(
            "words", "No agreement with that council allows this now. Say why it is needed all the same."
        ),
        "reason_missing": Problem(
            "reason",
            "No agreement with one of those who would see it allows that. Say why it is needed all the same, or leave"
            " them out.",
        ),
        "when": Problem("days", "Choose a shorter time."),
        "police": Problem(
            "who", "Of a peer group, the police read as one named person, and for four weeks at the most."
        ),
    }
)


ANSWERS: Final = Answers(JointRefusedError, _SENTENCES, _AT_FIELD)
