"""Why something in a dispute can't be done, each with the sentence that people read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import ClassVar, Final

from commonground.platform.answers import Answers
from commonground.platform.refusals import Problem, RefusedError


class DisputeRefusedError(RefusedError):
    """The other side was quicker, or it can't be so. Nothing is half done."""

    status: ClassVar[int] = HTTPStatus.CONFLICT


_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "changed": "It has moved on meanwhile: somebody else did something with it. Look at how it stands now.",
        "disputed_already": "This handoff has an open question already of whose it is. Answer that one.",
        "nobody": "Choose another council that is on this platform.",
        "not_a_manager": "A manager decides this for the council.",
        "when": "The time for an answer could not be worked out. Send it once more.",
        "reference_taken": "That reference was drawn twice. Send it once more.",
    }
)
_AT_FIELD: Final[Mapping[str, Problem]] = MappingProxyType(
    {
        "words_missing": Problem("words", "Say it in a few words: the other council reads them."),
        "too_early_for_words": Problem(
            "words", "Nobody has accepted what you offered: until then you give the reason by its kind alone."
        ),
        "lead": Problem("lead", "Choose which of the two councils leads."),
        "same": Problem("lead", "That council is proposed already. Agree to it, or propose the other one."),
        "no_duty": Problem(
            "lead",
            "That body has no duty to protect children under its legal powers, so it can’t be responsible. It can be"
            " asked, told and worked with.",
        ),
    }
)


ANSWERS: Final = Answers(DisputeRefusedError, _SENTENCES, _AT_FIELD)
