"""Why something with an agreement can't be done, each with the sentence that people read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import ClassVar, Final

from commonground.platform.answers import Answers
from commonground.platform.refusals import Problem, RefusedError


class AgreementRefusedError(RefusedError):
    """It stands otherwise than whoever acts saw it. Nothing is half done."""

    status: ClassVar[int] = HTTPStatus.CONFLICT


_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "changed": "It has changed meanwhile. Look at how it stands now.",
        "over": "It is over, so nobody can sign it any more. A newer version may be there.",
        "newer": "A newer version waits for signatures already. Sign that one, or let whoever signed it withdraw.",
    }
)
_AT_FIELD: Final[Mapping[str, Problem]] = MappingProxyType(
    {
        "councils": Problem("councils", "Choose at least one other council."),
        "signers": Problem("councils", "Everybody who holds themselves to the version before must be among them."),
        "words_missing": Problem("words", "Say why: the other councils read it."),
    }
)


ANSWERS: Final = Answers(AgreementRefusedError, _SENTENCES, _AT_FIELD)
